// Runs the rules over the cameras of some leaves and keeps what they find, with what was known before.
import { isDeepStrictEqual } from 'node:util';
import { footprintOf } from '#rules/assumptions';
import { QUALITY_RULES, ruleOf } from '#rules/quality/registry';
import { effectOf, type RuleOutcome, runRules } from '#rules/quality/run';
import { isInstalled, type QualityRule } from '#rules/quality/types';
import type { CameraRecord } from '#storage/cameras.repository';
import { deleteIssues, type IssueRecord, issuesOf, putIssues } from '#storage/quality.repository';
import { EVERYTHING } from '#storage/scope';
import type { Writer } from '#storage/storage';
import type { CameraGround } from './quality-effects.ts';
import { factsOf, type RunFacts } from './quality-facts.ts';

/** One run's state over all groups. */
export interface CheckRun {
  facts: RunFacts;
  rules: readonly QualityRule[];
  pathOfRegion: (code: string) => string | null;
  /** cameras whose ground was measured in this run */
  grounds: ReadonlyMap<string, CameraGround>;
  failures: Map<string, string>;
  nowIso: string;
  checked: number;
  found: Map<string, number>;
  /** leaves with installed cameras whose ground matters and is not known */
  unknownGround: Set<string>;
}

/** Rules whose layer is there and that can be run at all. */
export const runnableRules = ({ has }: RunFacts, all: readonly QualityRule[] = QUALITY_RULES): QualityRule[] =>
  all.filter((rule) => rule.check !== null && (rule.needs === null || has.has(rule.needs)));

/** Inside a transaction. `codes`: the leaves the cameras stand in (none = in no region). */
export async function checkGroup(
  writer: Writer,
  run: CheckRun,
  cameras: readonly CameraRecord[],
  codes: readonly string[],
): Promise<void> {
  const looked = cameras.filter((camera) => camera.stage !== 'retired');
  const known = await issuesOf(writer, EVERYTHING, {
    subjects: cameras.map((camera) => camera.id),
    codes: codes as string[],
  });
  const byKey = new Map(known.map((row) => [`${row.rule} ${row.subject}`, row]));
  const effects = new Map<string, number>();
  for (const row of known)
    if (ruleOf(row.rule)?.effect !== 'none')
      effects.set(row.subject, Math.max(effects.get(row.subject) ?? 0, row.effectM2));
  const outcome: RuleOutcome = { found: [], asBefore: new Map() };
  const groundOf = (id: string): CameraGround | null => run.grounds.get(id) ?? null;
  const facts = await factsOf(writer, run.facts, looked, run.pathOfRegion, groundOf);
  for (let i = 0; i < looked.length; i += 1) runRules(run.rules, looked[i], facts[i], outcome, run.failures);
  run.checked += looked.length;

  const rows = new Map<string, IssueRecord>();
  for (const { rule, camera, detail } of outcome.found) {
    if (run.failures.has(rule.id)) continue;
    const before = byKey.get(`${rule.id} ${camera.id}`);
    const unaimed = footprintOf(camera, run.facts.look).unaimed;
    const effectM2 = effectOf(rule.effect, unaimed, cameraM2(camera as CameraRecord));
    rows.set(`${rule.id} ${camera.id}`, {
      rule: rule.id,
      subject: camera.id,
      regionCode: camera.regionCode,
      effectM2,
      detail,
      revision: camera.revision,
      firstSeenAt: before?.firstSeenAt ?? run.nowIso,
    });
    run.found.set(rule.id, (run.found.get(rule.id) ?? 0) + 1);

    function cameraM2(record: CameraRecord): number {
      if (!isInstalled(record) || record.regionCode === null) return 0;
      const measured = groundOf(record.id);
      if (measured !== null) return measured.effectM2;
      const remembered = effects.get(record.id);
      if (remembered === undefined && rule.effect !== 'none') run.unknownGround.add(record.regionCode);
      return remembered ?? 0;
    }
  }
  for (const [rule, subjects] of outcome.asBefore)
    for (const subject of subjects)
      if (byKey.has(`${rule} ${subject}`)) run.found.set(rule, (run.found.get(rule) ?? 0) + 1);
  const gone = known.filter(
    (row) =>
      !rows.has(`${row.rule} ${row.subject}`) &&
      !run.failures.has(row.rule) &&
      outcome.asBefore.get(row.rule)?.has(row.subject) !== true,
  );
  await deleteIssues(writer, gone);
  await putIssues(
    writer,
    [...rows.values()].filter((row) => !isDeepStrictEqual(row, byKey.get(`${row.rule} ${row.subject}`))),
  );
}
