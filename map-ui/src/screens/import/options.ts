// What can be said about how a file is to be read, and what does an answer to a question change?
import { CameraType, Stage } from '#contract/camera';
import type {
  ColumnMapping,
  CrsHypothesis,
  ImportKind,
  ImportOptions,
  ImportQuestion,
  TruthTest,
} from '#contract/import';

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
  if (question.option === 'match') return { match: value === 'position' ? 'position' : 'id' };
  if (question.option === 'vanish') return { vanish: value === 'remove' ? 'remove' : 'keep' };
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

/** Fits are known from the first rows; what the whole file turned out to hold that cannot be read takes from them. */
export const fitsOfAll = (fits: number, unread: number, rows: number): number =>
  rows === 0 ? fits : Math.max(0, Math.min(fits, 1 - unread / rows));

/** A guess, or a column whose cells the field mostly cannot read. */
export const LEAST_FITS = 0.6;
export function doubtfulColumns(mapping: readonly ColumnMapping[]): ColumnMapping[] {
  const known = new Set(
    mapping.flatMap(({ field, sure, sample }) =>
      sample !== null && (sure === 'exact' || sure === 'synonym') ? [field] : [],
    ),
  );
  return mapping.filter(
    ({ field, sure, fits, dropped }) =>
      field !== null &&
      !dropped &&
      // a guess that only stands in for a column that is known needs no look
      ((fits !== null && fits < LEAST_FITS) || (sure === 'guess' && fits !== 1 && !known.has(field))),
  );
}

export const hasPositions = (kind: ImportKind): boolean => kind !== 'targets' && kind !== 'status';

/** Fields whose cells are words out of a list. */
export const CHOICES: Readonly<Record<string, readonly string[]>> = {
  type: CameraType.options,
  stage: Stage.options,
  state: ['online', 'offline', 'unknown'],
  rule: ['forbid', 'mask', 'consent'],
};

/** What choosing a reading of the truth test says; only what differs, and what was asked. */
export function readingOptions(
  chosen: Pick<CrsHypothesis, 'crs' | 'axes'>,
  current: Pick<CrsHypothesis, 'crs' | 'axes'>,
  asked: readonly string[],
): ImportOptions {
  return {
    ...((chosen.crs !== current.crs || asked.includes('crs')) && { crs: chosen.crs }),
    ...((chosen.axes !== current.axes || asked.includes('axes')) && { axes: chosen.axes }),
  };
}

/** The readings to draw, best first, the current and the likely one always among them; indices into `hypotheses`. */
export function shownReadings({ hypotheses, current, likely }: TruthTest, most: number): number[] {
  const always = new Set([current, ...(likely === null ? [] : [likely])]);
  const order = hypotheses
    .map((_, i) => i)
    .filter((i) => always.has(i) || hypotheses[i].inside > 0)
    .sort((a, b) => hypotheses[b].inside - hypotheses[a].inside || a - b);
  const others = order.filter((i) => !always.has(i)).slice(0, Math.max(0, most - always.size));
  return order.filter((i) => always.has(i) || others.includes(i));
}
