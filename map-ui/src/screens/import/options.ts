// What can be said about how a file is to be read, and what does an answer to a question change?
import { CameraFields } from '#contract/camera';
import type { ColumnMapping, ImportKind, ImportOptions, ImportQuestion, ImportRecord } from '#contract/import';

export const FIELDS: Record<ImportKind, readonly string[]> = {
  // the last four are read to tell whether a camera looks at public space, and not kept
  cameras: [
    'id',
    ...Object.keys(CameraFields.shape),
    'surveillance',
    'surveillanceType',
    'manMade',
    'indoor',
    'region',
    'position',
  ],
  regions: ['code', 'name', 'nameEn', 'parentCode', 'level', 'population', 'urbanRural', 'position'],
  // `highway` and `tunnel` are read for class and width, and not kept
  'public-space': ['id', 'name', 'nameEn', 'class', 'weight', 'widthM', 'radiusM', 'highway', 'tunnel', 'position'],
  obstacles: ['heightM', 'levels', 'position'],
  'privacy-zones': ['id', 'name', 'nameEn', 'rule', 'position'],
  targets: ['region', 'level', 'metric', 'minimum', 'start', 'due', 'note'],
  elevation: [],
  status: ['cameraId', 'state', 'at', 'source', 'reason'],
};
/** Layers are taken over whole, for all regions or some. */
export const isLayer = (kind: ImportKind): boolean =>
  kind === 'public-space' || kind === 'obstacles' || kind === 'privacy-zones';

export const CRS_CHOICES = ['wgs84', 'cgcs2000', 'gcj02', 'bd09'] as const;
export const ENCODINGS = ['utf-8', 'gb18030', 'big5', 'utf-16le', 'utf-16be', 'windows-1252'] as const;

/** The options that answer one question. A `mapping` choice is `column=field`. */
export function answerTo(
  question: Pick<ImportQuestion, 'option'>,
  value: string,
  before: ImportOptions,
): ImportOptions {
  if (question.option === 'mapping') {
    const cut = value.lastIndexOf('=');
    return { mapping: { ...before.mapping, [value.slice(0, cut)]: value.slice(cut + 1) } };
  }
  if (question.option === 'axes') return { axes: value === 'lat-lon' ? 'lat-lon' : 'lon-lat' };
  return { [question.option]: value };
}

export const isCrs = (text: string) => /^epsg:\d{3,6}$/i.test(text.trim());

/** A changed column: '' keeps it out. Only what differs from how it was read is sent. */
export function changedMapping(
  read: readonly ColumnMapping[],
  draft: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(draft).filter(([column, field]) => {
      const now = read.find((m) => m.column === column);
      return now !== undefined && !now.dropped && (now.field ?? '') !== field;
    }),
  );
}

export const STEPS = ['file', 'columns', 'coordinates', 'check', 'done'] as const;
export type Step = (typeof STEPS)[number];
/** Where an import stands. A question about positions is the coordinates' step, any other the columns'. */
export function stepOf({ state, receipt }: Pick<ImportRecord, 'state' | 'receipt'>): Step {
  if (state === 'parsing' || state === 'failed') return 'file';
  if (state === 'committed' || state === 'undone') return 'done';
  const open = receipt?.questions[0];
  if (state === 'needs-answer' && open)
    return open.option === 'crs' || open.option === 'axes' ? 'coordinates' : 'columns';
  return 'check';
}
