// What travels between threads arrives as it was sent, bit for bit.
import { expect, test } from 'vitest';
import type { LeafInput } from '#engine';
import type { MeasureReply, MeasureRequest, PackedGap } from './messages.ts';
import { packReplies, unpackReplies } from './pack-replies.ts';
import { packRequests, unpackRequests } from './pack-requests.ts';

const soup = (x: number) => ({
  coords: Float64Array.of(x, 0, x + 1, 0, x + 1, 1, x, 0, x + 0.5, 0.1, x + 0.5, 0.5),
  ringEnd: Int32Array.of(3, 6),
  polyEnd: Int32Array.of(1, 2),
});
const cameras = (n: number): LeafInput['cameras'] => {
  const column = (k: number): Float64Array => Float64Array.from({ length: n }, (_, i) => Math.sin(10 * i + k));
  return {
    n,
    lon: column(0),
    lat: column(1),
    azimuthDeg: column(2),
    hfovDeg: column(3),
    nearM: column(4),
    reachM: column(5),
    p: column(6),
  };
};
const heights = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => (i % 2 ? Number.NaN : i));

const REQUESTS: MeasureRequest[] = [
  { key: 'installed A', input: { region: soup(1), demand: null, cameras: cameras(3) }, options: { k: 4, gaps: true } },
  {
    key: 'planned A',
    input: { region: soup(1), demand: null, cameras: { ...cameras(5), heightM: heights(5) } },
    options: { k: 4, gaps: false },
  },
  {
    key: 'installed B',
    input: {
      region: soup(-7),
      demand: {
        soup: soup(2),
        label: Uint8Array.of(1, 2),
        rank: Float64Array.of(0, 1),
        strokes: {
          lines: { coords: Float64Array.of(0, 1, 2, 3), end: Int32Array.of(2) },
          radiusM: Float64Array.of(6),
          label: Uint8Array.of(3),
          rank: Float64Array.of(2),
        },
      },
      cameras: {
        ...cameras(2),
        heightM: heights(2),
        terrain: {
          from: Int32Array.of(0, 1, 1),
          az0Deg: Float64Array.of(1),
          az1Deg: Float64Array.of(2),
          in0M: Float64Array.of(3),
          in1M: Float64Array.of(4),
          out0M: Float64Array.of(5),
          out1M: Float64Array.of(6),
          blind: Uint8Array.of(0, 1),
        },
      },
      obstacles: {
        buildings: soup(3),
        buildingTopM: Float64Array.of(12, Number.NaN),
        walls: { coords: Float64Array.of(1, 2, 3, 4), end: Int32Array.of(2) },
        wallTopM: Float64Array.of(2),
      },
      zones: { soup: soup(4), excluded: Uint8Array.of(1, 0) },
      places: { soup: soup(5), place: Int32Array.of(0, 1), count: 2 },
    },
    options: { k: 4, gaps: true },
  },
  { key: 'installed C', input: { region: soup(9), demand: null, cameras: cameras(0) }, options: { k: 1 } },
];

test('requests arrive as they were sent, with every layer', () => {
  const sent = structuredClone(REQUESTS);
  expect(unpackRequests(structuredClone(packRequests(REQUESTS)))).toEqual(sent);
  expect(REQUESTS).toEqual(sent);
});

test('a batch without layers carries none, and options once', () => {
  const { rare, options } = packRequests([REQUESTS[0], REQUESTS[0], REQUESTS[3]]);
  expect(rare).toBe(null);
  expect(options).toEqual([REQUESTS[0].options, REQUESTS[3].options]);
});

const gap = (k: number, cell: string): PackedGap => ({
  cell,
  label: k % 5,
  anchor: cell.padEnd(26, String(k % 4)),
  areaM2: 10.1 * k,
  component: k % 3,
  labelPoint: [119 + k / 7, 27 + k / 3],
  bbox: [118, 26, 119 + k, 27 - k],
  outline: Uint8Array.from({ length: 3 * k }, (_, i) => (7 * i + k) & 0xff),
  nearest: k - 1,
  nearestM: k === 0 ? Number.POSITIVE_INFINITY : k / 3,
});
const PLAIN: MeasureReply = {
  key: 'installed A',
  regionM2: 123.456,
  demandM2: 100,
  depthM2: Float64Array.of(4, 3, 2, 1),
  likelyM2: Float64Array.of(5, 4, 3, 2),
  highM2: Float64Array.of(6, 5, 4, 3),
  overM2: 0.25,
  residualM: 1e-12,
  failedChecks: [],
  slow: false,
  seeing: Int32Array.of(0, 2, 5),
  gaps: [gap(30, '1320213123021032'), gap(31, '132021312302103210'), gap(0, '1320213123021032')],
  scraps: [gap(2, '132021312302103211')],
  components: [
    { areaM2: 55.5, bbox: [1, 2, 3, 4] },
    { areaM2: 0.1, bbox: [5, 6, 7, 8] },
  ],
  smallGapsM2: 12.5,
  labels: [{ label: 0, demandM2: 100, lowM2: 4, likelyM2: 5, highM2: 6 }],
  privateM2: null,
  privateOf: null,
  uniqueM2: null,
  hiddenOf: null,
  places: [],
};
const RICH: MeasureReply = {
  ...PLAIN,
  key: 'installed B',
  slow: true,
  failedChecks: ['closure', 'bounds'],
  gaps: [],
  scraps: [],
  components: [],
  labels: [],
  seeing: new Int32Array(),
  privateM2: 3,
  privateOf: Float64Array.of(1, 2),
  uniqueM2: Float64Array.of(3, 4),
  hiddenOf: Float64Array.of(0.5, Number.NaN),
  places: [
    {
      demandM2: 1,
      lowM2: Float64Array.of(1),
      likelyM2: Float64Array.of(2),
      highM2: Float64Array.of(3),
      seeing: Int32Array.of(1),
      uniqueM2: Float64Array.of(4),
    },
  ],
};

test('replies arrive as they were sent', () => {
  for (const batch of [[PLAIN], [RICH, PLAIN], [PLAIN, RICH, PLAIN], []]) {
    const sent = structuredClone(batch);
    expect(unpackReplies(structuredClone(packReplies(batch)))).toEqual(sent);
  }
});

test('a batch of many replies outgrows the first room', () => {
  const many = Array.from({ length: 400 }, (_, i) => ({ ...PLAIN, key: `leaf ${i}`, regionM2: i }));
  const gaps = Array.from({ length: 300 }, (_, k) => gap(k, '1320213123021032'));
  const batch = [...many, { ...PLAIN, gaps }, ...many];
  expect(unpackReplies(structuredClone(packReplies(batch)))).toEqual(structuredClone(batch));
});
