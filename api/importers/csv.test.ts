// Cutting CSV quickly gives what csv-parse gives, however the text is cut into pieces.
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRows } from './csv.ts';
import { FileFault } from './fault.ts';

const LIMITS = { lineChars: 10_000, columns: 100 };

async function* pieces(text: string, cuts: number[]): AsyncGenerator<string> {
  let at = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const to = Math.min(text.length, Math.max(at, cut));
    if (to > at) yield text.slice(at, to);
    at = to;
  }
  if (at < text.length) yield text.slice(at);
}

async function ours(text: string, separator: string, cuts: number[] = []): Promise<{ row: number; cells: string[] }[]> {
  const all: { row: number; cells: string[] }[] = [];
  for await (const some of csvRows(pieces(text, cuts), separator, LIMITS)) all.push(...some);
  return all;
}

function theirs(text: string, delimiter: string): { row: number; cells: string[] }[] {
  const records = parse(text, { delimiter, bom: true, relax_column_count: true, relax_quotes: true }) as string[][];
  return records.map((cells, i) => ({ row: i + 1, cells })).filter(({ cells }) => cells.length > 1 || cells[0] !== '');
}

const cell = fc.string({ unit: fc.constantFrom('a', '1', ' ', '"', ',', ';', '\n', '\r', '点'), maxLength: 6 });
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const bare = (text: string): string => text.replaceAll(/[",;\r\n]/g, 'x');

describe('rows of cells', () => {
  it('of a sound file are those of csv-parse, in whatever pieces it arrives', async () => {
    const written = fc.tuple(cell, fc.boolean()).map(([text, isQuoted]) => (isQuoted ? quoted(text) : bare(text)));
    const lines = fc.array(fc.array(written, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        lines,
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom(',', ';'),
        fc.boolean(),
        fc.boolean(),
        fc.array(fc.nat(120), { maxLength: 6 }),
        async (rows, lineEnd, separator, endsWithLine, bom, cuts) => {
          const body = rows.map((cells) => cells.join(separator)).join(lineEnd);
          const text = (bom ? '\ufeff' : '') + body + (endsWithLine ? lineEnd : '');
          expect(await ours(text, separator, cuts)).toEqual(theirs(text, separator));
        },
      ),
      { numRuns: 600 },
    );
  });

  it('of a file that breaks the rules of quoting are those of csv-parse, too', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', '"', ','), maxLength: 8 });
    let open = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 6 }), fc.array(fc.nat(50)), async (lines, cuts) => {
        const text = `h,h\n${lines.join('\n')}\n`;
        let expected: ReturnType<typeof theirs>;
        try {
          expected = theirs(text, ',');
        } catch {
          open += 1;
          await expect(ours(text, ',', cuts)).rejects.toBeInstanceOf(FileFault);
          return;
        }
        expect(await ours(text, ',', cuts)).toEqual(expected);
      }),
      { numRuns: 600 },
    );
    expect(open).toBeGreaterThan(0);
  });

  it('end with LF or CR LF, in one file also with both, beside and inside quotes', async () => {
    const text = 'a,b\r\n1,2\n"3\r\nx",4\r\n5,"6"\n"7","8"\r\n9,10\r\n';
    const rows = [
      ['a', 'b'],
      ['1', '2'],
      ['3\r\nx', '4'],
      ['5', '6'],
      ['7', '8'],
      ['9', '10'],
    ];
    for (const cuts of [[], [3], [4], [9], [22, 23, 24], [...text].map((_, i) => i)])
      expect((await ours(text, ',', cuts)).map(({ cells }) => cells)).toEqual(rows);
    // csv-parse takes over where quoting is broken
    expect((await ours(`${text}a"b,c\n"d"e,f\r\ng,h\n`, ',')).slice(-3).map(({ cells }) => cells)).toEqual([
      ['a"b', 'c'],
      ['"d"e', 'f'],
      ['g', 'h'],
    ]);
  });

  it('are counted with the empty lines that are skipped', async () => {
    expect(await ours('a,b\n\n\nc,d', ',')).toEqual([
      { row: 1, cells: ['a', 'b'] },
      { row: 4, cells: ['c', 'd'] },
    ]);
  });

  it('end with a fault that names the row: an open quote, a line beyond the limit, too many columns', async () => {
    const fault = (text: string): Promise<unknown> =>
      ours(text, ',').catch((error: FileFault) => [error.code, error.row]);
    expect(await fault('a,b\nc,"d\ne,f\n')).toEqual(['csv.quote', 2]);
    expect(await fault(`a,b\n${'x'.repeat(LIMITS.lineChars + 1)}`)).toEqual(['csv.line_too_long', 2]);
    expect(await fault(`a,b\n${','.repeat(LIMITS.columns)}\n`)).toEqual(['csv.columns_too_many', 2]);
  });
});

it('a row that does not end is not looked at anew with every piece of it', async () => {
  const limits = { lineChars: 8 * 1024 ** 2, columns: 100 };
  for (const text of ['"', ',', '""', 'x']) {
    const parts = (async function* () {
      for (let i = 0; i < 2_000; i++) yield text.repeat(8_192 / text.length);
    })();
    const from = performance.now();
    const all = async (): Promise<void> => {
      for await (const some of csvRows(parts, ',', limits)) void some;
    };
    await expect(all()).rejects.toThrow(FileFault);
    expect(performance.now() - from).toBeLessThan(4_000);
  }
});
