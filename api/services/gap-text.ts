// Part of the GeoJSON text of all gaps: in this thread, or in one that has a connection of its own.
import { footprintOf, type Look } from '#rules/assumptions';
import { camerasByRange } from '#storage/cameras.repository';
import { type LeafRange, packedGaps } from '#storage/packed-gaps.repository';
import { EVERYTHING, type Scope } from '#storage/scope';
import type { Reader, Storage } from '#storage/storage';
import { camerasNear, GapWriter, type Seeing } from './gap-geojson.ts';

/** Every part costs its reader a turn, and the server's loop may be held for some ten milliseconds. */
const PART_BYTES = 512 * 1024;

/** Which pieces, and what their sentences go by. A thread is told all of it. */
export interface AskedGaps {
  scope: Scope;
  class?: string;
  look: Look;
  /** no camera sees farther, m */
  reachM: number;
}

/** Parts of text, none of them empty. */
export type TextOfRange = (range: LeafRange) => AsyncGenerator<Uint8Array<ArrayBuffer>>;

/** Writes the features of ranges of leaves, each behind what divides it from the one before. One range at a time. */
export function gapTexts(read: Storage['read'], asked: AskedGaps): TextOfRange {
  const { reachM } = asked;
  const writer = new GapWriter();
  const { out } = writer;
  return async function* (range) {
    const { leaves, nearest } = await read(async (reader) => {
      const found = await packedGaps(reader, asked.scope, range);
      return { leaves: found, nearest: await seeing(reader, asked.look, camerasNear(found, reachM)) };
    });
    for (const leaf of leaves)
      for (const _ of writer.leaf(leaf, { nearest, reachM }, asked.class)) if (out.n >= PART_BYTES) yield out.take();
    if (out.n > 0) yield out.take();
  };
}

/** What cameras see, by id; one that is gone since is missing. */
export async function seeing(reader: Reader, look: Look, ids: string[]): Promise<Map<string, Seeing>> {
  const seen = new Map<string, Seeing>();
  for (const camera of await camerasByRange(reader, EVERYTHING, ids)) {
    const footprint = footprintOf(camera, look);
    if ('empty' in footprint) continue;
    const { longitude, latitude } = camera;
    const { azimuthDeg, hfovDeg, nearM, reachM } = footprint;
    // written out: spreading many thousands costs more than looking them up
    seen.set(camera.id, { longitude, latitude, azimuthDeg, hfovDeg, nearM, reachM });
  }
  return seen;
}
