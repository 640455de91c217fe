// Where alerts come from: outages, silent feeds, regions that fall below their target, milestones at risk.
import type { Progress } from '#contract/progress';
import type { Attainment, Grade, Target } from '#contract/target';
import { openAlertsOf } from '#storage/alerts.repository';
import { readMeta, writeMeta } from '#storage/meta.repository';
import { type OutageRecord, recentOutages } from '#storage/outages.repository';
import { allRegionRows, type RegionRow, regionRows } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import { feedRecords } from '#storage/status-words.repository';
import { startDeliveries } from './alert-deliveries.ts';
import { type AlertFact, checkAlerts } from './alerts.ts';
import { type Ctx, nowIso } from './ctx.ts';
import { inLine } from './in-line.ts';
import { todayOf } from './month-content.ts';
import { onOutage } from './outage-news.ts';
import { progressOf } from './progress.ts';
import { allTargets, judgeAll } from './progress-targets.ts';

const LOOK_MS = 60_000;
/** Grades and milestones move by the day, and with what is measured. */
const JUDGE_MS = 15 * 60_000;
const BAD: ReadonlySet<Grade> = new Set(['notice', 'warning', 'veto']);
const GRADE_WORDS: Record<Grade, [en: string, zh: string]> = {
  met: ['met', '达标'],
  'on-track': ['on track', '正常'],
  behind: ['behind', '落后'],
  notice: ['notice', '提醒'],
  warning: ['warning', '黄牌'],
  veto: ['veto', '一票否决'],
  'no-data': ['no data', '无数据'],
};

export interface Alerting {
  /** Looks at everything now: for tests. */
  look(): Promise<void>;
  close(): Promise<void>;
}

export function keepAlerts(ctx: Ctx): Alerting {
  let judgedAt = Number.NEGATIVE_INFINITY;
  const line = inLine(ctx.log, 'looking for alerts failed');
  const look = async (isFull: boolean): Promise<void> => {
    await checkOutages(ctx);
    await checkFeeds(ctx);
    if (!isFull && ctx.clock() - judgedAt < JUDGE_MS) return;
    judgedAt = ctx.clock();
    await checkTargets(ctx);
  };
  const timer = setInterval(() => void line.do(() => look(false)), LOOK_MS);
  timer.unref();
  const stop = onOutage(ctx, ({ kind, outage }) => {
    if (kind !== 'opened') void line.do(() => checkOne(ctx, outage));
  });
  const stopSending = startDeliveries(ctx);
  return {
    look: () => line.do(() => look(true)),
    async close() {
      const ended = line.close();
      clearInterval(timer);
      stop();
      await stopSending();
      await ended;
    },
  };
}

/** Ended ones are all over by the open ones that are missing. */
async function checkOutages(ctx: Ctx): Promise<void> {
  const open = (await recentOutages(ctx.storage.reader, EVERYTHING, nowIso(ctx))).filter((row) => row.endedAt === null);
  await checkAlerts(ctx, { kind: 'outage', facts: await outageFacts(ctx, open), complete: true });
}
async function checkOne(ctx: Ctx, outage: OutageRecord): Promise<void> {
  await checkAlerts(ctx, { kind: 'outage', facts: await outageFacts(ctx, [outage]), complete: false });
}

/** About what is out, not about this time of it: what comes back soon goes on. */
async function outageFacts(ctx: Ctx, rows: readonly OutageRecord[]): Promise<AlertFact[]> {
  const codes = rows.flatMap(({ regionCode }) => regionCode ?? []);
  const names = new Map((await regionRows(ctx.storage.reader, EVERYTHING, codes)).map((row) => [row.code, row]));
  const now = nowIso(ctx);
  return rows.map((row): AlertFact => {
    const region = row.regionCode === null ? undefined : names.get(row.regionCode);
    const isMuted = row.mutedUntil !== null && row.mutedUntil > now;
    return {
      subject: `${row.kind}:${row.subject}`,
      regionCode: row.regionCode,
      isOn: row.endedAt === null && row.lostM2 !== null && !isMuted,
      lostM2: row.lostM2 ?? 0,
      isGrave: row.keyPlaces.length > 0,
      params: {
        down: row.down,
        place: region?.nameEn ?? region?.name ?? row.subject,
        placeZh: region?.name ?? row.subject,
        lost: Math.round(row.lostM2 ?? 0),
        places: row.keyPlaces.length,
        since: shownTime(Date.parse(row.startedAt)),
      },
    };
  });
}

/** As people of the workspace's zone write it. */
const shownTime = (ms: number): string =>
  `${new Date(ms + ZONE_MS).toISOString().slice(0, 16).replace('T', ' ')} (+08:00)`;
const ZONE_MS = 8 * 3_600_000;

async function checkFeeds(ctx: Ctx): Promise<void> {
  const counts = ctx.statusKeeper.feedCounts();
  const facts = (await feedRecords(ctx.storage.reader, EVERYTHING)).map((feed): AlertFact => {
    const since = ctx.statusKeeper.silentSince(feed.no);
    return {
      subject: feed.id,
      regionCode: null,
      isOn: since !== null,
      params: {
        feed: feed.id || '–',
        since: shownTime(since ?? 0),
        cameras: counts.get(feed.no) ?? 0,
      },
    };
  });
  await checkAlerts(ctx, { kind: 'feed-silent', facts, complete: true });
}

/** Regions above the leaves, by their coverage; milestones of the targets that name a region. */
async function checkTargets(ctx: Ctx): Promise<void> {
  const today = todayOf(ctx);
  const targets = await allTargets(ctx);
  const rows = (await allRegionRows(ctx.storage.reader, EVERYTHING)).filter((row) => !row.isLeaf);
  if (targets.length === 0 || rows.length === 0) return;
  const judged = await judgeAll(ctx, rows, { metric: 'coverage', measure: {} }, targets, today);
  const all = judged.flatMap(({ row, target, attainment }) =>
    target === null || attainment === null ? [] : [belowFact(row, target, attainment)],
  );
  const facts = await fallen(ctx, all);
  await checkAlerts(ctx, { kind: 'below-target', facts, complete: true });
  const names = new Map(rows.map((row) => [row.code, row]));
  const risks: AlertFact[] = [];
  for (const target of targets) {
    const region = 'region' in target.scope ? names.get(target.scope.region) : undefined;
    if (region === undefined || target.start > today || target.milestones.length === 0) continue;
    const progress = await progressOf(ctx, { scope: region.code, target: target.id });
    risks.push(...riskFacts(region, target, progress));
  }
  await checkAlerts(ctx, { kind: 'milestone-at-risk', facts: risks, complete: true });
}

/** A region falls once: what was bad before anybody looked is the state of things, not news. */
async function fallen(ctx: Ctx, facts: readonly AlertFact[]): Promise<AlertFact[]> {
  const before = await readMeta(ctx.storage.reader, 'badGrades');
  const bad = facts.flatMap(({ subject, isOn }) => (isOn ? [subject] : []));
  if (before === null || JSON.stringify(before) !== JSON.stringify(bad))
    await ctx.storage.transaction((writer) => writeMeta(writer, 'badGrades', bad));
  const known = new Set(before ?? bad);
  const open = new Set(
    (await openAlertsOf(ctx.storage.reader, EVERYTHING, 'below-target')).map(({ subject }) => subject),
  );
  return facts.map((fact) => ({ ...fact, isOn: fact.isOn && (open.has(fact.subject) || !known.has(fact.subject)) }));
}

const named = (row: RegionRow) => ({ region: row.nameEn ?? row.name, regionZh: row.name });

function belowFact(row: RegionRow, target: Target, { grade, reason, reasonZh }: Attainment): AlertFact {
  const [en, zh] = GRADE_WORDS[grade];
  return {
    subject: `${target.id}:${row.code}`,
    regionCode: row.code,
    isOn: BAD.has(grade),
    params: { ...named(row), grade: en, gradeZh: zh, sentence: reason, sentenceZh: reasonZh },
  };
}

function riskFacts(row: RegionRow, target: Target, { milestones }: Progress): AlertFact[] {
  return milestones.map(
    ({ date, state, rule, ruleZh }): AlertFact => ({
      subject: `${target.id}:${date}`,
      regionCode: row.code,
      isOn: state === 'at-risk' || state === 'missed',
      params: { ...named(row), date, sentence: rule ?? '', sentenceZh: ruleZh ?? '' },
    }),
  );
}
