// What the workspace decided: the assumption table, its own detail profiles, which details are kept up to date.
import { isDeepStrictEqual } from 'node:util';
import type { AssumptionTable, AssumptionValues, DetailProfile, ProfileList, ProfilesPut } from '#contract/detail';
import { DEFAULT_ASSUMPTIONS } from '#rules/assumptions';
import { BUILT_IN_PROFILES, detailOf, profileFault } from '#rules/profiles';
import { appendAudit } from '#storage/audit.repository';
import { forgetProfile } from '#storage/detail-figures.repository';
import { raise, readMeta, writeMeta } from '#storage/meta.repository';
import { touchLeaves } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import { addSetting, findSetting, type SettingKey } from '#storage/settings.repository';
import type { Reader, Writer } from '#storage/storage';
import { type Ctx, nowIso } from './ctx.ts';
import { keepDetails } from './detail-measure.ts';
import { ServiceError } from './errors.ts';
import { assumptionTable, customProfiles, keptDetails } from './look.ts';
import { announce, startMeasure } from './measure.ts';

export async function getAssumptions(ctx: Ctx): Promise<AssumptionTable> {
  return assumptionTable(ctx.storage.reader);
}

/** A changed table gets a version of its own, and every leaf is measured anew; the same values change nothing. */
export async function putAssumptions(
  ctx: Ctx,
  input: { table: AssumptionValues },
): Promise<{ table: AssumptionTable; measureJobId: string | null }> {
  const changed = await ctx.storage.transaction(async (writer) => {
    const { version: before, ...values } = await assumptionTable(writer);
    if (isDeepStrictEqual(values, input.table)) return null;
    const number = await nextVersion(writer, 'assumptions');
    const { version: ownVersion, ...own } = DEFAULT_ASSUMPTIONS;
    // the table that the product brings keeps its name when somebody goes back to it
    const version = isDeepStrictEqual(own, input.table) ? ownVersion : `edited-${number}`;
    const table: AssumptionTable = { version, ...input.table };
    await put(ctx, writer, 'assumptions', number, table, { before, values });
    await touchLeaves(writer, 'all', await raise(writer, 'dataVersion'));
    return table;
  });
  if (changed === null) return { table: await getAssumptions(ctx), measureJobId: null };
  const job = await startMeasure(ctx, { regions: 'dirty' });
  await announce(ctx, null);
  return { table: changed, measureJobId: job.id };
}

export async function getProfiles(ctx: Ctx): Promise<ProfileList> {
  const { reader } = ctx.storage;
  const custom = await customProfiles(reader);
  return {
    profiles: [
      ...BUILT_IN_PROFILES.map((profile) => ({ ...profile, builtIn: true })),
      ...custom.map((profile) => ({ ...profile, builtIn: false })),
    ],
    kept: await keptDetails(reader),
    version: (await nextVersion(reader, 'profiles')) - 1,
  };
}

/** The custom profiles, all of them, and the details that are measured with every change; what is left out stays.
 * Figures of a profile that changed or went are forgotten. Errors: profile.id_taken, detail.unknown,
 * detail.profile_unknown, detail.needed. */
export async function putProfiles(ctx: Ctx, input: ProfilesPut): Promise<ProfileList> {
  await ctx.storage.transaction(async (writer) => {
    const before = await customProfiles(writer);
    const custom = input.profiles ?? before;
    const fault = profileFault(custom);
    if (fault !== null) throw new ServiceError(fault.code, 'invalid', fault.params);
    const kept = (input.kept ?? (await keptDetails(writer))).map((asked) => {
      const detail = detailOf(asked, custom);
      if ('code' in detail) throw new ServiceError(detail.code, 'invalid', detail.params);
      if (detail.profile === null)
        throw new ServiceError('detail.unknown', 'invalid', { detail: detail.name, choices: namesOf(custom) });
      return { detail: detail.name, profile: detail.profile };
    });
    if (!isDeepStrictEqual(before, custom)) {
      await put(ctx, writer, 'profiles', await nextVersion(writer, 'profiles'), custom, { before });
      await forgetChanged(writer, before, custom);
    }
    if (!isDeepStrictEqual(await keptDetails(writer), kept))
      await put(ctx, writer, 'keptDetails', await nextVersion(writer, 'keptDetails'), kept, {});
  });
  await keepDetails(ctx);
  await announce(ctx, null);
  return getProfiles(ctx);
}

const namesOf = (custom: readonly DetailProfile[]): string =>
  [...BUILT_IN_PROFILES, ...custom].flatMap((profile) => Object.keys(profile.details)).join(', ');

async function forgetChanged(writer: Writer, before: DetailProfile[], after: DetailProfile[]): Promise<void> {
  const same = (profile: DetailProfile): boolean => after.some((now) => isDeepStrictEqual(now, profile));
  const gone = new Set(before.filter((profile) => !same(profile)).map((profile) => profile.id));
  for (const id of gone) await forgetProfile(writer, id);
  const used = await readMeta(writer, 'details');
  await writeMeta(
    writer,
    'details',
    used.filter((key) => !gone.has(key.profile)),
  );
  await raise(writer, 'figuresVersion');
}

const nextVersion = async (reader: Reader, key: SettingKey): Promise<number> =>
  ((await findSetting(reader, EVERYTHING, key))?.version ?? 0) + 1;

async function put(
  ctx: Ctx,
  writer: Writer,
  key: SettingKey,
  version: number,
  value: unknown,
  more: Record<string, unknown>,
): Promise<void> {
  await addSetting(writer, { key, version, value, recordedAt: nowIso(ctx), actor: ctx.actor });
  await appendAudit(writer, {
    at: nowIso(ctx),
    actor: ctx.actor,
    action: 'settings.put',
    subject: key,
    detail: { version, value, ...more },
  });
}
