import { describe, expect, it } from 'vitest';
import type { ColumnMapping } from '#contract/import';
import { answerTo, changedMapping, isCrs, stepOf } from './options.ts';

const column = (name: string, field: string | null, dropped = false): ColumnMapping => ({
  column: name,
  sample: null,
  field,
  sure: 'exact',
  fits: null,
  dropped,
});
const question = (option: string) => ({ code: 'x', message: '', messageZh: '', option, choices: [] });
const receipt = (option: string) => ({ questions: [question(option)] }) as never;

describe('an answer to an import', () => {
  it('adds a column to those already assigned, also when its name holds an equals sign', () => {
    expect(answerTo(question('mapping'), 'a=b=longitude', { mapping: { c: 'latitude' } })).toEqual({
      mapping: { c: 'latitude', 'a=b': 'longitude' },
    });
  });
  it('is the option that the question names', () => {
    expect(answerTo(question('crs'), 'gcj02', {})).toEqual({ crs: 'gcj02' });
    expect(answerTo(question('axes'), 'lat-lon', {})).toEqual({ axes: 'lat-lon' });
    expect(answerTo(question('codeField'), 'WD13CD', {})).toEqual({ codeField: 'WD13CD' });
  });
  it('sends only columns that changed, and never one that is dropped by design', () => {
    const read = [column('a', 'id'), column('b', null), column('pwd', null, true)];
    expect(changedMapping(read, { a: 'id', b: 'name', pwd: 'name', gone: 'id' })).toEqual({ b: 'name' });
    expect(changedMapping(read, { a: '' })).toEqual({ a: '' });
  });
  it('takes any EPSG number and nothing else as a system of its own', () => {
    expect(['epsg:4547', 'EPSG:27700 '].every(isCrs)).toBe(true);
    expect(['epsg:', 'wgs84', '4547', 'epsg:x'].some(isCrs)).toBe(false);
  });
});

describe('the steps of an import', () => {
  it('follow the state of the record', () => {
    expect(stepOf({ state: 'parsing', receipt: null })).toBe('file');
    expect(stepOf({ state: 'needs-answer', receipt: receipt('codeField') })).toBe('columns');
    expect(stepOf({ state: 'needs-answer', receipt: receipt('crs') })).toBe('coordinates');
    expect(stepOf({ state: 'ready', receipt: null })).toBe('check');
    expect(stepOf({ state: 'undone', receipt: null })).toBe('done');
  });
});
