// How does the command line speak? Its language, problems on stderr, tables, progress, exit codes.
import type { Problem } from '#contract/problem';
import { type Language, type MessageParams, sentencesOf } from '#rules/messages';

export const EXIT = { done: 0, bug: 1, input: 2, problems: 3 } as const;

/** Ends the command: what is wrong, already in sentences; printed on stderr. */
export class CliFault extends Error {
  readonly exit: number;
  readonly problems: readonly Problem[];
  constructor(lines: string, exit: number = EXIT.input, problems: readonly Problem[] = []) {
    super(lines);
    this.exit = exit;
    this.problems = problems;
  }
}

/** --lang decides, else the locale of the shell, else English. */
export function languageOf(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Language {
  const at = argv.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const asked = at < 0 ? undefined : argv[at]!.includes('=') ? argv[at]!.split('=')[1] : argv[at + 1];
  const locale = asked ?? env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG ?? '';
  return /^zh/i.test(locale || '') ? 'zh' : 'en';
}

export interface Terminal {
  language: Language;
  /** the sentence of the language spoken */
  t(zh: string, en: string): string;
  out(text: string): Promise<void>;
  err(line: string): void;
}

export function createTerminal(language: Language): Terminal {
  // `… | head` closes the pipe early: that is no failure
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
  return {
    language,
    t: (zh, en) => (language === 'zh' ? zh : en),
    out: (text) =>
      new Promise((resolve) => {
        if (process.stdout.write(text)) resolve();
        else process.stdout.once('drain', () => resolve());
      }),
    err: (line) => {
      process.stderr.write(`${line}\n`);
    },
  };
}

/** Message and fix of a catalogue code, one line. */
export function sentence(terminal: Terminal, code: string, params: MessageParams = {}): string {
  const { message, fix } = sentencesOf(code, params)[terminal.language];
  return `${message} ${fix}`;
}
export const fault = (
  terminal: Terminal,
  code: string,
  params: MessageParams = {},
  exit: number = EXIT.input,
): CliFault => new CliFault(sentence(terminal, code, params), exit);

/** Of each code so many are written out; of the others the rows are named. */
const SHOWN_PROBLEMS = 8;
const SHOWN_RANGES = 20;

/** `file:row:column value: message fix`, one line. */
export function problemLine(p: Problem, language: Language): string {
  const place = [p.file, p.row, p.column].filter((part) => part !== null && part !== '').join(':');
  const value = p.value === null || p.value === '' ? '' : ` ${p.value}`;
  return `${place}${value}: ${language === 'zh' ? `${p.messageZh} ${p.fixZh}` : `${p.message} ${p.fix}`}`;
}

/** Errors, then warnings, by code: the first ones written out, the rows of the others named; notes are only counted. */
export function printProblems(terminal: Terminal, problems: readonly Problem[]): void {
  for (const severity of ['error', 'warning'] as const)
    for (const group of groupsOf(problems.filter((p) => p.severity === severity))) {
      for (const p of group.slice(0, SHOWN_PROBLEMS)) terminal.err(problemLine(p, terminal.language));
      const more = group.slice(SHOWN_PROBLEMS);
      if (more.length === 0) continue;
      const { code } = group[0]!;
      const rows = rowRanges(more.flatMap(({ row }) => (row === null ? [] : [row])));
      const columns = [...new Set(more.flatMap(({ column }) => column ?? []))].slice(0, SHOWN_RANGES).join(', ');
      const at = columns === '' ? '' : terminal.t(`(列 ${columns})`, ` (column ${columns})`);
      const where = rows === '' ? '' : terminal.t(`:行 ${rows}${at}`, `: rows ${rows}${at}`);
      terminal.err(terminal.t(`${code} 另有 ${more.length} 处${where}`, `${more.length} more of ${code}${where}`));
    }
  const notes = countBy(
    problems.filter((p) => p.severity === 'note'),
    (p) => p.code,
  );
  if (notes.size > 0) {
    const list = [...notes].map(([code, n]) => `${code} × ${n}`).join(', ');
    terminal.err(terminal.t(`说明:${list}(详见 --json)`, `notes: ${list} (--json lists them)`));
  }
}

function groupsOf(problems: readonly Problem[]): Problem[][] {
  const groups = new Map<string, Problem[]>();
  for (const p of problems) {
    const group = groups.get(p.code);
    if (group === undefined) groups.set(p.code, [p]);
    else group.push(p);
  }
  return [...groups.values()];
}

/** 7, 9–12, 40 … */
export function rowRanges(rows: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const row of [...new Set(rows)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === row - 1) last[1] = row;
    else ranges.push([row, row]);
  }
  const shown = ranges.slice(0, SHOWN_RANGES).map(([a, b]) => (a === b ? `${a}` : `${a}–${b}`));
  return shown.join(', ') + (ranges.length > SHOWN_RANGES ? ' …' : '');
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

/** Notes say what was done; only errors and warnings are problems. */
export const areProblems = (problems: readonly Problem[]): boolean => problems.some((p) => p.severity !== 'note');

/** Columns on a terminal: Chinese characters are two wide. */
function width(text: string): number {
  let n = 0;
  for (const char of text)
    n +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(char) ||
      char.codePointAt(0)! > 0x1f000
        ? 2
        : 1;
  return n;
}

/** Plain table; columns whose title starts with `>` are right-aligned. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const right = titles.map((title) => title.startsWith('>'));
  const head = titles.map((title) => title.replace(/^>/, ''));
  const widths = head.map((title, i) => rows.reduce((w, row) => Math.max(w, width(row[i] ?? '')), width(title)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => {
        const pad = ' '.repeat(Math.max(0, widths[i]! - width(cell)));
        return right[i] ? pad + cell : cell + pad;
      })
      .join('  ')
      .trimEnd();
  return `${[line(head), ...rows.map(line)].join('\n')}\n`;
}

export const m2 = (value: number | null): string => (value === null ? '—' : Math.round(value).toLocaleString('en-US'));
export const percent = (ratio: number): string => `${(ratio * 100).toFixed(1)} %`;

/** "61.4 % (58.9–68.0)", one number where low and high agree. */
export function interval(low: number, likely: number, high: number): string {
  const edge = (ratio: number): string => (ratio * 100).toFixed(1);
  return edge(low) === edge(high) ? percent(likely) : `${percent(likely)} (${edge(low)}–${edge(high)})`;
}

const TTY_EVERY_MS = 100;
const LINE_EVERY_MS = 10_000;

/** Progress on stderr: one living line on a terminal, a line every ten seconds elsewhere. */
export function createProgress(terminal: Terminal): {
  tell(phase: string, done: number, total: number | null): void;
  end(): void;
} {
  const tty = process.stderr.isTTY === true;
  let phaseStart = Date.now();
  let last = Date.now();
  let current = '';
  let shown = false;
  return {
    tell(phase, done, total) {
      const now = Date.now();
      if (phase !== current) {
        current = phase;
        phaseStart = now;
      }
      if (now - last < (tty ? TTY_EVERY_MS : LINE_EVERY_MS)) return;
      last = now;
      const seconds = (now - phaseStart) / 1000;
      const rate = seconds > 0 ? done / seconds : 0;
      const left = total && rate > 0 ? Math.ceil((total - done) / rate) : null;
      const n = total === null ? String(done) : terminal.t(`${done} / ${total}`, `${done} of ${total}`);
      const speed = rate >= 1 ? terminal.t(`,每秒 ${Math.round(rate)}`, `, ${Math.round(rate)}/s`) : '';
      const rest = left === null ? '' : terminal.t(`,剩余 ${left} 秒`, `, ${left} s left`);
      const line = `${phase} ${n}${speed}${rest}`;
      if (tty) process.stderr.write(`\r\u001b[2K${line}`);
      else process.stderr.write(`${line}\n`);
      shown = true;
    },
    end() {
      if (tty && shown) process.stderr.write('\r\u001b[2K');
    },
  };
}
