// What the preview worker can be asked: a table of functions, name → [argument, answer].
import type { CameraRow } from '#engine';
import type { PreviewFrame } from './preview-leaf.ts';

export interface OpenRequest {
  /** the server's JSON: EngineInput with its arrays written out */
  input: unknown;
  cameraIds: string[];
  cameraId: string;
}

/** Times are the worker's own, ms. */
export interface Timed<T> {
  answer: T;
  /** the engine: figure, gaps and outline */
  engineMs: number;
}

export interface PreviewCalls {
  /** opens a leaf around one camera; the one before is let go */
  open: [OpenRequest, Timed<PreviewFrame>];
  /** the camera as it is now; null takes it out */
  edit: [CameraRow | null, Timed<PreviewFrame>];
}
export type PreviewCall = keyof PreviewCalls;

export interface CallMessage<K extends PreviewCall = PreviewCall> {
  n: number;
  call: K;
  argument: PreviewCalls[K][0];
}
export type ReplyMessage = { n: number; answer: unknown } | { n: number; fault: string };
