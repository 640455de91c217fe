// The inventory: find, add, change and remove cameras; the figures they touch are measured before a call returns.
import type { Camera, CameraCreate, CameraPatch } from '#contract/camera';
import type { Ctx } from './ctx.ts';
import type { Page } from './regions.ts';

export interface ListCameras {
  /** standing in this region's subtree */
  region?: string;
  q?: string;
  type?: string;
  stage?: string;
  /** [west, south, east, north] */
  bbox?: [number, number, number, number];
  limit?: number;
  cursor?: string;
}

export async function listCameras(_ctx: Ctx, _input: ListCameras): Promise<Page<Camera>> {
  return pending();
}
/** Errors: camera.not_found. */
export async function getCamera(_ctx: Ctx, _input: { id: string }): Promise<Camera> {
  return pending();
}
/** Errors: camera.exists. */
export async function createCamera(_ctx: Ctx, _input: { camera: CameraCreate }): Promise<Camera> {
  return pending();
}
/** Errors: camera.not_found, camera.revision_conflict (when `revision` is given and is not the current one). */
export async function patchCamera(
  _ctx: Ctx,
  _input: { id: string; patch: CameraPatch; revision?: number; reason?: string },
): Promise<Camera> {
  return pending();
}
/** Errors: camera.not_found, camera.revision_conflict. */
export async function deleteCamera(
  _ctx: Ctx,
  _input: { id: string; revision?: number; reason?: string },
): Promise<void> {
  return pending();
}
const pending = (): never => {
  throw new Error('expected a landed service, got its signature');
};
