// How far is the whole upload read, when the rows come out of a part of it?
import type { Opened } from './source.ts';

/** What was read of the inner bytes, told as a share of the outer ones. */
export function scaled(opened: Opened, inner: number, outer: number): Opened {
  if (opened.kind !== 'table') return opened;
  const { table } = opened;
  const { rows } = table;
  table.rows = (onBytes) =>
    rows(onBytes && ((read) => onBytes(Math.round(outer * Math.min(1, inner > 0 ? read / inner : 1)))));
  return opened;
}
