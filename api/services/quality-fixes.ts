// One value, or one proposal each, for many records at once: kept like an import, so that it is undone like one.
import type { QualityFixed, QualityFixInput, QualityFixSet } from '#contract/quality';
import { directionInName } from '#importers/directions';
import type { QuickFix } from '#rules/quality/types';
import { appendAudit } from '#storage/audit.repository';
import { type CameraRecord, findCameras, keepCameraHistory, putCameras } from '#storage/cameras.repository';
import { addImport } from '#storage/imports.repository';
import { raise, readMeta } from '#storage/meta.repository';
import { touchLeaves } from '#storage/regions.repository';
import { refuseSecrets } from './camera-secrets.ts';
import { changesFigures, leavesTouched } from './camera-touch.ts';
import { superseded } from './cameras.ts';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';
import type { KeepAnswer } from './idempotency.ts';
import { newImport } from './imports.ts';
import { looksInUse } from './look.ts';
import { announce, measureNow, startMeasure } from './measure.ts';
import { mustKnow } from './quality.ts';
import { issuesMeant } from './quality-marks.ts';
import { hasRun, recheck, startQuality } from './quality-run.ts';

/** Up to so many leaves are measured before the reply. */
const MEASURED_AT_ONCE = 8;

type Change = Partial<QualityFixSet>;

/** What a record itself proposes; null = nothing. */
const PROPOSALS: Readonly<Record<QuickFix, (camera: CameraRecord) => Change | null>> = {
  'azimuth-from-name': ({ name, azimuthDeg }) => {
    const found = name === null || azimuthDeg !== null ? null : directionInName(name);
    return found === null ? null : { azimuthDeg: found.compass.azimuthDeg };
  },
  // what shows all round is panoramic; without another sign it is what it is counted as already
  'type-from-angle': ({ type, hfovDeg }) =>
    type !== null ? null : { type: hfovDeg !== null && hfovDeg >= 360 ? 'panoramic' : 'fixed' },
};

/** Errors: region.not_found, quality.rule_unknown, quality.too_many, quality.fix_unclear, camera.secret. */
export async function fixIssues(
  ctx: Ctx,
  input: QualityFixInput,
  keep?: KeepAnswer<QualityFixed>,
): Promise<QualityFixed> {
  const rule = mustKnow(input.which.rule);
  const { set, quick } = input;
  if ((set === undefined) === (quick === undefined) || (quick !== undefined && rule.quickFix !== quick))
    throw new ServiceError('quality.fix_unclear', 'invalid');
  if (set !== undefined) refuseSecrets(set);
  const changeOf = (camera: CameraRecord): Change | null => set ?? PROPOSALS[quick!](camera);
  const made = await ctx.storage.transaction(async (writer) => {
    const issues = await issuesMeant(ctx, writer, input.which);
    const records = await findCameras(writer, ctx.scope, [...new Set(issues.map((issue) => issue.subject))]);
    const now = nowIso(ctx);
    const id = ctx.ids();
    const title = `${rule.zh.title} / ${rule.en.title}`;
    const pairs = records.flatMap((before) => {
      const change = changeOf(before);
      if (change === null || isSet(before, change)) return [];
      const after: CameraRecord = {
        ...before,
        ...change,
        source: id,
        revision: before.revision + 1,
        validFrom: now,
        recordedAt: now,
      };
      return [{ before, after }];
    });
    const left = records.length - pairs.length;
    if (pairs.length === 0) {
      const nothing: QualityFixed = { importId: null, changed: 0, left, measureJobId: null };
      await keep?.(writer, nothing);
      return { answer: nothing, touched: [] };
    }
    const index = await ctx.spatial.sight(writer);
    const looks = await looksInUse(writer);
    const touched = new Set<string>();
    for (const { before, after } of pairs)
      if (changesFigures(before, after))
        for (const camera of [before, after]) for (const code of leavesTouched(index, camera, looks)) touched.add(code);
    const version = touched.size > 0 ? await raise(writer, 'dataVersion') : await readMeta(writer, 'dataVersion');
    await keepCameraHistory(
      writer,
      pairs.map(({ before }) => superseded(ctx, before, 'update', title, id)),
    );
    await putCameras(
      writer,
      pairs.map(({ after }) => after),
    );
    await touchLeaves(writer, [...touched], version);
    await addImport(writer, {
      ...newImport(ctx, id, 'cameras', title, '', {}),
      state: 'committed',
      committedAt: now,
      dataVersion: version,
      receipt: receiptOf(pairs.length, records.length),
    });
    await appendAudit(writer, {
      at: now,
      actor: ctx.actor,
      action: 'quality.fix',
      subject: rule.id,
      detail: {
        importId: id,
        changed: pairs.length,
        left,
        set: set ?? null,
        quick: quick ?? null,
        dataVersion: version,
      },
    });
    const homes = new Set(pairs.flatMap(({ after }) => after.regionCode ?? []));
    await recheck(ctx, writer, [...homes].sort());
    const answer: QualityFixed = { importId: id, changed: pairs.length, left, measureJobId: null };
    await keep?.(writer, answer);
    return { answer, touched: [...touched].sort() };
  });
  return { ...made.answer, measureJobId: await measureAfter(ctx, made.touched) };
}

/** Few leaves are true when the reply comes; many are a job. Which ground the others now have is checked after it. */
async function measureAfter(ctx: Ctx, touched: string[]): Promise<string | null> {
  let job: string | null = null;
  if (touched.length > MEASURED_AT_ONCE) job = (await startMeasure(ctx, { regions: 'dirty' })).id;
  else if (touched.length > 0) await measureNow(ctx, touched);
  await announce(ctx, touched.length > 0 ? touched : []);
  if (touched.length > 0 && (await hasRun(ctx))) await startQuality(ctx);
  return job;
}

const isSet = (camera: CameraRecord, change: Change): boolean =>
  Object.entries(change).every(([field, value]) => camera[field as keyof QualityFixSet] === value);

const receiptOf = (update: number, rows: number) => ({
  kind: 'cameras' as const,
  format: 'fix',
  encoding: null,
  crs: 'wgs84',
  rows,
  usable: rows,
  rejected: 0,
  create: 0,
  update,
  unchanged: rows - update,
  vanish: 0,
  dropped: [],
  questions: [],
  problems: [],
});
