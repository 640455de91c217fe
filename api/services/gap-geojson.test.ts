// Features written as bytes are what JSON.stringify writes of the same pieces.
import { expect, test } from 'vitest';
import { GapClass } from '#contract/gap';
import { E7, outlineRings, readOutline } from '#engine';
import { gapNamer } from '#rules/gap-id';
import { gapReason, mayReach, standsTo } from '#rules/gap-reason';
import { type CellGap, cellNumber, encodeCell } from '#storage/gap-blob';
import { LISTED_M2 } from '#storage/gaps.repository';
import type { PackedGaps } from '#storage/packed-gaps.repository';
import { BETWEEN, GapWriter, type Seeing } from './gap-geojson.ts';
import { escaped, JsonBytes } from './json-bytes.ts';

/** mulberry32 */
function seeded(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const zig = (v: number): number => (v < 0 ? -2 * v - 1 : 2 * v);
const varint = (v: number): number[] => (v < 0x80 ? [v] : [(v % 0x80) | 0x80, ...varint(Math.floor(v / 0x80))]);
const int32 = (v: number): number[] => [v & 255, (v >> 8) & 255, (v >> 16) & 255, (v >> 24) & 255];

/** Written by hand: `docs` of the format, not the engine's writer. */
function outlineOf(rings: [number, number][][]): Uint8Array {
  if (rings.length === 0) return new Uint8Array(0);
  let [lon, lat] = rings[0][0];
  const bytes = [...int32(lon), ...int32(lat), ...varint(rings.length)];
  for (const ring of rings) {
    bytes.push(...varint(ring.length));
    for (const [x, y] of ring) {
      bytes.push(...varint(zig(x - lon)), ...varint(2 * zig(y - lat)));
      [lon, lat] = [x, y];
    }
  }
  return Uint8Array.from(bytes);
}
/** JSON writes numbers below 1e-6 with an exponent; outlines are plain decimals throughout. */
const plain = (json: string): string =>
  json.replace(
    /(-?)(\d)(?:\.(\d+))?e-(\d+)/g,
    (_, sign: string, digit: string, rest = '', zeros: string) =>
      `${sign}0.${'0'.repeat(Number(zeros) - 1)}${digit}${rest}`,
  );

const TEXTS = ['人民路', 'Renmin "Road"', 'back\\slash', 'tab\there', 'plain', '集市\u2028', '🚓 lane', '\u007f', ''];
/** Whole numbers of 1e-7 of every sign and size, also beyond 180 degrees. */
const EDGES = [0, 1, -1, 9, -9, 10, -10, 99_999_999, -100_000_001, 1_110_000_000, 2_100_000_000, -2_100_000_000];
const AREAS = [24.999, 25, 999.5, 1_000, 9_999.5, 10_000, 123_456.789, 1e21, 2.5e-7 + 30];

function pieceOf(random: () => number, cell: string): CellGap {
  const any = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const e7 = (): number => (random() < 0.3 ? any(EDGES) : Math.round((random() - 0.5) * 4.2e9));
  const [lon, lat] = [e7(), e7()];
  const box = Array.from({ length: 4 }, () => (random() < 0.3 ? 0 : Math.floor(random() * 1e6)));
  const rings = Array.from({ length: Math.floor(random() * 4) }, () =>
    Array.from({ length: 3 + Math.floor(random() * 6) }, (): [number, number] => [e7(), e7()]),
  );
  const camera = random() < 0.3 ? null : `camera "${Math.floor(random() * 4)}" 摄`;
  const places = Array.from({ length: random() < 0.5 ? 0 : Math.floor(random() * 4) }, () => any(TEXTS));
  const areaM2 = random() < 0.5 ? any(AREAS) : random() * 1e6;
  return {
    class: any(GapClass.options),
    // few anchors, so that names collide
    anchor: cell + '0'.repeat(25 - cell.length) + Math.floor(random() * 3),
    areaM2,
    need: random() < 0.5 ? areaM2 : random() * 1e7,
    labelPoint: [lon / E7, lat / E7],
    bbox: [(lon - box[0]) / E7, (lat - box[1]) / E7, (lon + box[2]) / E7, (lat + box[3]) / E7],
    nearestCameraId: camera,
    nearestM: camera === null ? null : random() * 2_000,
    places,
    placesEn: places.map((name) => (random() < 0.5 ? name : any(TEXTS))),
    outline: outlineOf(rings),
  };
}

const CODE = 'B:1"甲';
const REACH_M = 1_500;
const region = { name: '东"村', nameEn: null };
const camera: Seeing = { longitude: 0, latitude: 0, azimuthDeg: 90, hfovDeg: 60, nearM: 2, reachM: 900 };
const nearest = new Map([
  ['camera "0" 摄', camera],
  ['camera "1" 摄', { ...camera, reachM: 2e7 }],
]);

type Connected = NonNullable<PackedGaps['connected']>;

/** The text of the listed pieces of a cell by way of objects and JSON.stringify. */
function slowly(cell: string, pieces: CellGap[], leaf: Connected | null): string {
  const nameOf = gapNamer(CODE);
  const features: string[] = [];
  for (const [order, piece] of pieces.entries()) {
    if (piece.areaM2 < LISTED_M2) continue;
    const id = nameOf(piece.class, { cell, anchor: piece.anchor });
    // the last piece of a cell is one that its leaf does not know
    const k = leaf !== null && order + 1 < pieces.length ? order % leaf.names.length : -1;
    const near = piece.nearestCameraId === null ? null : { id: piece.nearestCameraId, distanceM: piece.nearestM! };
    const seen = near !== null && mayReach(near.distanceM, REACH_M) ? nearest.get(near.id) : undefined;
    const stands = seen && mayReach(near!.distanceM, seen.reachM) ? standsTo(seen, piece.labelPoint) : undefined;
    const { areaM2, places, placesEn } = piece;
    const facts = { class: piece.class, areaM2, nearestCamera: near && { ...near, stands }, places, placesEn };
    const properties = {
      regionCode: CODE,
      regionName: region.name,
      regionNameEn: region.nameEn,
      cell,
      class: piece.class,
      areaM2: piece.areaM2,
      need: piece.need,
      componentId: k < 0 ? id : leaf!.names[k],
      componentM2: k < 0 ? piece.areaM2 : leaf!.areaM2[k],
      nearestCamera: near,
      places: piece.places,
      placesEn: piece.placesEn,
      ...gapReason(facts),
    };
    const head = JSON.stringify({ type: 'Feature', id, bbox: piece.bbox, properties });
    const coordinates = plain(JSON.stringify([outlineRings(readOutline(piece.outline))]));
    features.push(`${BETWEEN}${head.slice(0, -1)},"geometry":{"type":"MultiPolygon","coordinates":${coordinates}}}`);
  }
  return features.join('');
}

test('random pieces: any sign and size of number, names that JSON escapes, names that collide', () => {
  const random = seeded(11);
  const writer = new GapWriter();
  for (let round = 0; round < 500; round++) {
    // the leaf does not know the cell in the middle; every tenth leaf knows nothing at all
    const cells = ['132013201320132013', '132013201320132021', '132013201320132100'].slice(Math.floor(random() * 3));
    const pieces = cells.map((cell) =>
      Array.from({ length: 1 + Math.floor(random() * 6) }, () => pieceOf(random, cell)),
    );
    const names = ['a"b:0', 'a"b:0~', '乙:1'];
    const lists = pieces.map((own) => own.slice(1).map((_, order) => order % names.length));
    const known = cells.flatMap((cell, i) =>
      cell.endsWith('21') ? [] : [{ number: cellNumber(cell), list: lists[i] }],
    );
    const connected: Connected = {
      names,
      anchors: ['0', '0', '1'],
      areaM2: Float64Array.of(10.5, 1e6 / 3, 7e22),
      cells: Float64Array.from(known, ({ number }) => number),
      listAt: Int32Array.from(known, (_, i) => known.slice(0, i).reduce((n, { list }) => n + 1 + list.length, 0)),
      lists: known.flatMap(({ list }) => [list.length, ...list]),
    };
    const leaf: PackedGaps = {
      regionCode: CODE,
      ...region,
      cells,
      pieces: Buffer.concat(cells.map((cell, i) => encodeCell(cell, pieces[i]))),
      connected: round % 10 === 0 ? null : connected,
    };
    for (const _ of writer.leaf(leaf, { nearest, reachM: REACH_M }));
    const expected = cells.map((cell, i) => slowly(cell, pieces[i], cell.endsWith('21') ? null : leaf.connected));
    expect(writer.out.take().toString('utf8')).toBe(expected.join(''));
    expect(writer.out.n).toBe(0);
  }
});

test('texts are escaped as JSON escapes them, halves of surrogate pairs and all', () => {
  const units = ['a', '"', '\\', '\u0000', '\u001f', '\u007f', '\ud83d', '\ude93', '\ud83d\ude93', '摄', '\u2028'];
  for (const one of units) for (const two of units) expect(`"${escaped(one + two)}"`).toBe(JSON.stringify(one + two));
});

test('texts of any length and script go where they are due', () => {
  const out = new JsonBytes();
  const texts = ['', 'a', '甲', 'a甲', 'a'.repeat(200), '甲'.repeat(50), 'a'.repeat(300_000), `${'a'.repeat(160)}甲`];
  for (const text of texts) out.text(text);
  expect(out.take().toString('utf8')).toBe(texts.join(''));
});
