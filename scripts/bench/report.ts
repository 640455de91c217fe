// The result as Markdown: machine and date, the table of figures, what lies behind it, and what could not be measured.
import os from 'node:os';
import type { Measurement, SectionResult } from './facts.ts';
import { judge } from './lines.ts';

const seconds = (v: number | null): string => (v === null ? '' : v < 0.1 ? v.toFixed(4) : v.toFixed(2));
const count = (v: number | null): string => (v === null ? '' : Math.round(v).toLocaleString('en'));

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

export function reportOf(result: SectionResult, run: { startedAt: Date; args: string[] }): string {
  const versions = Object.entries({ Node: process.version, ...result.versions }).map(([name, v]) => `${name} ${v}`);
  const minutes = (Date.now() - run.startedAt.getTime()) / 60_000;
  const parts = [
    `Measured ${run.startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC in ${minutes.toFixed(0)} minutes on ${os.cpus().length} × ` +
      `${os.cpus()[0]?.model.trim() ?? 'unknown'}, ${os.type()} ${os.release()}, load ${os.loadavg()[1].toFixed(1)} (of the last 5 minutes), with ` +
      `\`npm run bench -- ${run.args.join(' ')}\`. ${versions.join(', ')}.`,
    table(
      ['what', 'at least', 'reach for', 'reached', '× at least', 'verdict', 'command'],
      judge(result.facts).map((l) => [
        l.what,
        l.atLeast,
        l.reachFor,
        l.reached,
        l.ratio,
        l.verdict,
        `\`${l.command}\``,
      ]),
    ),
  ];
  if (result.measurements.length > 0)
    parts.push(
      'What lies behind it:',
      table(
        ['part', 'what', 'villages', 'cameras', 'CPU s', 'wall s', 'cameras per CPU s', 'peak MB', 'note'],
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
  m.note,
];
