// Regions that a new list does not have any more: what takes their place, and what becomes of them when they are retired.
import type { ImportQuestion } from '#contract/import';
import { problemOf } from '#importers/messages';
import { type CrosswalkRow, crosswalkOf, type Ground, type Polygons } from '#rules/region-crosswalk';
import { addCrosswalk } from '#storage/crosswalk.repository';
import { decodeSoup, polygonsOf } from '#storage/geometry-blob';
import { addProblems, type ImportRow, stagedPage } from '#storage/imports.repository';
import { boxOfRow, deleteRegions, keepRegionHistory, regionRecords } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Reader, Writer } from '#storage/storage';
import { targetRecords } from '#storage/targets.repository';
import type { Ctx } from './ctx.ts';
import type { StagedRegion } from './import-stage.ts';
import { vanishedRegions } from './import-vanished.ts';

const PAGE = 500;
/** Changes that the question itself names. */
const SHOWN = 12;
/** Behind all problems that reading found. */
const TARGETS_FROM = 1_100_000_000;

/** What the outlines say of retired regions, against the staged list. */
export async function proposedCrosswalk(reader: Reader, importId: string, codes: string[]): Promise<CrosswalkRow[]> {
  const retired = (await regionRecords(reader, EVERYTHING, codes)).flatMap((region): Ground[] =>
    region.geometry === null
      ? []
      : [{ code: region.code, level: region.level, box: boxOfRow(region), polygons: outlineOf(region.geometry) }],
  );
  if (retired.length === 0) return [];
  const meets = ([w, s, e, n]: Ground['box']): boolean =>
    retired.some(({ box }) => box[0] <= e && w <= box[2] && box[1] <= n && s <= box[3]);
  const after: Ground[] = [];
  for (let from = 0; ; ) {
    const page = await stagedPage(reader, EVERYTHING, importId, from, PAGE);
    const known = new Map(
      (
        await regionRecords(
          reader,
          EVERYTHING,
          page.map(({ key }) => key),
        )
      ).map((region) => [region.code, region.level]),
    );
    for (const { key, data, geometry } of page) {
      const { bbox, level } = data as StagedRegion & { bbox: Ground['box'] };
      if (geometry === null || !meets(bbox)) continue;
      after.push({ code: key, level: level ?? known.get(key) ?? 'region', box: bbox, polygons: outlineOf(geometry) });
    }
    if (page.length < PAGE) break;
    from = page.at(-1)!.seq;
  }
  return crosswalkOf(retired, after);
}

const outlineOf = (geometry: Uint8Array): Polygons => polygonsOf(decodeSoup(geometry)) as Polygons;

const WORDS: Record<CrosswalkRow['change'], [en: string, zh: string]> = {
  merge: ['merged into', '并入'],
  split: ['split, into', '拆分为'],
  recode: ['a new code,', '改码为'],
  transfer: ['partly goes to', '部分划归'],
};

export function vanishedQuestion(codes: readonly string[], crosswalk: readonly CrosswalkRow[]): ImportQuestion {
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  const shown = crosswalk.slice(0, SHOWN);
  const en = shown.map((r) => `${r.fromCode} ${WORDS[r.change][0]} ${r.toCode} (${percent(r.share)})`);
  const zh = shown.map((r) => `${r.fromCode} ${WORDS[r.change][1]} ${r.toCode}（${percent(r.share)}）`);
  const more = crosswalk.length > SHOWN ? [' …', '……'] : ['', ''];
  const n = codes.length;
  const followed = new Set(crosswalk.map(({ fromCode }) => fromCode));
  const alone = codes.filter((code) => !followed.has(code)).slice(0, SHOWN);
  if (alone.length > 0) {
    en.push(`nothing takes the place of ${alone.join(', ')}`);
    zh.push(`${alone.join('、')} 无区划取代`);
  }
  return {
    code: 'regions.vanished',
    message: `${n} regions of earlier imports are not in this file any more. By their outlines: ${en.join('; ')}${more[0]}. What becomes of them?`,
    messageZh: `以前导入的 ${n} 个区划已不在此文件中。按界线：${zh.join('；')}${more[1]}。如何处理？`,
    option: 'vanish',
    choices: [
      { value: 'keep', label: `Keep all ${n}`, labelZh: `保留全部 ${n} 个` },
      {
        value: 'remove',
        label: `Retire all ${n}: their figures of the past stay, and the table of changes says what they became`,
        labelZh: `停用全部 ${n} 个：保留其历史数字，并在变更对照表中记录去向`,
      },
    ],
  };
}

/** Targets that speak of a region that would be retired: problems of the file. Answers how many. */
export async function sayTargets(ctx: Ctx, row: ImportRow, codes: readonly string[]): Promise<number> {
  const gone = new Set(codes);
  const targets = (await targetRecords(ctx.storage.reader, EVERYTHING)).filter(
    ({ scopeRegion }) => scopeRegion !== null && gone.has(scopeRegion),
  );
  await ctx.storage.transaction((writer) =>
    addProblems(
      writer,
      targets.map(({ id, scopeRegion }, i) => {
        const place = { file: row.fileName, row: null, column: null, value: scopeRegion };
        const problem = problemOf('region.target_retired', place, { target: id });
        const { code, severity } = problem;
        return { importId: row.id, seq: TARGETS_FROM + i, code, severity, row: null, problem };
      }),
    ),
  );
  return targets.length;
}

/** Inside the commit, before the staged regions come in. Answers the codes. */
export async function retireVanished(ctx: Ctx, writer: Writer, row: ImportRow, now: string): Promise<string[]> {
  const codes = await vanishedRegions(writer, row);
  const crosswalk = await proposedCrosswalk(writer, row.id, codes);
  const said = { actor: ctx.actor, reason: row.fileName, importId: row.id };
  const records = await regionRecords(writer, EVERYTHING, codes);
  await keepRegionHistory(
    writer,
    records.map(({ geometry, ...record }) => ({
      id: ctx.ids(),
      regionCode: record.code,
      record: { ...record, validTo: now },
      geometry,
      validFrom: record.validFrom,
      recordedAt: record.recordedAt,
      supersededAt: now,
      change: 'delete' as const,
      ...said,
    })),
  );
  await addCrosswalk(
    writer,
    crosswalk.map((change) => ({ id: ctx.ids(), ...change, validFrom: now, recordedAt: now, ...said })),
  );
  await deleteRegions(writer, codes);
  return codes;
}
