// The result as Markdown: machine and date, the table of figures, what lies behind it, and what could not be measured.
import os from 'node:os';
import type { Measurement } from './facts.ts';
import { judge } from './lines.ts';
import { joined, type Kept } from './results.ts';

const seconds = (v: number | null): string => (v === null ? '' : v < 0.1 ? v.toFixed(4) : v.toFixed(2));
const count = (v: number | null): string => (v === null ? '' : Math.round(v).toLocaleString('en'));

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

export function reportOf(kept: readonly Kept[]): string {
  const result = joined(kept);
  // where a section was measured at several parts, its figure is that of the largest
  const { facts } = joined([...kept].sort((a, b) => a.scale - b.scale));
  const versions = Object.entries({ Node: process.version, ...result.versions }).map(([name, v]) => `${name} ${v}`);
  const times = kept.map(({ at }) => at.slice(0, 16).replace('T', ' ')).sort();
  const commits = [...new Set(kept.map(({ commit }) => commit).filter(Boolean))];
  const machine = `${os.cpus().length} × ${os.cpus()[0]?.model.trim() ?? 'unknown'}, ${os.type()} ${os.release()}`;
  const parts = [
    `Measured from ${times[0]} to ${times[times.length - 1]} UTC on ${machine}; ${versions.join(', ')}` +
      `${commits.length > 0 ? `; commit ${commits.join(', ')}` : ''}.`,
    table(
      ['what', 'at least', 'reach for', 'reached', '× at least', 'verdict', 'command'],
      judge(facts).map((l) => [l.what, l.atLeast, l.reachFor, l.reached, l.ratio, l.verdict, `\`${l.command}\``]),
    ),
  ];
  if (result.measurements.length > 0)
    parts.push(
      'What lies behind it:',
      table(
        ['part', 'what', 'villages', 'cameras', 'CPU s', 'wall s', 'cameras per CPU s', 'peak MB', 'load', 'note'],
        result.measurements.map(rowOf),
      ),
    );
  if (result.notes.length > 0) parts.push(result.notes.map((note) => `- ${note}`).join('\n'));
  return `${parts.join('\n\n')}\n`;
}

const rowOf = (m: Measurement): string[] => [
  m.scale === null ? '' : String(m.scale),
  m.what,
  count(m.villages),
  count(m.cameras),
  seconds(m.cpuS),
  seconds(m.wallS),
  m.cameras !== null && m.cpuS ? count(m.cameras / m.cpuS) : '',
  count(m.peakMb),
  m.load.toFixed(1),
  m.note,
];

const [BEGIN, END] = ['<!-- bench -->', '<!-- /bench -->'];

/** Between the marks of a document that has them; else the report alone. */
export function intoDocument(document: string, markdown: string): string {
  const [from, to] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (from < 0 || to < from) return markdown;
  return `${document.slice(0, from + BEGIN.length)}\n\n${markdown}\n${document.slice(to)}`;
}
