// Which coordinate system does a table itself name: in the header of its coordinates, or in a column that says nothing else?
import type { HeaderReading } from './headers.ts';
import { plain } from './text.ts';

const WORDS: [RegExp, string][] = [
  [/wgs[\s_-]*(?:19)?84/i, 'wgs84'],
  [/gcj[\s_-]*02|火星|高德|腾讯|gaode|amap/i, 'gcj02'],
  [/bd[\s_-]*09|百度|baidu/i, 'bd09'],
  [/cgcs[\s_-]*2000|国家\s*2000|2000\s*国家|大地\s*2000/i, 'cgcs2000'],
  [/epsg:+\s*(\d{4,6})/i, 'epsg:$1'],
];

/** `经度(GCJ-02)` → gcj02, `EPSG:4547` → epsg:4547; null = names none, or more than one. */
export function crsNamedIn(text: string): string | null {
  const value = plain(text);
  const found = WORDS.flatMap(([word, name]) => {
    const m = word.exec(value);
    return m ? [name.replace('$1', m[1] ?? '')] : [];
  });
  return found.length === 1 ? found[0]! : null;
}

const CRS_COLUMN =
  /^(?:坐标系|坐标系统|坐标类型|坐标系类型|坐标基准|坐标参考|坐标|crs|srs|datum|coord(?:inate)?\s*(?:system|type)|coordsys|coordtype|epsg)$/i;

/** `texts[i]`: the first filled cells of column i. */
export function crsOfTable(
  { mapping, uses }: Pick<HeaderReading, 'mapping' | 'uses'>,
  texts: readonly (readonly string[])[],
): string | null {
  const named = ['longitude', 'latitude'].map((field) => {
    const column = uses.get(field)?.[0]?.column;
    return column === undefined ? null : crsNamedIn(column);
  });
  if (named[0] !== null && (named[1] === null || named[1] === named[0])) return named[0]!;
  if (named[0] === null && named[1] !== null) return named[1]!;
  const i = mapping.findIndex(({ column, dropped }) => !dropped && CRS_COLUMN.test(plain(column)));
  const cells = new Set((texts[i] ?? []).map((text) => plain(text)));
  if (cells.size !== 1) return null;
  const [cell] = cells;
  return crsNamedIn(cell!) ?? (/^\d{4,6}$/.test(cell!) ? `epsg:${cell}` : null);
}
