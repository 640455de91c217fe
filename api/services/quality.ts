// How far can the figures be trusted? The grade, the rules by their effect, and the issues of one.
import type { z } from 'zod';
import type { Figure } from '#contract/figure';
import type {
  QualityIssue as QualityIssueSchema,
  QualityRuleItem,
  QualityRuleStanding,
  QualitySummary,
} from '#contract/quality';
import { type Graded, gradeOf } from '#rules/quality/grade';
import { DOUBTING_RULES, QUALITY_RULES, ruleOf } from '#rules/quality/registry';
import type { QualityRule } from '#rules/quality/types';
import { jobPage } from '#storage/jobs.repository';
import { readMeta } from '#storage/meta.repository';
import {
  anyChanged,
  doubtfulM2,
  type IssueFilter,
  type IssueRow,
  type IssueSort,
  issuePage,
  ownerCounts,
  type RunRecord,
  ruleCounts,
  runRecords,
} from '#storage/quality.repository';
import { feedbackCounts } from '#storage/quality-feedback.repository';
import { EVERYTHING, narrow, type Scope } from '#storage/scope';
import type { Ctx } from './ctx.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { ServiceError } from './errors.ts';
import { regionFigure } from './figures.ts';
import { listRegions, type Page, regionMissing } from './regions.ts';

export type QualityIssue = z.infer<typeof QualityIssueSchema>;

export const ruleItem = ({
  check: _check,
  isMeasured: _isMeasured,
  fields,
  ...rule
}: QualityRule): QualityRuleItem => ({
  ...rule,
  fields: [...fields],
});
export const qualityRules = (): QualityRuleItem[] => QUALITY_RULES.map(ruleItem);

/** Errors: quality.rule_unknown. */
export function mustKnow(rule: string): QualityRule {
  const found = ruleOf(rule);
  if (found === null) throw new ServiceError('quality.rule_unknown', 'not-found', { rule });
  return found;
}

export interface Sums {
  demandM2: number;
  lowM2: number;
  likelyM2: number;
  highM2: number;
}
const NOTHING: Sums = { demandM2: 0, lowM2: 0, likelyM2: 0, highM2: 0 };

type Areas = Pick<Figure, 'demandM2' | 'coveredM2' | 'likelyM2' | 'coveredHighM2'>;

/** Areas of some figures; those of a mixed one are the sum of its parts. */
function sumsOf(figures: readonly Figure[]): Sums {
  const parts = figures.flatMap((figure): Areas[] => (figure.basis === 'mixed' ? (figure.parts ?? []) : [figure]));
  return parts.reduce<Sums>(
    (sum, part) => ({
      demandM2: sum.demandM2 + (part.demandM2 ?? 0),
      lowM2: sum.lowM2 + (part.coveredM2 ?? 0),
      likelyM2: sum.likelyM2 + (part.likelyM2 ?? 0),
      highM2: sum.highM2 + (part.coveredHighM2 ?? 0),
    }),
    NOTHING,
  );
}

/** Of a region, or of all roots together. Errors: region.not_found. */
export async function sumsOfRegion(ctx: Ctx, region: string | undefined): Promise<Sums> {
  if (region !== undefined) return sumsOf([await regionFigure(ctx, { code: region })]);
  const figures: Figure[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listRegions(ctx, { parent: '', limit: 500, cursor });
    figures.push(...page.items.flatMap(({ figure }) => (figure === null ? [] : [figure])));
    if (page.nextCursor === null) return sumsOf(figures);
    cursor = page.nextCursor;
  }
}

export async function scopeOf(ctx: Ctx, region: string | undefined): Promise<Scope> {
  const scope = await narrow(ctx.storage.reader, ctx.scope, region);
  if (scope === null) throw regionMissing(region!);
  return scope;
}

/** Errors: region.not_found. */
export async function qualitySummary(ctx: Ctx, input: { region?: string }): Promise<QualitySummary> {
  const { reader } = ctx.storage;
  const scope = await scopeOf(ctx, input.region);
  const runs = new Map((await runRecords(reader, EVERYTHING)).map((run) => [run.rule, run]));
  const counts = await ruleCounts(reader, scope);
  const owners = await ownerCounts(reader, scope);
  const said = await feedbackCounts(reader, ctx.scope);
  const sums = await sumsOfRegion(ctx, input.region);
  const grade =
    runs.size === 0 ? null : gradeOf({ ...sums, doubtfulM2: await doubtfulM2(reader, scope, DOUBTING_RULES) });
  const rules = QUALITY_RULES.map((rule): QualityRuleStanding => {
    const open = counts.find((row) => row.rule === rule.id && row.isIgnored === 0);
    const ignored = counts.find((row) => row.rule === rule.id && row.isIgnored === 1);
    const run = runs.get(rule.id);
    const effectM2 = open?.effectM2 ?? 0;
    return {
      ...ruleItem(rule),
      state: stateOf(rule, run, runs.size > 0),
      ranAt: run?.ranAt ?? null,
      failure: run?.failure ?? null,
      open: open?.count ?? 0,
      ignored: ignored?.count ?? 0,
      since: open?.since ?? null,
      effectM2,
      effectShare: effectShare(rule, effectM2, sums),
      owners: owners.flatMap((row) => (row.rule === rule.id ? [{ owner: row.owner, count: row.count }] : [])),
      feedback: said.get(rule.id) ?? 0,
    };
  }).sort(byEffect);
  const dataVersion = await readMeta(reader, 'dataVersion');
  const good = [...runs.values()].filter((run) => run.failure === null);
  const checkedVersion = good.length === 0 ? null : Math.max(...good.map((run) => run.dataVersion));
  const jobs = await jobPage(reader, EVERYTHING, ['queued', 'running'], null, 100);
  return {
    region: input.region ?? null,
    grade: grade satisfies Graded | null,
    rules,
    lever: rules.find((rule) => rule.open > 0 && rule.effectM2 > 0)?.id ?? null,
    open: rules.reduce((sum, rule) => sum + rule.open, 0),
    ignored: rules.reduce((sum, rule) => sum + rule.ignored, 0),
    dataVersion,
    checkedVersion,
    ranAt: good.reduce<string | null>((last, run) => (last === null || run.ranAt > last ? run.ranAt : last), null),
    isStale: checkedVersion === null || checkedVersion < dataVersion || (await anyChanged(reader, scope)),
    jobId: jobs.find((job) => job.kind === 'quality')?.id ?? null,
  };
}

function stateOf(rule: QualityRule, run: RunRecord | undefined, hasRun: boolean): QualityRuleStanding['state'] {
  if (rule.check === null || (run === undefined && hasRun && rule.needs !== null)) return 'not-runnable';
  if (run === undefined) return 'never';
  return run.failure === null ? 'ran' : 'failed';
}

const SEVERITIES = ['error', 'warning', 'note'];
/** Greatest effect first, then the more serious, then the more frequent; ties by id, so that the order never changes. */
export function byEffect(a: QualityRuleStanding, b: QualityRuleStanding): number {
  const rank = ({ open }: QualityRuleStanding): number => (open > 0 ? 0 : 1);
  return (
    rank(a) - rank(b) ||
    b.effectM2 - a.effectM2 ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    b.open - a.open ||
    (a.id < b.id ? -1 : 1)
  );
}

/** Unaimed cameras may turn out to see what likely takes for granted, or all they could; doubts can only take away. */
function effectShare(rule: QualityRule, effectM2: number, sums: Sums): QualityRuleStanding['effectShare'] {
  if (!(sums.demandM2 > 0) || !(effectM2 > 0)) return null;
  const share = (m2: number): number => m2 / sums.demandM2;
  if (rule.effect === 'doubts') return { from: -share(Math.min(effectM2, sums.lowM2)), to: 0 };
  return {
    from: -share(Math.min(effectM2, Math.max(0, sums.likelyM2 - sums.lowM2))),
    to: share(Math.min(effectM2, Math.max(0, sums.highM2 - sums.likelyM2))),
  };
}

export interface ListIssues extends Omit<IssueFilter, 'ids'> {
  region?: string;
  /** only of this one */
  camera?: string;
  sort?: IssueSort;
  limit?: number;
  cursor?: string;
}

/** Errors: region.not_found, quality.rule_unknown, list.cursor_invalid. */
export async function listIssues(ctx: Ctx, input: ListIssues): Promise<Page<QualityIssue>> {
  const scope = await scopeOf(ctx, input.region);
  if (input.rule !== undefined) mustKnow(input.rule);
  const limit = input.limit ?? 100;
  const from = Number(fromCursor(input.cursor, 1)?.[0] ?? 0);
  const { rule, state, owner, camera } = input;
  const ids = camera === undefined ? undefined : [camera];
  const rows = await issuePage(
    ctx.storage.reader,
    scope,
    { rule, state, owner, ids },
    input.sort ?? '-effect',
    from,
    limit + 1,
  );
  return {
    items: rows.slice(0, limit).map(toIssue),
    nextCursor: rows.length > limit ? toCursor([from + limit]) : null,
  };
}

export const toIssue = (row: IssueRow): QualityIssue => ({
  id: `${row.rule}/${row.subject}`,
  rule: row.rule,
  camera: { id: row.subject, name: row.name, longitude: row.longitude, latitude: row.latitude },
  region:
    row.regionCode === null
      ? null
      : { code: row.regionCode, name: row.regionName ?? row.regionCode, nameEn: row.regionNameEn },
  effectM2: row.effectM2,
  detail: row.detail,
  firstSeenAt: row.firstSeenAt,
  revision: row.revision,
  isChanged: row.revision !== row.foundRevision,
  owner: row.owner,
  ignored:
    row.ignoredWhy === null ? null : { reason: row.ignoredWhy, actor: row.ignoredBy ?? '', at: row.ignoredAt ?? '' },
});
