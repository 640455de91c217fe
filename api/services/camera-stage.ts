// From blocks of parsed cameras to staged ones: where does each stand, which leaves do the new ones touch, and what would a
// commit create, change or leave as it is?

import { CAMERA_DEFAULTS, type CameraFields } from '#contract/camera';
import type { ColumnMapping } from '#contract/import';
import { CAMERA_FIELDS, type CameraBlock, type CameraField } from '#importers/camera-block';
import { withoutSecrets } from '#importers/secrets';
import { clean, isBlank } from '#importers/text';
import { metresBetween } from '#rules/distance';
import { anyCamera, type CameraRecord, RAW_CAMERA, rawCameras } from '#storage/cameras.repository';
import type { ImportRow } from '#storage/imports.repository';
import { readMeta } from '#storage/meta.repository';
import { EVERYTHING } from '#storage/scope';
import { STAGED_ACTIONS } from '#storage/storage';
import { zkeyOf } from '#storage/zkey';
import type { Sighted } from './camera-touch.ts';
import type { Ctx } from './ctx.ts';
import type { StageCounts } from './import-stage.ts';
import { placeAll, touchAll } from './leaf-batch.ts';
import { looksInUse, looksKey } from './look.ts';
import { createPlaceCheck, type PlaceCheck } from './place-check.ts';

/** A record that lies farther from its row than this has moved (m). */
export const MOVED_M = 5;

export interface CameraCounts extends StageCounts {
  rows: number;
  /** of those that are updated */
  moved: number;
  /** of those that stand in the inventory already: how many each import made or changed last */
  knownOf: Map<string, number>;
}

export interface CameraStage {
  readonly counts: CameraCounts;
  /** rows that stand elsewhere than they say */
  readonly elsewhere: Pick<PlaceCheck, 'problems' | 'counts'>;
  add(block: CameraBlock, mapping: ColumnMapping[]): Promise<void>;
  finish(): void;
  abandon(): void;
}

/** Fields that the file speaks of. The others of a known record stay as they are. */
export const statedFields = (mapping: ColumnMapping[]): Set<string> =>
  new Set(mapping.flatMap((column) => column.field ?? []));

/** What a known camera becomes when the file states some fields of it. */
export function mergedCamera(
  before: CameraRecord,
  staged: CameraFields,
  stated: ReadonlySet<string>,
): Pick<CameraRecord, CameraField> {
  const merged: Record<string, unknown> = {};
  for (const field of CAMERA_FIELDS)
    merged[field] = isTaken(field, stated) && !isSame(before[field], staged[field]) ? staged[field] : before[field];
  return merged as Pick<CameraRecord, CameraField>;
}

/** The position always comes from the file. */
const isTaken = (field: CameraField, stated: ReadonlySet<string>): boolean =>
  !(field in CAMERA_DEFAULTS) || stated.has(field);

export const sameCamera = (before: CameraRecord, fields: Pick<CameraRecord, CameraField>): boolean =>
  CAMERA_FIELDS.every((field) => before[field] === fields[field]);

/** A text that is kept with breaks or blanks in it (edits may write such) is the same as what reading makes of it. */
const isSame = (before: unknown, read: string | number | boolean | null): boolean =>
  before === read || (typeof before === 'string' && asRead(before) === read);
const asRead = (text: string): string | null => {
  const bare = isBlank(text) ? '' : withoutSecrets(clean(text));
  return bare === '' ? null : bare;
};

/** Values of a row in the order of the staged columns are bound as the driver takes them. */
const bound = (value: string | number | boolean | null): string | number | null =>
  typeof value === 'boolean' ? Number(value) : value;

export async function beginCameraStage(
  ctx: Ctx,
  { id: importId, fileName, options }: Pick<ImportRow, 'id' | 'fileName' | 'options'>,
  signal: AbortSignal,
): Promise<CameraStage> {
  const { reader } = ctx.storage;
  const dataVersion = await readMeta(reader, 'dataVersion');
  const index = await ctx.spatial.sight(reader);
  const isEmpty = !(await anyCamera(reader, EVERYTHING));
  const looks = await looksInUse(reader);
  const staging = ctx.storage.stageCameras(importId);
  const counts: CameraCounts = { create: 0, update: 0, unchanged: 0, moved: 0, rows: 0, knownOf: new Map() };
  const touched = new Set<string>();
  const elsewhere = createPlaceCheck(reader, fileName);

  const movedM = options.movedM ?? MOVED_M;

  /** Answers which of `STAGED_ACTIONS` it is. */
  function count(before: readonly unknown[] | undefined, block: CameraBlock, i: number, compared: Compared): number {
    counts.rows += 1;
    if (before === undefined) {
      counts.create += 1;
      return ADDED;
    }
    const source = before[SOURCE_AT] as string | null;
    if (source !== null) counts.knownOf.set(source, (counts.knownOf.get(source) ?? 0) + 1);
    const same = compared.every(({ field, at }) => isSame(before[at], bound(block.columns[field].at(i))));
    counts[same ? 'unchanged' : 'update'] += 1;
    if (same) return UNCHANGED;
    const { longitude, latitude } = block.columns;
    const from = [before[LONGITUDE_AT] as number, before[LATITUDE_AT] as number] as const;
    if (metresBetween(from, [longitude.at(i) as number, latitude.at(i) as number]) <= movedM) return CHANGED;
    counts.moved += 1;
    return MOVED;
  }

  return {
    counts,
    elsewhere,
    async add(block, mapping) {
      signal.throwIfAborted();
      const { n, ids, columns } = block;
      const known = isEmpty ? new Map<string, readonly unknown[]>() : await rawCameras(reader, EVERYTHING, ids);
      const compared = comparedOf(mapping);
      const longitudes = Float64Array.from({ length: n }, (_, i) => columns.longitude.at(i) as number);
      const latitudes = Float64Array.from({ length: n }, (_, i) => columns.latitude.at(i) as number);
      const codes = placeAll(index, longitudes, latitudes);
      await elsewhere.look(block, codes, mapping);
      const fresh: Sighted[] = [];
      const actions = new Uint8Array(n);
      for (let i = 0; i < n; i += 1) {
        actions[i] = count(known.get(ids[i]), block, i, compared);
        if (actions[i] === ADDED) fresh.push(sightedAt(block, i, codes[i]));
      }
      touchAll(index, fresh, looks, touched);
      const readOf: Record<string, (i: number) => string | number | null> = {
        id: (i) => ids[i],
        originalX: (i) => block.originalX[i],
        originalY: (i) => block.originalY[i],
        originalCrs: () => block.originalCrs,
        zkey: (i) => zkeyOf(longitudes[i], latitudes[i]),
        regionCode: (i) => codes[i],
        row: (i) => block.rows[i],
        action: (i) => actions[i],
      };
      for (const field of CAMERA_FIELDS) {
        const column = columns[field];
        readOf[field] = (i) => bound(column.at(i));
      }
      const values = staging.columns.map((key) => readOf[key]);
      const row: unknown[] = new Array(values.length);
      staging.add(
        (function* () {
          for (let i = 0; i < n; i += 1) {
            for (let k = 0; k < values.length; k += 1) row[k] = values[k](i);
            yield row;
          }
        })(),
      );
    },
    finish: () => staging.finish({ dataVersion, looks: looksKey(looks), byId: !isEmpty }, touched),
    abandon: () => staging.abandon(),
  };
}

const [ADDED, MOVED, CHANGED, UNCHANGED] = STAGED_ACTIONS.keys();
const SOURCE_AT = RAW_CAMERA.indexOf('source');
const LONGITUDE_AT = RAW_CAMERA.indexOf('longitude');
const LATITUDE_AT = RAW_CAMERA.indexOf('latitude');

type Compared = { field: CameraField; at: number }[];
function comparedOf(mapping: ColumnMapping[]): Compared {
  const stated = statedFields(mapping);
  return CAMERA_FIELDS.filter((field) => isTaken(field, stated)).map((field) => ({
    field,
    at: RAW_CAMERA.indexOf(field),
  }));
}

function sightedAt({ columns }: CameraBlock, i: number, regionCode: string | null): Sighted {
  const at = <K extends CameraField>(field: K) => columns[field].at(i) as CameraFields[K];
  return {
    longitude: at('longitude'),
    latitude: at('latitude'),
    type: at('type'),
    azimuthDeg: at('azimuthDeg'),
    hfovDeg: at('hfovDeg'),
    rangeM: at('rangeM'),
    nearM: at('nearM'),
    stage: at('stage'),
    count: at('count'),
    heightM: at('heightM'),
    tiltDeg: at('tiltDeg'),
    vfovDeg: at('vfovDeg'),
    lensHfovDeg: at('lensHfovDeg'),
    resolutionH: at('resolutionH'),
    regionCode,
  };
}
