// lacuna report: the report of a region's subtree as files.
import { basename, dirname, extname, join } from 'node:path';
import { getReportFile, type ReportFormat, startReport } from '#services/reports';
import { copyWhole } from './files.ts';
import { follow } from './import.ts';
import { CliFault, EXIT, type Terminal } from './terminal.ts';
import { withWorkspace } from './workspace.ts';

export interface ReportArgs {
  db?: string;
  region: string;
  format: ReportFormat;
  out: string;
  lang: 'zh' | 'en' | 'zh+en';
}

export function reportCommand(terminal: Terminal, args: ReportArgs): Promise<number> {
  return withWorkspace(terminal, args.db, { mustExist: true }, async (ctx) => {
    const { id } = await startReport(ctx, { region: args.region, format: args.format, lang: args.lang });
    const job = await follow(terminal, ctx, id);
    if (job.state !== 'done') throw new CliFault(terminal.t(job.reasonZh ?? '', job.reason ?? ''), EXIT.bug);
    const { files } = job.result as { files: { name: string }[] };
    for (const [i, { name }] of files.entries()) {
      const { path } = await getReportFile(ctx, { id, name });
      const to = i === 0 ? args.out : beside(args.out, files[0]!.name, name);
      await copyWhole(terminal, path, to);
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
