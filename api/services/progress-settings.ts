// From which attainment on a region is on track, and which classes of public space a preset means.
import { z } from 'zod';
import { PresetClasses } from '#contract/target';
import { DEFAULT_BANDS, type GradeBands } from '#rules/targets';
import { appendAudit } from '#storage/audit.repository';
import { raise } from '#storage/meta.repository';
import { EVERYTHING } from '#storage/scope';
import { addSetting, findSetting, type SettingKey } from '#storage/settings.repository';
import type { Reader } from '#storage/storage';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';

export const Bands = z.strictObject({
  onTrack: z.number().gt(0).max(2),
  behind: z.number().gt(0).max(2),
  notice: z.number().gt(0).max(2),
  overdueDays: z.number().int().min(0).max(3_650),
});

/** Doc 996: key public areas are where many people are; key industries what serves everybody. */
export const DEFAULT_CLASSES: PresetClasses = {
  keyAreas: ['square', 'transport', 'school', 'hospital', 'road'],
  keyIndustries: ['market', 'service', 'park'],
};

export async function gradeBands(reader: Reader): Promise<GradeBands> {
  const kept = await findSetting(reader, EVERYTHING, 'progress');
  return kept === null ? DEFAULT_BANDS : Bands.parse(kept.value);
}
export async function presetClasses(reader: Reader): Promise<PresetClasses> {
  const kept = await findSetting(reader, EVERYTHING, 'presets');
  return kept === null ? DEFAULT_CLASSES : PresetClasses.parse(kept.value);
}

/** Errors: target.bands_order. */
export async function putBands(ctx: Ctx, bands: GradeBands): Promise<GradeBands> {
  if (!(bands.onTrack >= bands.behind && bands.behind >= bands.notice))
    throw new ServiceError('target.bands_order', 'invalid');
  await keep(ctx, 'progress', bands);
  return bands;
}
export async function putClasses(ctx: Ctx, classes: PresetClasses): Promise<PresetClasses> {
  await keep(ctx, 'presets', classes);
  return classes;
}

async function keep(ctx: Ctx, key: SettingKey, value: unknown): Promise<void> {
  await ctx.storage.transaction(async (writer) => {
    const version = ((await findSetting(writer, EVERYTHING, key))?.version ?? 0) + 1;
    await addSetting(writer, { key, version, value, recordedAt: nowIso(ctx), actor: ctx.actor });
    await raise(writer, 'figuresVersion');
    await appendAudit(writer, {
      at: nowIso(ctx),
      actor: ctx.actor,
      action: `settings.${key}`,
      subject: key,
      detail: { value },
    });
  });
}
