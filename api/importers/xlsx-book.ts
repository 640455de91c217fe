// Which sheets does a workbook have, and what do their cells refer to: texts, formats, the first day?
import { FileFault } from './fault.ts';
import { createTextStore, type TextStore } from './text-store.ts';
import { type DateKind, dateKindOf, unescapeText } from './xlsx-values.ts';
import { attributeOf, readXml, walkXml } from './xlsx-xml.ts';
import type { Zip, ZipPart } from './zip.ts';

export interface Sheet {
  name: string;
  hidden: boolean;
  part: ZipPart;
}
export interface Workbook {
  sheets: Sheet[];
  from1904: boolean;
  strings: TextStore;
  /** by number of the format of a cell */
  dates: DateKind[];
}

/** Bytes of all texts: they are kept in memory. */
const STRING_BYTES = 128 * 1024 ** 2;
const MAX_SHEETS = 500;
const MAX_FORMATS = 100_000;

interface Relation {
  id: string;
  type: string;
  target: string;
}

export async function openWorkbook(zip: Zip, stringBytes = STRING_BYTES): Promise<Workbook> {
  const parts = new Map(zip.parts.map((part) => [part.path.toLowerCase(), part]));
  const book = await bookPart(parts);
  const relations = await relationsOf(parts, book.path);
  const named: { name: string; hidden: boolean; id: string }[] = [];
  let from1904 = false;
  await readXml(book.source, book.path, {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = /^(?:1|true)$/.test(attributeOf(attributes, 'date1904') ?? '');
      if (name !== 'sheet') return;
      if (named.length >= MAX_SHEETS) throw new FileFault('xlsx.sheets_too_many', { limit: MAX_SHEETS });
      named.push({
        name: attributeOf(attributes, 'name') ?? '',
        hidden: /hidden/i.test(attributeOf(attributes, 'state') ?? ''),
        id: relationId(attributes),
      });
    },
  });
  const sheets: Sheet[] = [];
  for (const { name, hidden, id } of named) {
    const relation = relations.find((one) => one.id === id && one.type === 'worksheet');
    const part = relation && parts.get(relation.target);
    // charts, macros and sheets of other workbooks are no tables
    if (part) sheets.push({ name, hidden, part });
  }
  const byType = (type: string): ZipPart | undefined =>
    parts.get(relations.find((one) => one.type === type)?.target ?? '');
  return {
    sheets,
    from1904,
    strings: await stringsOf(byType('sharedStrings'), stringBytes),
    dates: await datesOf(byType('styles')),
  };
}

/** `r:id`, whatever its prefix: an attribute that ends so and is no plain `id`. */
const relationId = (attributes: Record<string, string>): string =>
  Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1] ?? attributeOf(attributes, 'id') ?? '';

async function bookPart(parts: Map<string, ZipPart>): Promise<ZipPart> {
  const main = (await relationsOf(parts, '')).find(({ type }) => type === 'officeDocument')?.target;
  const part = parts.get(main ?? '') ?? parts.get('xl/workbook.xml');
  if (part === undefined) throw new FileFault('xlsx.broken', { why: 'it has no workbook' });
  return part;
}

/** Of the part at `path`; '' = of the package. What lies outside the file is not followed. */
async function relationsOf(parts: Map<string, ZipPart>, path: string): Promise<Relation[]> {
  const cut = path.lastIndexOf('/') + 1;
  const folder = path.slice(0, cut);
  const part = parts.get(`${folder}_rels/${path.slice(cut)}.rels`.toLowerCase());
  const relations: Relation[] = [];
  if (part === undefined) return relations;
  await readXml(part.source, part.path, {
    open(name, attributes) {
      if (name !== 'Relationship' || /external/i.test(attributeOf(attributes, 'TargetMode') ?? '')) return;
      relations.push({
        id: attributeOf(attributes, 'Id') ?? '',
        // transitional and strict workbooks name the same types under two addresses
        type: (attributeOf(attributes, 'Type') ?? '').split('/').at(-1)!,
        target: resolveTarget(folder, attributeOf(attributes, 'Target') ?? ''),
      });
    },
  });
  return relations;
}

function resolveTarget(folder: string, target: string): string {
  const path: string[] = [];
  for (const step of `${target.startsWith('/') ? '' : folder}${target}`.split('/')) {
    if (step === '..') path.pop();
    else if (step !== '' && step !== '.') path.push(step);
  }
  return path.join('/').toLowerCase();
}

async function stringsOf(part: ZipPart | undefined, most: number): Promise<TextStore> {
  const strings = createTextStore();
  if (part === undefined) return strings;
  let current: string | null = null;
  let inText = false;
  let phonetic = 0;
  let read = 0;
  const bounded = {
    ...part.source,
    async *open() {
      for await (const chunk of part.source.open()) {
        read += chunk.length;
        if (read > most) throw new FileFault('xlsx.strings_too_large', { limit: Math.ceil(most / 1024 ** 2) });
        yield chunk;
      }
    },
  };
  const walk = walkXml(bounded, part.path, {
    open(name) {
      if (name === 'si') current = '';
      else if (name === 'rPh') phonetic++;
      else if (name === 't') inText = phonetic === 0;
    },
    text(piece) {
      if (inText && current !== null) current += piece;
    },
    close(name) {
      if (name === 't') inText = false;
      else if (name === 'rPh') phonetic--;
      else if (name === 'si') {
        strings.add(unescapeText(current ?? ''));
        current = null;
      }
    },
  });
  for await (const _ of walk);
  return strings;
}

async function datesOf(part: ZipPart | undefined): Promise<DateKind[]> {
  const codes = new Map<number, string>();
  const formats: number[] = [];
  let inCells = false;
  if (part !== undefined)
    await readXml(part.source, part.path, {
      open(name, attributes) {
        if (name === 'numFmt')
          codes.set(Number(attributeOf(attributes, 'numFmtId')), attributeOf(attributes, 'formatCode') ?? '');
        else if (name === 'cellXfs') inCells = true;
        else if (name === 'xf' && inCells) formats.push(Number(attributeOf(attributes, 'numFmtId') ?? 0));
        if (formats.length > MAX_FORMATS || codes.size > MAX_FORMATS)
          throw new FileFault('xlsx.broken', { why: `more than ${MAX_FORMATS} formats` });
      },
      close(name) {
        if (name === 'cellXfs') inCells = false;
      },
    });
  return formats.map((id) => dateKindOf(id, codes.get(id)));
}
