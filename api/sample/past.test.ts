// The sample's two years: what was known of each camera when, and what the feeds said.
import { beforeAll, describe, expect, it } from 'vitest';
import { generateSample } from './generate.ts';
import { firstKnown, pastOf } from './past.ts';
import { type SampleWord, type StatusSubject, statusWords } from './status.ts';
import type { CameraRow } from './types.ts';

const asOf = '2026-11-27';
const now = Date.parse(`${asOf}T12:00:00Z`);
const began = Date.parse(`${firstKnown(asOf)}T00:00:00Z`);
let cameras: CameraRow[] = [];
let subjects: StatusSubject[] = [];
let words: SampleWord[] = [];
beforeAll(() => {
  cameras = [...generateSample({ villages: 40, cameras: 1_400, seed: 3, asOf }).cameras];
  subjects = cameras.map((c) => ({
    id: c.id,
    township: c.id.slice(0, 8),
    parentId: c.parentId,
    traffic: false,
    since: c.networkedOn === null ? null : Date.parse(c.networkedOn),
  }));
  words = [...statusWords(subjects, [...new Set(subjects.map((s) => s.township))], { seed: 3, began, now })];
});

describe('the past of a record', () => {
  it('ends as the record is now, known in the order in which it happened', () => {
    for (const camera of cameras) {
      const past = pastOf(camera, asOf);
      expect(past.at(-1)!.stage).toBe(camera.stage);
      for (const [i, state] of past.entries()) {
        expect(state.knownOn >= firstKnown(asOf) && state.knownOn <= asOf).toBe(true);
        const before = past[i - 1];
        if (before) expect(state.knownOn > before.knownOn && state.validFrom >= before.validFrom).toBe(true);
      }
    }
  });

  it('builds more than half of what stands within two years, and some months more than others', () => {
    const standing = cameras.filter((c) => ['installed', 'networked', 'accepted'].includes(c.stage));
    const recent = standing.filter((c) => c.installedOn! > firstKnown(asOf));
    expect(recent.length / standing.length).toBeGreaterThan(0.45);
    const months = new Map<string, number>();
    for (const c of recent) months.set(c.installedOn!.slice(0, 7), (months.get(c.installedOn!.slice(0, 7)) ?? 0) + 1);
    expect(Math.max(...months.values())).toBeGreaterThan(2 * Math.min(...months.values()));
  });
});

describe('the words of the feeds', () => {
  it('are the same again, none from the future, each subject off and on in turns', () => {
    const again = [...statusWords(subjects, [...new Set(subjects.map((s) => s.township))], { seed: 3, began, now })];
    expect(again).toEqual(words);
    expect(words.filter((w) => w.at > now || w.at < began)).toEqual([]);
    const keys = new Set(words.map((w) => `${w.subject} ${w.at} ${w.state}`));
    expect(keys.size).toBe(words.length);
  });

  it('leave a township without network and a recorder down, and most online', () => {
    const last = new Map<string, SampleWord>();
    for (const word of words) if ((last.get(word.subject)?.at ?? 0) <= word.at) last.set(word.subject, word);
    const off = [...last.values()].filter((w) => w.state === 'offline');
    expect(off.filter((w) => w.reason === '传输网络中断').length).toBeGreaterThan(5);
    expect(off.filter((w) => w.reason === '录像机故障').length).toBeGreaterThan(0);
    expect(off.length / last.size).toBeLessThan(0.45);
  });
});
