// Ready sets of targets, made for the regions of a workspace. Nothing is kept before somebody puts the list.
import type { PresetName, TargetInput } from '#contract/target';
import { allRegionRows, findRegion, type RegionRow } from '#storage/regions.repository';
import { narrow } from '#storage/scope';
import { type Ctx, nowIso } from './ctx.ts';
import { presetClasses } from './progress-settings.ts';
import { regionMissing } from './regions.ts';

/** docs/targets.md: the figures of Document 996 (2015), and what rural roll-outs ask for. */
const DOC_996 = { coverage: 1, networked: 1, intact: 0.98, intactIndustries: 0.95 } as const;
const VILLAGES = { share: 0.8, at: 0.6 } as const;
const ONE_A_VILLAGE = 1;
const DUE_IN_DAYS = 365;
const DAY_MS = 86_400_000;

/** `total`: cameras that the roll-out shares out among counties, by their villages or, where all are known, their people. Errors: region.not_found. */
export async function presetTargets(
  ctx: Ctx,
  input: { name: PresetName; region?: string; due?: string; total?: number; by?: 'villages' | 'population' },
): Promise<TargetInput[]> {
  const { reader } = ctx.storage;
  const scope = await narrow(reader, ctx.scope, input.region);
  if (scope === null) throw regionMissing(input.region!);
  const rows = await allRegionRows(reader, scope);
  const root =
    input.region === undefined
      ? rows.find((row) => row.depth === 0)
      : await findRegion(reader, ctx.scope, input.region);
  if (!root) return [];
  const start = nowIso(ctx).slice(0, 10);
  const due = input.due ?? new Date(ctx.clock() + DUE_IN_DAYS * DAY_MS).toISOString().slice(0, 10);
  const base = { scope: { region: root.code }, start, due };
  if (input.name === 'doc-996') return doc996(ctx, base);
  if (input.name === 'share-of-villages')
    return [
      {
        ...base,
        metric: 'villagesAtTarget',
        measure: { of: 'coverage', ofMinimum: VILLAGES.at },
        minimum: VILLAGES.share,
        note: '八成村居达到 60 % · 80 % of villages at 60 %',
      },
    ];
  return rollOut(rows, root, { start, due, total: input.total, by: input.by });
}

type Base = Pick<TargetInput, 'scope' | 'start' | 'due'>;

async function doc996(ctx: Ctx, base: Base): Promise<TargetInput[]> {
  const { keyAreas, keyIndustries } = await presetClasses(ctx.storage.reader);
  const of = (target: Omit<TargetInput, keyof Base>): TargetInput => ({ ...base, ...target }) as TargetInput;
  const all = [
    of({
      metric: 'coverage',
      measure: { classes: keyAreas },
      minimum: DOC_996.coverage,
      critical: true,
      note: '重点公共区域覆盖率 100 % · key public areas',
    }),
    of({
      metric: 'coverage',
      measure: { classes: keyIndustries },
      minimum: DOC_996.coverage,
      note: '重点行业重要部位覆盖率 100 % · key industries',
    }),
    of({ metric: 'networkedRate', minimum: DOC_996.networked, note: '联网率 100 % · networked' }),
    of({
      metric: 'intactRate',
      minimum: DOC_996.intact,
      note: `完好率 98 %（重点行业 ${DOC_996.intactIndustries * 100} %） · intact 98 % (key industries ${DOC_996.intactIndustries * 100} %)`,
    }),
  ];
  // a table that names no class of a kind asks nothing of it
  return all.filter(({ measure }) => measure?.classes?.length !== 0);
}

/** A number of cameras for each county (or for the children of the region, where there is no county below it), shared out by
 * people where everyone's are known and it is asked for, else by villages. */
function rollOut(
  rows: readonly RegionRow[],
  root: RegionRow,
  { start, due, total, by }: { start: string; due: string; total?: number; by?: 'villages' | 'population' },
): TargetInput[] {
  const counties = rows.filter((row) => row.level === 'county' && row.code !== root.code);
  const children = rows.filter((row) => row.parentCode === root.code);
  const units = counties.length > 0 ? counties : children.length > 0 ? children : [root];
  const byPeople = by === 'population' && units.every(({ population }) => (population ?? 0) > 0);
  const weightOf = (row: RegionRow): number => (byPeople ? row.population! : row.leafCount);
  const whole = units.reduce((sum, row) => sum + weightOf(row), 0);
  const villages = units.reduce((sum, row) => sum + row.leafCount, 0);
  const parts = sharedOut(total ?? villages * ONE_A_VILLAGE, units.map(weightOf), whole);
  const basis = (row: RegionRow): string =>
    byPeople ? `${row.population} 人 · ${row.population} people` : `${row.leafCount} 村 · ${row.leafCount} villages`;
  return units.flatMap((row, i): TargetInput[] =>
    // a unit whose part is less than one camera has no task of its own
    parts[i] === 0
      ? []
      : [
          {
            scope: { region: row.code },
            metric: 'cameras',
            measure: { stage: 'installed' },
            minimum: parts[i],
            start,
            due,
            note: `农村补点 · rural roll-out（${basis(row)}）`,
          },
        ],
  );
}

/** Whole parts in proportion that add up to the total. */
function sharedOut(total: number, weights: readonly number[], whole: number): number[] {
  let [run, given] = [0, 0];
  return weights.map((weight) => {
    run += weight;
    const part = Math.round((run / whole) * total) - given;
    given += part;
    return part;
  });
}
