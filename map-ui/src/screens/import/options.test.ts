import { describe, expect, it } from 'vitest';
import type { ColumnMapping, ImportReceipt } from '#contract/import';
import {
  answerTo,
  changedMapping,
  doubtfulColumns,
  fitsOfAll,
  isCrs,
  readingOptions,
  shownReadings,
} from './options.ts';
import { isStopped, stepOf, stepsOf } from './steps.ts';

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
    expect(answerTo(question('match'), 'position', {})).toEqual({ match: 'position' });
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

describe('the readings of the truth test', () => {
  const reading = (crs: string, inside: number, axes: 'lon-lat' | 'lat-lon' = 'lon-lat') => ({
    crs,
    axes,
    inside,
    of: 100,
    shiftM: null,
  });
  const test = {
    basis: 'named' as const,
    sampled: 100,
    current: 0,
    likely: 2,
    hypotheses: [reading('wgs84', 40), reading('bd09', 60), reading('gcj02', 99), reading('wgs84', 0, 'lat-lon')],
  };
  it('are drawn best first, without those that hold nothing, always with the current one', () => {
    expect(shownReadings(test, 4)).toEqual([2, 1, 0]);
    expect(shownReadings(test, 2)).toEqual([2, 0]);
    expect(shownReadings({ ...test, current: 3, likely: null }, 2)).toEqual([2, 3]);
  });
  it('say only what differs, and what was asked', () => {
    const [wgs, bd, , turned] = test.hypotheses;
    expect(readingOptions(bd, wgs, [])).toEqual({ crs: 'bd09' });
    expect(readingOptions(turned, wgs, [])).toEqual({ axes: 'lat-lon' });
    expect(readingOptions(wgs, wgs, ['crs'])).toEqual({ crs: 'wgs84' });
  });
});

describe('a column wants a look', () => {
  it('where its cells mostly cannot be read, or it was only guessed', () => {
    const fits = (share: number | null, sure: ColumnMapping['sure'] = 'exact') => ({
      ...column('a', 'id'),
      fits: share,
      sure,
    });
    expect(doubtfulColumns([fits(0.59), fits(0.6), fits(null)])).toHaveLength(1);
    expect(doubtfulColumns([fits(null, 'guess'), fits(1, 'guess'), fits(0.9, 'guess')])).toHaveLength(2);
    expect(doubtfulColumns([{ ...column('pwd', null, true), fits: 0 }])).toEqual([]);
  });
  it('does not ask about a guess that only stands in for a column that is known and filled', () => {
    const guess = { ...column('nr', 'id'), sure: 'guess' } as const;
    expect(doubtfulColumns([{ ...column('id', 'id'), sample: 'a' }, guess])).toEqual([]);
    expect(doubtfulColumns([column('id', 'id'), guess])).toEqual([guess]);
  });
});

describe('the steps of an import', () => {
  const group = (severity: 'error' | 'note') => [{ severity }] as never;
  it('follow the state of the record', () => {
    expect(stepOf({ state: 'parsing', receipt: null })).toBe('file');
    expect(stepOf({ state: 'needs-answer', receipt: receipt('codeField') })).toBe('columns');
    expect(stepOf({ state: 'needs-answer', receipt: receipt('crs') })).toBe('coordinates');
    expect(stepOf({ state: 'needs-answer', receipt: receipt('layer') })).toBe('file');
    expect(stepOf({ state: 'needs-answer', receipt: receipt('match') })).toBe('preview');
    expect(stepOf({ state: 'ready', receipt: null, problemGroups: group('error') })).toBe('check');
    expect(stepOf({ state: 'ready', receipt: null, problemGroups: group('note') })).toBe('preview');
    expect(stepOf({ state: 'undone', receipt: null })).toBe('done');
    const nothing = { kind: 'regions', usable: 0, questions: [] } as never;
    expect(stepOf({ state: 'ready', receipt: nothing, problemGroups: group('note') })).toBe('check');
  });
  it('stop at a column or a system that wants a look, before the problems of the rows', () => {
    const ready = {
      state: 'ready',
      receipt: { kind: 'cameras', questions: [] } as never,
      problemGroups: group('error'),
    } as const;
    const guessed = { ...column('a', 'id'), sure: 'guess' } as const;
    const truth = { basis: 'any', sampled: 60, current: 0, likely: null, hypotheses: [] } as const;
    expect(stepOf({ ...ready, mapping: [guessed] })).toBe('columns');
    expect(stepOf({ ...ready, truth: truth as never })).toBe('coordinates');
    expect(stepOf({ ...ready, truth: { ...truth, basis: 'space' } as never })).toBe('check');
    expect(stepOf({ ...ready, receipt: { kind: 'regions', questions: [] } as never, truth: truth as never })).toBe(
      'check',
    );
  });
  it('leave out what a kind of file has not', () => {
    expect(stepsOf('targets')).not.toContain('coordinates');
    expect(stepsOf('cameras')).toContain('coordinates');
    expect(stepsOf('elevation')).not.toContain('columns');
  });
});

describe('where a list of cameras that fits nowhere stands', () => {
  const truth = (inside: number) => ({
    basis: 'space' as const,
    sampled: 60,
    current: 0,
    likely: null,
    hypotheses: [{ crs: 'wgs84', axes: 'lon-lat' as const, inside, of: 60, shiftM: 0 }],
  });
  const receipt = { kind: 'cameras', usable: 60, questions: [] } as unknown as ImportReceipt;
  it('at its coordinates when not one is near public space, else at what it would do', () => {
    expect(stepOf({ state: 'ready', receipt, truth: truth(0) })).toBe('coordinates');
    expect(stepOf({ state: 'ready', receipt, truth: truth(3) })).toBe('preview');
  });
});

describe('an import that was not read', () => {
  const receipt = { problems: [{ message: 'The file is empty.' }] } as unknown as ImportReceipt;
  it('was stopped, or refused for what is in the file', () => {
    expect(isStopped({ state: 'failed', receipt: null, reason: 'Cancelled.' })).toBe(true);
    expect(isStopped({ state: 'failed', receipt, reason: 'The file is empty.' })).toBe(false);
    expect(isStopped({ state: 'ready', receipt: null, reason: null })).toBe(false);
  });
});

describe('how well the cells of a column fit', () => {
  it('is never said to be all of them beside cells that could not be read', () => {
    expect(fitsOfAll(1, 57, 5_000)).toBeCloseTo(0.9886);
    expect(fitsOfAll(0.85, 57, 5_000)).toBe(0.85);
    expect(fitsOfAll(1, 0, 0)).toBe(1);
  });
});
