import { describe, expect, it } from 'vitest';
import { longSequenceMode, sequenceMode } from './json-values.ts';
import { parseMemory } from './parse-memory.ts';

const feature = (code: string, corners = 4) => ({
  type: 'Feature',
  properties: { code, name: code },
  geometry: {
    type: 'Polygon',
    coordinates: [
      Array.from({ length: corners }, (_, i) => [
        113 + 0.1 * Math.cos((2 * Math.PI * i) / corners),
        29 + 0.1 * Math.sin((2 * Math.PI * i) / corners),
      ]),
    ],
  },
});
const line = (code: string, corners?: number): string => JSON.stringify(feature(code, corners));
const pretty = (code: string): string => JSON.stringify(feature(code), null, 2);
async function read(text: string) {
  const { summary, rows, problems } = await parseMemory(text, { kind: 'regions' });
  return {
    format: summary.format,
    refused: summary.refused?.code ?? null,
    rows: rows.map(({ row, code }) => `${row} ${code}`),
    broken: problems.filter(({ code }) => code === 'feature.invalid').map(({ row }) => row),
  };
}

describe('GeoJSON one after the other', () => {
  it.each([
    ['line by line, the last one without its end', `${line('a')}\n${line('b')}`, ['1 a', '2 b']],
    ['blank lines count as lines', `\n${line('a')}\r\n\r\n${line('b')}\r\n`, ['2 a', '4 b']],
    ['CR alone ends lines', `${line('a')}\r${line('b')}`, ['1 a', '2 b']],
    ['several in one line take the next rows', `${line('a')}${line('b')}\n${line('c')}`, ['1 a', '2 b', '3 c']],
    ['written over several lines, a row is where its value begins', `${pretty('a')}\n${line('b')}`, ['1 a', '31 b']],
    [
      'record separators, also around values of several lines',
      `\u001e${pretty('a')}\n\u001e${line('b')}\n`,
      ['1 a', '31 b'],
    ],
    ['longer than what is looked at first', `${line('a', 5_000)}\n${line('b', 5_000)}\n`, ['1 a', '2 b']],
    [
      'collections that were put together',
      `{"type":"FeatureCollection","features":[${line('a')},${line('b')}]}\n{"type":"FeatureCollection","features":[${line('c')}]}`,
      ['1 a', '2 b', '3 c'],
    ],
  ])('%s', async (_name, text, rows) => {
    const found = await read(text);
    expect(found).toEqual({ format: 'geojson-seq', refused: null, rows, broken: [] });
  });
  it('a broken line is a problem of its row, the first one too', async () => {
    expect(await read(`{"type":"Fea\n${line('a')}\n${line('b')}\n`)).toMatchObject({
      rows: ['2 a', '3 b'],
      broken: [1],
    });
    expect(await read(`${line('a')}\n{"type":"Fea\n${line('b')}\n`)).toMatchObject({
      rows: ['1 a', '3 b'],
      broken: [2],
    });
  });
  it('a line that is nested too deep is a problem of its row', async () => {
    const deep = `{"type":"Feature","properties":{"a":${'['.repeat(200)}${']'.repeat(200)}}}`;
    expect(await read(`${line('a')}\n${deep}\n`)).toMatchObject({ rows: ['1 a'], broken: [2] });
  });
  it('bare geometries one a line are features without properties', async () => {
    const bare = JSON.stringify(feature('a').geometry);
    const { rows } = await parseMemory(`${bare}\n${bare}\n`, { kind: 'public-space' });
    expect(rows.map(({ row, shape }) => `${row} ${shape}`)).toEqual(['1 area', '2 area']);
  });
  it('objects without a shape are a list: which column is the position is asked', async () => {
    const { summary } = await parseMemory('{"a":"x","b":1}\n{"a":"y","b":2}\n', { kind: 'cameras' });
    expect(summary.questions.map(({ code }) => code)).toEqual(['column.longitude', 'column.latitude']);
  });
});

describe('what is no sequence', () => {
  it.each([
    ['one feature', line('a')],
    ['a collection over several lines', `{"type":"FeatureCollection","features":[\n${line('a')}\n]}`],
    ['a list', `[${line('a')},\n${line('b')}]`],
  ])('%s', async (_name, text) => {
    expect((await read(text)).format).toBe('geojson');
  });
  it('one long value alone is told from the first of many', async () => {
    async function* pieces(text: string) {
      for (let at = 0; at < text.length; at += 10_000) yield text.slice(at, at + 10_000);
    }
    const long = line('a', 5_000);
    expect(sequenceMode(long.slice(0, 65_536))).toBe('open');
    expect(await longSequenceMode(long.slice(0, 65_536), pieces(long), 1e8)).toBe(null);
    expect(await longSequenceMode(long.slice(0, 65_536), pieces(`${long}\n${long}`), 1e8)).toBe('lines');
    expect(await longSequenceMode(long.slice(0, 65_536), pieces(`${long}\n${long}`), 70_000)).toBe(null);
  });
});
