import { describe, expect, it } from 'vitest';
import { parseMemory } from './parse-memory.ts';

const ARC = [
  [113, 29],
  [113.1, 29],
  [113.1, 29.1],
  [113, 29],
];
const topology = (more: object = {}): string =>
  JSON.stringify({
    type: 'Topology',
    objects: { county: { type: 'Polygon', arcs: [[0]], id: 'x', properties: { code: 'a', name: '甲' } } },
    arcs: [ARC],
    ...more,
  });
const read = (text: string, options = {}) => parseMemory(text, { kind: 'regions', options });

describe('TopoJSON', () => {
  it('shares its arcs: two neighbours, one of which runs along the border backwards', async () => {
    const { rows } = await read(
      topology({
        objects: {
          county: {
            type: 'GeometryCollection',
            geometries: [
              { type: 'Polygon', arcs: [[0, 1]], properties: { code: 'west', name: 'w' } },
              { type: 'Polygon', arcs: [[2, ~0]], properties: { code: 'east', name: 'e' } },
            ],
          },
        },
        arcs: [
          [
            [113, 29],
            [113, 30],
          ],
          [
            [113, 30],
            [112, 30],
            [112, 29],
            [113, 29],
          ],
          [
            [113, 29],
            [114, 29],
            [114, 30],
            [113, 30],
          ],
        ],
      }),
    );
    expect(rows.map(({ code, bbox }) => [code, ...bbox])).toEqual([
      ['west', 112, 29, 113, 30],
      ['east', 113, 29, 114, 30],
    ]);
  });
  it('asks which object is meant, and takes the answer; a name that is none is asked again', async () => {
    const two = topology({
      objects: {
        a: { type: 'Polygon', arcs: [[0]], properties: { code: 'a' } },
        b: { type: 'Polygon', arcs: [[0]], properties: { code: 'b' } },
      },
    });
    const { summary } = await read(two);
    expect(summary.questions[0]).toMatchObject({ option: 'layer', choices: [{ value: 'a' }, { value: 'b' }] });
    expect((await read(two, { layer: 'b' })).rows.map(({ code }) => code)).toEqual(['b']);
    for (const layer of ['c', '__proto__', 'toString'])
      expect((await read(two, { layer })).summary.questions[0]?.option).toBe('layer');
  });
  it.each([
    ['an arc beyond the last one', { objects: { a: { type: 'Polygon', arcs: [[1]] } } }, 'topojson.broken'],
    ['a reversed arc beyond the last one', { objects: { a: { type: 'Polygon', arcs: [[-3]] } } }, 'topojson.broken'],
    ['half an arc', { objects: { a: { type: 'Polygon', arcs: [[0.5]] } } }, 'topojson.broken'],
    ['a polygon without arcs', { objects: { a: { type: 'Polygon' } } }, 'topojson.broken'],
    ['points that are no list', { objects: { a: { type: 'MultiPoint', coordinates: 5 } } }, 'topojson.broken'],
    ['a position that is none', { arcs: [[null, [1, 2]]] }, 'topojson.broken'],
    [
      'properties nested without end',
      {
        objects: {
          a: { type: 'Polygon', arcs: [[0]], properties: { p: JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) } },
        },
      },
      'json.too_deep',
    ],
  ])('%s is refused as a whole', async (_name, more, code) => {
    const { summary, rows } = await read(topology(more));
    expect([summary.refused?.code, rows]).toEqual([code, []]);
  });
  it('an arc named twice within one ring is a ring without area, a problem of its row', async () => {
    const { summary, problems } = await read(topology({ objects: { a: { type: 'Polygon', arcs: [[0, ~0]] } } }));
    expect(summary.refused).toBe(null);
    expect(problems.map(({ code }) => code)).toContain('polygon.collapsed');
  });
});
