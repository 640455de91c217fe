// lacuna report: the report of a region's subtree as files.
import { basename, dirname, extname, join } from 'node:path';
import { type ReportFormat, reportFiles } from '#services/reports';
import { writeWhole } from './files.ts';
import { EXIT, type Terminal } from './terminal.ts';
import { withWorkspace } from './workspace.ts';

export interface ReportArgs {
  db?: string;
  region: string;
  format: ReportFormat;
  out: string;
  lang: 'zh' | 'en' | 'zh+en';
}

export function reportCommand(terminal: Terminal, args: ReportArgs): Promise<number> {
  return withWorkspace(terminal, args.db, { mustExist: true, readOnly: true }, async (ctx) => {
    const files = await reportFiles(ctx, { region: args.region, format: args.format, lang: args.lang });
    for (const [i, { name, content }] of files.entries()) {
      const to = i === 0 ? args.out : beside(args.out, files[0]!.name, name);
      await writeWhole(terminal, to, [content]);
      terminal.err(to);
    }
    return EXIT.done;
  });
}

/** county.csv + (r.csv, r.gaps.csv) → county.gaps.csv, in the same folder. */
function beside(out: string, main: string, name: string): string {
  const base = basename(main, extname(main));
  const rest = name.startsWith(base) ? name.slice(base.length) : `.${name}`;
  return join(dirname(out), basename(out, extname(out)) + rest);
}
