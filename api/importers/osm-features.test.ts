// OpenStreetMap in three spellings: the same features come out of all of them.
import { describe, expect, it } from 'vitest';
import type { ImportKind } from '#contract/import';
import { FileFault } from './fault.ts';
import { asJson, asJsonWithPlaces, asPbf, asXml, type Element } from './osm.fixture.ts';
import { createPlaces } from './osm-places.ts';
import { parseMemory } from './parse-memory.ts';

const node = (id: number, lon: number, lat: number, tags?: Record<string, string>): Element => ({
  type: 'node',
  id,
  lon: Number(lon.toFixed(7)),
  lat: Number(lat.toFixed(7)),
  ...(tags && { tags }),
});
const way = (id: number, nodes: number[], tags?: Record<string, string>): Element => ({
  type: 'way',
  id,
  nodes,
  ...(tags && { tags }),
});
const relation = (id: number, members: [ref: number, role: string][], tags: Record<string, string>): Element => ({
  type: 'relation',
  id,
  members: members.map(([ref, role]) => ({ type: 'way', ref, role })),
  tags,
});

/** A square of four nodes from `first` on. */
const corners = (first: number, lon: number, lat: number, side: number): Element[] => [
  node(first, lon, lat),
  node(first + 1, lon + side, lat),
  node(first + 2, lon + side, lat + side),
  node(first + 3, lon, lat + side),
];
const around = (first: number): number[] => [first, first + 1, first + 2, first + 3, first];

const TOWN: Element[] = [
  node(1, 7.41, 43.73, { man_made: 'surveillance', 'camera:direction': '240', 'camera:type': 'fixed' }),
  node(2, 7.42, 43.73, { amenity: 'school', name: 'École & "Lycée"' }),
  ...corners(10, 7.4, 43.7, 0.001),
  ...corners(20, 7.41, 43.7, 0.01),
  ...corners(30, 7.412, 43.702, 0.002),
  ...corners(40, 7.43, 43.7, 0.001),
  way(100, around(10), { building: 'yes', 'building:levels': '4' }),
  way(101, [10, 11, 12], { barrier: 'wall', height: '2' }),
  way(102, [10, 20, 21], { highway: 'residential', name: 'Rue A' }),
  way(103, around(40), { leisure: 'park', name: 'Jardin' }),
  way(104, around(40), { highway: 'pedestrian', area: 'yes' }),
  // two halves of an outline, one of them drawn backwards, and a hole
  way(110, [20, 21, 22], { boundary: 'administrative' }),
  way(111, [20, 23, 22]),
  way(112, around(30)),
  relation(
    200,
    [
      [110, 'outer'],
      [111, 'outer'],
      [112, 'inner'],
    ],
    {
      type: 'boundary',
      boundary: 'administrative',
      admin_level: '10',
      name: 'Quartier',
    },
  ),
  relation(
    201,
    [
      [110, 'outer'],
      [999, 'outer'],
    ],
    { type: 'boundary', boundary: 'administrative', name: 'Cut' },
  ),
];
const SPELLINGS = [
  ['.osm.pbf', asPbf(TOWN)],
  ['.osm', asXml(TOWN)],
  ['Overpass, the nodes beside', asJson(TOWN)],
  ['Overpass, the places inside', asJsonWithPlaces(TOWN)],
] as const;
const read = <K extends ImportKind>(kind: K, bytes: string | Uint8Array) => parseMemory(bytes, { kind });

describe.each(SPELLINGS)('%s', (_name, bytes) => {
  it('buildings are areas, walls lines; a street is neither', async () => {
    const { rows, summary } = await read('obstacles', bytes);
    expect(rows.map(({ shape, heightM, bbox }) => [shape, heightM, ...bbox])).toEqual([
      ['building', 12, 7.4, 43.7, 7.401, 43.701],
      ['wall', 2, 7.4, 43.7, 7.401, 43.701],
    ]);
    expect(summary.rows).toBe(2);
  });
  it('streets, places as points and as areas', async () => {
    const { rows } = await read('public-space', bytes);
    expect(rows.map(({ id, shape, class: kind, name }) => `${id} ${shape} ${kind} ${name}`)).toEqual([
      '2 point school École & "Lycée"',
      'way-102 line road Rue A',
      'way-103 area park Jardin',
      'way-104 area square null',
    ]);
  });
  it('an outline is put together from its ways, with its hole; one of which a way is missing is a problem of its row', async () => {
    const { rows, problems } = await read('regions', bytes);
    expect(rows.map(({ code, name, level, bbox }) => [code, name, level, ...bbox])).toEqual([
      ['relation-200', 'Quartier', '10', 7.41, 43.7, 7.42, 43.71],
    ]);
    expect(rows[0]!.geometry[0]).toHaveLength(2);
    expect(problems.filter(({ code }) => code === 'osm.open_ring')).toHaveLength(1);
  });
  it('cameras', async () => {
    const { rows } = await read('cameras', bytes);
    expect(
      rows.map(({ id, fields }) => [id, fields.longitude, fields.latitude, fields.type, fields.azimuthDeg]),
    ).toEqual([['1', 7.41, 43.73, 'fixed', 240]]);
  });
});

describe('what an extract may lack', () => {
  it('a building of which a corner is missing is a problem, and no wall', async () => {
    const cut = TOWN.filter(({ type, id }) => type !== 'node' || id !== 12);
    for (const bytes of [asPbf(cut), asXml(cut), asJson(cut), asJsonWithPlaces(cut)]) {
      const { rows, problems } = await read('obstacles', bytes);
      expect(rows.map(({ shape }) => shape)).toEqual(['wall']);
      expect(problems.map(({ code }) => code)).toContain('osm.open_ring');
    }
  });
  it('of a place only the middle (Overpass `out center`) is a point; a camera drawn as a way stands in the middle', async () => {
    const school = { type: 'way', id: 5, tags: { amenity: 'school' }, center: { lat: 43.7, lon: 7.4 } };
    const { rows } = await read('public-space', JSON.stringify({ version: 0.6, elements: [school] }));
    expect(rows).toMatchObject([{ shape: 'point', class: 'school', geometry: [[[[7.4, 43.7]]]] }]);
    const drawn = way(6, around(20), { man_made: 'surveillance' });
    for (const bytes of [asPbf([...TOWN, drawn]), asJsonWithPlaces([drawn, ...TOWN])]) {
      const found = (await read('cameras', bytes)).rows.find(({ id }) => id === 'way-6')!;
      expect([found.fields.longitude, found.fields.latitude]).toEqual([7.415, 43.705]);
    }
  });
  it('what Overpass was asked for becomes privacy zones, whatever its tags', async () => {
    const clinic = way(7, around(40), { military: 'barracks', name: 'a' });
    const { rows } = await read('privacy-zones', asJson([...corners(40, 7.43, 43.7, 0.001), clinic]));
    expect(rows).toMatchObject([{ id: 'way-7', name: 'a', rule: 'forbid' }]);
  });
  it('nothing that is wanted', async () => {
    for (const bytes of [asPbf([node(1, 7, 43)]), asXml([node(1, 7, 43)]), asJson([node(1, 7, 43)])])
      expect((await read('obstacles', bytes)).summary.refused?.code).toBe('osm.nothing_wanted');
  });
  it('an extract of one kind of element only', async () => {
    expect((await read('cameras', asPbf([TOWN[0]!]))).rows).toHaveLength(1);
  });
});

describe('places of nodes', () => {
  it('in any order, named again and again, found when they are put', () => {
    const places = createPlaces(100_000);
    for (let i = 0; i < 200_000; i++) places.need((i * 7_919) % 50_021);
    places.seal();
    expect(places.count).toBe(50_021);
    for (const id of [50_020, 3, 4, 5, 0, 1_000_000]) places.put(id, id / 1e6, -id / 1e6);
    expect([3, 4, 50_020, 0].map((id) => places.at(id))).toEqual([
      [0.000003, -0.000003],
      [0.000004, -0.000004],
      [0.05002, -0.05002],
      [0, 0],
    ]);
    expect([places.at(6), places.at(1_000_000), places.at(-1)]).toEqual([null, null, null]);
  });
  it('to the last of seven decimals, at the ends of the earth', () => {
    const places = createPlaces(10);
    places.need(1);
    places.need(2);
    places.seal();
    places.put(1, -180, -90);
    places.put(2, 179.9999999, 89.9999999);
    expect([places.at(1), places.at(2)]).toEqual([
      [-180, -90],
      [179.9999999, 89.9999999],
    ]);
    places.put(1, Number.NaN, 1);
    expect(places.at(1)).toEqual([-180, -90]);
  });
  it('more than a limit end the reading', () => {
    const places = createPlaces(1_000);
    expect(() => {
      for (let i = 0; i < 100_000; i++) places.need(i);
      places.seal();
    }).toThrow(FileFault);
  });
});
