// Golden figures of two real cities: Monaco's roads and places behind its buildings, Sheffield's ground behind its own.
// Files in, figures out, the way `lacuna measure` goes. Places, cameras and the seeded rule: scripts/real-places.ts.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Figure } from '#contract/figure';
import { parseFile } from '#importers/run';
import type { ImportRunner } from '#services/import-runner';
import { type MeasuredRegion, measureFiles } from '#services/measure-files';
import { createPool } from '#workers/pool';
import { assignedView, REAL_SCENES, type RealScene, realDataThere, sceneFiles } from '../../scripts/real-places.ts';

const there = realDataThere();
if (!there) process.stderr.write('SKIPPED: tests/api/golden-real.test.ts needs ../shared/data beside the project\n');
const GOLDEN = resolve(import.meta.dirname, '../files/golden');
/** GOLDEN=write makes the files anew (tests/files/golden/README.md). */
const write = process.env.GOLDEN === 'write';

/** Figures may differ by this much of themselves, areas besides by 1e-6 m². */
const RELATIVE = 1e-9;
const ABSOLUTE_M2 = 1e-6;

type Row = Record<string, unknown>;
const row = (code: string, f: Figure): Row => ({
  code,
  basis: f.basis,
  demandM2: f.demandM2,
  lowM2: f.coveredM2,
  likelyM2: f.likelyM2,
  highM2: f.coveredHighM2,
  depthM2: f.depthM2,
  likelyDepthM2: f.likelyDepthM2,
  highDepthM2: f.highDepthM2,
  overM2: f.overM2,
  privateM2: f.privateM2,
  smallGapsM2: f.smallGapsM2,
  classes: Object.fromEntries(f.classes.map((c) => [c.class, [c.demandM2, c.coveredM2, c.likelyM2, c.coveredHighM2]])),
  keyPlaces: [f.keyPlaces.total, f.keyPlaces.coveredLow, f.keyPlaces.covered, f.keyPlaces.coveredHigh],
  cameras: f.cameras,
  camerasSeeing: f.camerasSeeing,
  unaimed: f.unaimed,
  gapCount: f.gapCount,
});

interface Measured {
  regions: MeasuredRegion[];
  total: Figure;
}
const measured = new Map<string, Measured>();
const of = (name: string): Measured => measured.get(name)!;

/** Places where two figures differ, as `region.field: golden → now`. */
function differences(at: string, was: unknown, is: unknown): string[] {
  if (typeof was === 'number' && typeof is === 'number') {
    const near = Math.abs(was - is) <= RELATIVE * Math.abs(was) + (Number.isInteger(was) ? 0 : ABSOLUTE_M2);
    return near ? [] : [`${at}: ${was} → ${is}`];
  }
  if (was === null || is === null || typeof was !== 'object' || typeof is !== 'object')
    return was === is ? [] : [`${at}: ${String(was)} → ${String(is)}`];
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return keys.flatMap((key) => differences(`${at}.${key}`, (was as Row)[key], (is as Row)[key]));
}

/** Every file is read once, however many scenes ask for it. */
function readingOnce(): ImportRunner & { close(): Promise<void> } {
  const read = new Map<string, ReturnType<typeof parseFile>>();
  return {
    async parse(path, request) {
      if (!read.has(path)) read.set(path, parseFile(path, request));
      return { ...(await read.get(path)!), close: async () => {} };
    },
    async close() {
      for (const one of read.values()) await (await one).close();
    },
  } as ImportRunner & { close(): Promise<void> };
}

describe.skipIf(!there)('real cities', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lacuna-golden-'));
    const runner = createPool(2);
    const importRunner = readingOnce();
    const one = async (scene: RealScene): Promise<void> => {
      const result = await measureFiles(sceneFiles(scene, folder), { importRunner, runner, now: '' });
      if (!result.ok) throw new Error(`${scene.name}: ${result.problems.map((p) => p.message).join(' ')}`);
      measured.set(scene.name, result);
    };
    try {
      await Promise.all(REAL_SCENES.map(one));
    } finally {
      await importRunner.close();
      await runner.close();
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  for (const { name } of REAL_SCENES) {
    it(`${name}: every check holds in every region`, () => {
      const { regions, total } = of(name);
      expect(regions.flatMap((r) => r.figure.failedChecks.map((check) => `${r.code} ${check}`))).toEqual([]);
      expect(total.residualM).toBeLessThanOrEqual(1e-6);
    });
    it(`${name}: the figures of the golden file`, () => {
      const { regions, total } = of(name);
      const rows = [...regions.map((r) => row(r.code, r.figure)), row('total', total)];
      const path = join(GOLDEN, `${name}.json`);
      if (write) writeFileSync(path, `[\n${rows.map((r) => JSON.stringify(r)).join(',\n')}\n]\n`);
      expect(existsSync(path), path).toBe(true);
      const golden: Row[] = JSON.parse(readFileSync(path, 'utf8'));
      expect(rows.map((r) => r.code)).toEqual(golden.map((r) => r.code));
      expect(golden.flatMap((was, i) => differences(String(was.code), was, rows[i]))).toEqual([]);
    });
  }
  it('buildings take away: nothing is seen that was not seen before', () => {
    for (const { name, built } of REAL_SCENES) {
      if (!built) continue;
      const open = of(name.replace('built', 'open'));
      of(name).regions.forEach(({ code, figure }, i) => {
        const before = open.regions[i]!.figure;
        for (const field of ['demandM2', 'coveredM2', 'likelyM2', 'coveredHighM2'] as const)
          expect(figure[field], `${name} ${code} ${field}`).toBeLessThanOrEqual(before[field]! * (1 + 1e-9) + 1e-6);
      });
    }
  });
});

it('the seeded rule gives the views it always gave', () => {
  expect([1, 4, 7].map(assignedView)).toEqual([
    { type: 'dome', azimuthDeg: 189, hfovDeg: 109, rangeM: 78.1, heightM: 4.7 },
    { type: 'panoramic', rangeM: 34, heightM: 6.1 },
    { type: 'fixed', azimuthDeg: 351, hfovDeg: 89, rangeM: 51.3, heightM: 5.4 },
  ]);
});
