import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CameraRow, type LeafInput, measureLeaf } from '#engine';
import { fromArrayJson } from '#rules/array-json';
import { answersOf, apart, callsOf, type Expected, expectedOf, type Fixture } from './fixture.ts';
import { answerCall, previewTable } from './serve.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'api', 'engine', 'fixtures');
const names = readdirSync(FOLDER);
const read = <T>(name: string, file: string): T => JSON.parse(readFileSync(join(FOLDER, name, file), 'utf8')) as T;

describe('the shared fixtures', () => {
  it('are at least twelve', () => expect(names.length).toBeGreaterThanOrEqual(12));

  it.each(names)('%s: the preview answers what is written, to 1e-12 of the ground', (name) => {
    const fixture = read<Fixture>(name, 'input.json');
    expect(apart(read<Expected>(name, 'expected.json'), expectedOf(fixture))).toBeLessThanOrEqual(1e-12);
  });

  it.each(names)('%s: rehearsing after the leaf was opened changes no answer', (name) => {
    const fixture = read<Fixture>(name, 'input.json');
    const table = previewTable(() => 0);
    const replies = callsOf(fixture).map((call) => {
      const reply = answerCall(table, call);
      if (call.call === 'open')
        expect([table.rehearse(), table.rehearse(), table.rehearse()]).toEqual([true, true, true]);
      else expect(table.rehearse()).toBe(false);
      return reply;
    });
    expect(answersOf(replies)).toEqual(expectedOf(fixture));
  });

  it.each(names)('%s: every answer is that of the whole leaf measured anew', (name) => {
    const fixture = read<Fixture>(name, 'input.json');
    const answers = expectedOf(fixture);
    const at = fixture.cameraIds.indexOf(fixture.cameraId);
    fixture.edits.forEach((row, i) => {
      const input = fromArrayJson<LeafInput>(fixture.input);
      const whole = measureLeaf(
        { ...input, cameras: edited(input.cameras, at, row) },
        { k: 4, ceiling: 3, gaps: true },
      );
      const { figure } = answers[i + 1];
      expect([figure.demandM2, figure.likelyM2, figure.highM2, figure.overM2, figure.privateM2]).toEqual([
        whole.demandM2,
        whole.likelyM2[0],
        whole.highM2[0],
        whole.overM2,
        whole.privateM2,
      ]);
      expect(figure.depthM2).toEqual([...whole.depthM2]);
      expect(figure.gapsM2).toBe(whole.gaps.reduce((sum, gap) => sum + gap.areaM2, 0));
    });
  });
});

function edited(c: LeafInput['cameras'], at: number, row: Fixture['edits'][number]): LeafInput['cameras'] {
  const { n, terrain: _none, ...columns } = c;
  const changed = Object.entries(columns).map(([name, column]) => {
    const list = [...column];
    if (row === null) list.splice(at, 1);
    else list[at] = row[name as Exclude<keyof CameraRow, 'terrain'>] ?? Number.NaN;
    return [name, Float64Array.from(list)];
  });
  return { n: row === null ? n - 1 : n, ...Object.fromEntries(changed) };
}
