// Which column of the file is which field, how sure is that, and which columns are never kept?
import type { ColumnMapping, ImportKind } from '#contract/import';
import { IMPORT_FIELDS } from '#contract/import-fields';
import { DROPPED_PREFIXES, DROPPED_WORDS, type Reader, SYNONYMS } from './synonyms.ts';
import { DROPPED_ELSEWHERE } from './synonyms-european.ts';
import { plain } from './text.ts';

const UNITS = /[(（[【]\s*(?:m|米|公尺|°|º|度|deg|degrees?|metres?|meters?|px|像素|天|days?)\s*[)）\]】]/gi;
/** `Camera_Type`, `camera type`, `摄像机 类型（必填）` → one spelling; colons stay, they carry meaning in OSM keys. */
export const normalise = (column: string): string =>
  plain(column)
    .toLowerCase()
    .replace(UNITS, '')
    .replace(
      /[(（[【](?:必填|选填|wgs-?84|gcj-?02|bd-?09|cgcs-?2000|国家2000|火星坐标?系?|百度坐标?系?|高德|required|optional)[)）\]】]/g,
      '',
    )
    .replace(/[\s_\-./\\*#'"“”]+/g, '');

const DROPPED = new Set(`${DROPPED_WORDS}|${DROPPED_ELSEWHERE}`.split('|').map((word) => normalise(word)));
export const isDropped = (column: string): boolean => {
  const word = normalise(column);
  return DROPPED.has(word) || DROPPED_PREFIXES.some((prefix) => word.startsWith(prefix));
};

/** Columns such as WD13CD, LSOA11CD, OA11CD, PCD: a word, a year, CD; NM and NMW are their names. */
const ONS_CODE = /^[a-z]{2,8}\d{2}cd$/;
const ONS_NAME = /^[a-z]{2,8}\d{2}nm$/;

interface Candidate {
  field: string;
  sure: 'exact' | 'synonym' | 'guess';
  /** lower = better */
  rank: number;
  reader?: Reader;
}

const tables = new Map<ImportKind, Map<string, Candidate>>();
function tableOf(kind: ImportKind): Map<string, Candidate> {
  let table = tables.get(kind);
  if (table) return table;
  table = new Map();
  let rank = 0;
  for (const field of IMPORT_FIELDS[kind]) table.set(normalise(field), { field, sure: 'exact', rank: rank++ });
  for (const { field, words, reader, sure } of SYNONYMS[kind])
    for (const word of words.split('|')) {
      const key = normalise(word);
      rank++;
      if (!table.has(key))
        table.set(key, { field, sure: sure ?? 'synonym', rank: sure === 'guess' ? rank + 10_000 : rank, reader });
    }
  tables.set(kind, table);
  return table;
}

function candidateOf(kind: ImportKind, column: string): Candidate | null {
  const word = normalise(column);
  const found = tableOf(kind).get(word);
  if (found) return found;
  if (kind === 'regions' && ONS_CODE.test(word)) return { field: 'code', sure: 'synonym', rank: 500 };
  if (kind === 'regions' && ONS_NAME.test(word)) return { field: 'name', sure: 'synonym', rank: 500 };
  return null;
}

/** One column that feeds a field; several may, the first filled one in this order counts. */
export interface ColumnUse {
  index: number;
  column: string;
  reader?: Reader;
}
export interface HeaderReading {
  mapping: ColumnMapping[];
  /** field → its columns, best first */
  uses: Map<string, ColumnUse[]>;
  dropped: string[];
  /** column → field given by hand that is no field, or names a column that is not there */
  unknownFields: string[];
  absentColumns: string[];
}

/** Reads the header. `byHand` is column → field, '' keeps the column out; it wins over everything but the dropped. */
export function readHeader(
  kind: ImportKind,
  columns: readonly string[],
  samples: readonly (string | null)[],
  byHand: Record<string, string> = {},
  /** column index → field that its cells look like */
  guesses: ReadonlyMap<number, string> = new Map(),
): HeaderReading {
  const hand = new Map(Object.entries(byHand));
  const handFields = new Set(hand.values());
  const ranked = new Map<string, (ColumnUse & { rank: number })[]>();
  const dropped: string[] = [];
  const unknownFields: string[] = [];
  const mapping = columns.map((column, index): ColumnMapping => {
    const sample = samples[index] ?? null;
    if (isDropped(column)) {
      dropped.push(column);
      return { column, sample: null, field: null, sure: 'none', fits: null, dropped: true };
    }
    const given = hand.get(column);
    const found = candidateOf(kind, column);
    if (given === '') return { column, sample, field: null, sure: 'exact', fits: null, dropped: false };
    if (given !== undefined && !IMPORT_FIELDS[kind].includes(given)) unknownFields.push(given);
    else if (given !== undefined) {
      const reader = found?.field === given ? found.reader : undefined;
      ranked.set(given, [...(ranked.get(given) ?? []), { index, column, reader, rank: -1 }]);
      return { column, sample, field: given, sure: 'exact', fits: null, dropped: false };
    }
    const guess = guesses.get(index);
    if (!found && guess !== undefined && !handFields.has(guess)) {
      ranked.set(guess, [...(ranked.get(guess) ?? []), { index, column, rank: 20_000 }]);
      return { column, sample, field: guess, sure: 'guess', fits: null, dropped: false };
    }
    if (!found || handFields.has(found.field))
      return { column, sample, field: null, sure: 'none', fits: null, dropped: false };
    ranked.set(found.field, [
      ...(ranked.get(found.field) ?? []),
      { index, column, reader: found.reader, rank: found.rank },
    ]);
    return { column, sample, field: found.field, sure: found.sure, fits: null, dropped: false };
  });
  const uses = new Map<string, ColumnUse[]>();
  for (const [field, list] of ranked)
    uses.set(
      field,
      list
        .sort((a, b) => a.rank - b.rank || a.index - b.index)
        .map(({ index, column, reader }) => ({ index, column, reader })),
    );
  const absentColumns = [...hand.keys()].filter((column) => !columns.includes(column));
  return { mapping, uses, dropped, unknownFields, absentColumns };
}
