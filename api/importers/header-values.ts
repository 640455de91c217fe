// What do the cells of a column say about its field: do they fit the one its name suggests, and which one do they look like
// where the name says nothing?
import type { ColumnMapping, ImportKind } from '#contract/import';
import { readCoordinate } from './coordinates.ts';
import { readDirection } from './directions.ts';
import type { HeaderReading } from './headers.ts';
import { isBlank, plain } from './text.ts';
import { readDate, readDegrees, readFlag, readMetres, readNumber, readPtzType, readStage, readType } from './values.ts';

/** Filled cells of a column that are looked at. */
export const LOOKED_AT = 60;
/** Share of them that has to look like a field before the column is taken for it. */
const ENOUGH = 0.8;
const FEWEST = 3;

const isDirection = (text: string): boolean => readDirection(text).kind !== 'unclear';
const isNumber = (text: string): boolean => readNumber(text) !== null;
const isMetres = (text: string): boolean => readMetres(text) !== null;
const isDegrees = (text: string): boolean => readDegrees(text) !== null;
const isDate = (text: string): boolean => readDate(text) !== null;
const isFlag = (text: string): boolean => readFlag(text) !== null;

/** Fields whose cells can be told from others. */
const FITS: Record<string, (text: string, commaIsDecimal: boolean) => boolean> = {
  longitude: (text, comma) => readCoordinate(text, comma) !== null,
  latitude: (text, comma) => readCoordinate(text, comma) !== null,
  type: (text) => readType(text) !== null || readPtzType(text) !== undefined,
  azimuthDeg: isDirection,
  hfovDeg: isDegrees,
  rangeM: isMetres,
  nearM: isMetres,
  heightM: isMetres,
  tiltDeg: isDegrees,
  vfovDeg: isDegrees,
  lensHfovDeg: isDegrees,
  resolutionH: isNumber,
  stage: (text) => readStage(text) !== null,
  signage: isFlag,
  count: isNumber,
  population: isNumber,
  ...Object.fromEntries(
    ['planned', 'approved', 'procured', 'installed', 'networked', 'accepted', 'retired', 'review', 'filed'].map(
      (word) => [`${word}On`, isDate],
    ),
  ),
};

const share = (texts: readonly string[], test: (text: string) => boolean): number =>
  texts.length === 0 ? 0 : texts.filter(test).length / texts.length;

/** Share of the looked-at cells that the column's field can read; null = any text will do, or there were none. */
export function fitOf(field: string | null, texts: readonly string[], commaIsDecimal: boolean): number | null {
  const fits = field === null ? undefined : FITS[field];
  return fits === undefined || texts.length === 0 ? null : share(texts, (text) => fits(text, commaIsDecimal));
}

const isWords = (text: string): boolean => !/^[\d.,\s+-]*$/.test(plain(text));
/** What a column looks like, in the order in which it is tried. Plain numbers look like too much to be one of these. */
const LOOKS: { field: string; test: (text: string) => boolean }[] = [
  { field: 'id', test: (text) => /^\d{18,20}$/.test(plain(text)) },
  { field: 'type', test: (text) => isWords(text) && readType(text) !== null },
  { field: 'stage', test: (text) => isWords(text) && readStage(text) !== null },
  { field: 'azimuthDeg', test: (text) => isWords(text) && isDirection(text) },
];

/** Columns without a field that look like one nobody has: column index → field. Cameras only. */
export function guessFields(
  kind: ImportKind,
  header: Pick<HeaderReading, 'mapping' | 'uses'>,
  texts: readonly (readonly string[])[],
): Map<number, string> {
  const guesses = new Map<number, string>();
  if (kind !== 'cameras') return guesses;
  const open = (column: ColumnMapping, i: number): boolean =>
    column.field === null && column.sure === 'none' && !column.dropped && (texts[i]?.length ?? 0) >= FEWEST;
  const free = header.mapping.flatMap((column, i) => (open(column, i) ? [i] : []));
  const isTaken = (field: string): boolean => header.uses.has(field) || [...guesses.values()].includes(field);
  for (const { field, test } of LOOKS) {
    if (isTaken(field)) continue;
    const found = free.find((i) => !guesses.has(i) && share(texts[i]!, test) >= ENOUGH);
    if (found !== undefined) guesses.set(found, field);
  }
  if (!isTaken('longitude') && !isTaken('latitude')) {
    const pair = positionColumns(
      free.filter((i) => !guesses.has(i)),
      texts,
    );
    if (pair !== null) guesses.set(pair[0], 'longitude').set(pair[1], 'latitude');
  }
  return guesses;
}

/** Places, written with at least three decimals: nothing else in a list of cameras looks like that. */
const DECIMALS = /^[+-]?\d{1,3}\.\d{3,}$/;
const LON_FROM = 90;

/** Two columns of decimals of which one goes beyond 90°: only then is it clear which is which. */
function positionColumns(free: readonly number[], texts: readonly (readonly string[])[]): [number, number] | null {
  const decimals = free.filter((i) => share(texts[i]!, (text) => DECIMALS.test(plain(text))) >= ENOUGH);
  if (decimals.length !== 2) return null;
  const greatest = decimals.map((i) =>
    texts[i]!.reduce((most, text) => Math.max(most, Math.abs(readNumber(text) ?? 0)), 0),
  );
  const [a, b] = greatest as [number, number];
  if (a > LON_FROM && a <= 180 && b <= LON_FROM) return [decimals[0]!, decimals[1]!];
  if (b > LON_FROM && b <= 180 && a <= LON_FROM) return [decimals[1]!, decimals[0]!];
  return null;
}

/** Keeps the first filled cells of every column. */
export interface TextSamples {
  texts: string[][];
  isFull(i: number): boolean;
  add(i: number, text: string | null): void;
}
export function createTextSamples(): TextSamples {
  const texts: string[][] = [];
  return {
    texts,
    isFull: (i) => texts[i]?.length === LOOKED_AT,
    add(i, text) {
      const own = (texts[i] ??= []);
      if (own.length < LOOKED_AT && !isBlank(text)) own.push(text!.slice(0, 200));
    },
  };
}
