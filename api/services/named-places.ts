// Which regions does a text in a list name: a code, a name, a name with or without the usual ending?
import { allRegionRows, codesOfPath } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Reader } from '#storage/storage';

export interface NamedPlaces {
  /** does the text name a region that is known? */
  knows(text: string): boolean;
  /** does the leaf lie in (or is it) the region that the text names? null = the text names none */
  contains(leafCode: string | null, text: string): boolean | null;
  /** name of a region */
  nameOf(code: string): string;
}

/** Endings that lists add to a name or leave out. */
const ENDINGS =
  /(?:村民委员会|居民委员会|社区居委会|村委会|居委会|街道办事处|街道办|人民政府|行政村|社区|村|镇|乡|街道|县|区|市|省)$/;
const FEWEST_CHARS = 2;

const bare = (name: string): string => name.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
/** Codes are written with and without the zeros of the levels below. */
const trimmedCode = (code: string): string => (/^\d{4,}$/.test(code) ? code.replace(/(?:00|000)+$/, '') : code);

export async function namedPlaces(reader: Reader): Promise<NamedPlaces> {
  const regions = await allRegionRows(reader, EVERYTHING);
  const pathOf = new Map(regions.map((region) => [region.code, region.path]));
  const names = new Map(regions.map((region) => [region.code, region.name]));
  const known = new Map<string, Set<string>>();
  const put = (word: string, code: string): void => {
    const codes = known.get(word);
    if (codes === undefined) known.set(word, new Set([code]));
    else codes.add(code);
  };
  for (const { code, name, nameEn } of regions) {
    put(bare(code), code);
    put(trimmedCode(bare(code)), code);
    for (const word of [name, nameEn ?? '']) if (word !== '') put(bare(word), code);
    const short = bare(name).replace(ENDINGS, '');
    if (short.length >= FEWEST_CHARS) put(short, code);
  }
  const answers = new Map<string, Set<string> | null>();
  const find = (text: string): Set<string> | null => {
    const before = answers.get(text);
    if (before !== undefined) return before;
    const word = bare(text);
    const found = known.get(word) ?? known.get(trimmedCode(word)) ?? known.get(word.replace(ENDINGS, '')) ?? null;
    answers.set(text, found);
    return found;
  };
  const paths = new Map<string, string[]>();
  const aboveOf = (leaf: string): string[] => {
    let path = paths.get(leaf);
    if (path === undefined) paths.set(leaf, (path = codesOfPath(pathOf.get(leaf) ?? '//')));
    return path;
  };
  return {
    knows: (text) => find(text) !== null,
    contains(leafCode, text) {
      const codes = find(text);
      if (codes === null) return null;
      return leafCode !== null && aboveOf(leafCode).some((code) => codes.has(code));
    },
    nameOf: (code) => names.get(code) ?? code,
  };
}
