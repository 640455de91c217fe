// lacuna export: cameras, regions, gaps or footprints into a file that other programs open.
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { ExportFormat, ExportWhat } from '#contract/export';
import { exportTo } from '#services/exports';
import { createProgress, EXIT, fault, type Terminal } from './terminal.ts';
import { withWorkspace } from './workspace.ts';

export interface ExportArgs {
  db?: string;
  region?: string;
  format: ExportFormat;
  out: string;
  crs?: string;
  includeRestricted?: boolean;
}

export function exportCommand(terminal: Terminal, what: ExportWhat, args: ExportArgs): Promise<number> {
  const { region, format, crs, includeRestricted, out } = args;
  return withWorkspace(terminal, args.db, { mustExist: true, readOnly: true }, async (ctx) => {
    const progress = createProgress(terminal);
    const beside = `${out}.lacuna-part`;
    try {
      const done = await exportTo(ctx, { what, format, region, crs, includeRestricted }, beside, (rows, total) =>
        progress.tell('writing', rows, total),
      );
      await replace(beside, out);
      progress.end();
      const left =
        done.restricted === 0
          ? ''
          : terminal.t(`,涉密 ${done.restricted} 个未导出`, `, ${done.restricted} restricted left out`);
      terminal.err(
        terminal.t(
          `${out}:${done.rows} 行,数据版本 ${done.dataVersion}${left}`,
          `${out}: ${done.rows} rows, data version ${done.dataVersion}${left}`,
        ),
      );
      return EXIT.done;
    } catch (error) {
      await rm(beside, { force: true });
      if (isFileFault(error))
        throw fault(terminal, 'cli.write_failed', { path: out, detail: (error as NodeJS.ErrnoException).code ?? '' });
      throw error;
    } finally {
      progress.end();
    }
  });
}

async function replace(from: string, to: string): Promise<void> {
  if (existsSync(to)) await rm(to);
  await rename(from, to);
}

const isFileFault = (error: unknown): boolean =>
  error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string' && 'syscall' in error;
