// How does a feature become an obstacle: a building with its height, or a wall?
import { createCells } from './cells.ts';
import type { HeaderReading } from './headers.ts';
import type { PositionReading } from './positions.ts';
import type { Reporter } from './reporter.ts';
import { edgesOf, findKinks } from './ring-kinks.ts';
import { tidyRing } from './ring-repair.ts';
import { bboxOfPositions, partsOf, readLine, readPosition } from './shapes.ts';
import type { SourceRow } from './source.ts';
import { plain } from './text.ts';
import type { LonLat, ObstacleRow } from './types.ts';
import { readMetres, readNumber } from './values.ts';

export interface ObstacleReader {
  /** several where a collection holds buildings and walls */
  read(source: SourceRow): ObstacleRow[];
  finish(): void;
}
/** docs/model.md §1 (m a storey). */
const STOREY_M = 3;
/** The highest building there is has 828 m; more is a slip of the unit. */
const MAX_HEIGHT_M = 900;
const FOOT_M = 0.3048;

/** `12`, `12 m`, `40 ft`, `40'` in metres; null = not one number. */
export function readHeight(text: string): number | null {
  const feet = /^([\d.]+)\s*(?:ft|feet|')$/i.exec(plain(text));
  if (feet === null) return readMetres(text);
  const number = readNumber(feet[1]!);
  return number === null ? null : number * FOOT_M;
}

export function createObstacleReader(
  header: HeaderReading,
  positions: PositionReading,
  reporter: Reporter,
): ObstacleReader {
  const cells = createCells(header);
  const { crs, swap } = positions;
  const toWgs84 = swap ? (x: number, y: number) => crs.toWgs84(y, x) : crs.toWgs84;
  let unknownHeights = 0;

  const heightOf = (source: SourceRow): number | null => {
    let odd: { column: string; value: string } | null = null;
    for (const [field, unitM] of [
      ['heightM', 1],
      ['levels', STOREY_M],
    ] as const) {
      const cell = cells.of(source, field);
      if (cell === null) continue;
      const number = field === 'heightM' ? readHeight(cell.text) : readNumber(cell.text);
      if (number !== null && number > 0 && number * unitM <= MAX_HEIGHT_M) return number * unitM;
      odd ??= { column: cell.column, value: cell.text };
    }
    if (odd) reporter.say('obstacle.height', { row: source.row, ...odd });
    else unknownHeights++;
    return null;
  };
  /** Rings as they are; a ring that crosses itself is ground by the even-odd rule, and said. */
  const readRings = (raw: unknown, row: number): LonLat[][] | null => {
    if (!Array.isArray(raw)) return null;
    const rings: LonLat[][] = [];
    for (const ring of raw as unknown[]) {
      const read: LonLat[] = [];
      for (const position of Array.isArray(ring) ? (ring as unknown[]) : []) {
        const at = readPosition(position, toWgs84);
        if (at === null) {
          const value = JSON.stringify(position)?.slice(0, 100);
          return reporter.say('polygon.position', { row, column: 'geometry', value });
        }
        read.push(at);
      }
      const tidy = tidyRing(read);
      if (tidy !== null) rings.push(tidy);
      // without its outline a building is nothing; a hole without area is no hole
      else if (rings.length === 0) return reporter.say('polygon.collapsed', { row, column: 'geometry' });
    }
    if (rings.length === 0) return reporter.say('polygon.collapsed', { row, column: 'geometry' });
    if (findKinks(edgesOf(rings))?.some((kink) => kink.crosses) ?? true)
      reporter.say('obstacle.crosses', { row, column: 'geometry' });
    return rings;
  };

  return {
    finish() {
      if (unknownHeights > 0) reporter.say('obstacle.height_unknown', { row: null }, { n: unknownHeights });
    },
    read(source) {
      const { row } = source;
      if (source.broken) return reporter.say('feature.invalid', { row }) ?? [];
      const parts = partsOf(source.geometry);
      if (parts === null) return reporter.say('geometry.missing', { row, column: 'geometry' }) ?? [];
      const strange = parts.points.length > 0 ? ['Point', ...parts.strange] : parts.strange;
      for (const type of strange) reporter.say('obstacle.shape', { row, column: 'geometry', value: type }, { type });
      const polygons: LonLat[][][] = [];
      for (const raw of parts.areas) {
        const rings = readRings(raw, row);
        if (rings !== null) polygons.push(rings);
      }
      const lines: LonLat[][] = [];
      for (const raw of parts.lines) {
        const line = readLine(raw, toWgs84);
        if (line.ok) lines.push(...line.lines);
        else reporter.say(line.finding.code, { row, column: 'geometry', value: line.finding.value });
      }
      if (polygons.length + lines.length === 0) return [];
      const heightM = heightOf(source);
      const found: ObstacleRow[] = [];
      if (polygons.length > 0) {
        const bbox = bboxOfPositions(polygons.flat());
        found.push({ row, shape: 'building', heightM, geometry: polygons, bbox });
      }
      if (lines.length > 0) {
        const geometry = lines.map((line) => [line]);
        found.push({ row, shape: 'wall', heightM, geometry, bbox: bboxOfPositions(lines) });
      }
      return found;
    },
  };
}
