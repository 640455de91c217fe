// lacuna export: a layer of the database as a file, with a receipt.
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ExportFormat, ExportWhat } from '#contract/export';
import { type ExportProgress, type ExportReceipt, writeExport } from '#services/exports';
import { CliFault, createProgress, EXIT, fault, type Terminal } from './terminal.ts';
import { withWorkspace } from './workspace.ts';

export interface ExportArgs {
  db?: string;
  region?: string;
  format: string;
  out: string;
  crs?: string;
  fields?: string[];
  includeRestricted?: boolean;
  json?: boolean;
}

export async function exportCommand(terminal: Terminal, what: string, args: ExportArgs): Promise<number> {
  const { region, crs, fields, includeRestricted } = args;
  const choose = <T extends string>(
    known: { options: readonly T[]; safeParse(text: string): { success: boolean } },
    text: string,
    name: string,
  ): T => {
    if (!known.safeParse(text).success)
      throw fault(terminal, 'cli.usage', { detail: `${name}${text}: ${known.options.join(', ')}.`, command: 'export' });
    return text as T;
  };
  const order = {
    what: choose(ExportWhat, what, ''),
    format: choose(ExportFormat, args.format, '--format '),
    region,
    crs,
    fields,
    includeRestricted,
  };
  const folder = dirname(args.out);
  await access(folder).catch(() => {
    throw fault(terminal, 'cli.write_failed', { path: args.out, detail: 'the folder does not exist' });
  });
  // an export is an entry of the audit log, so it opens the database as a writer
  return withWorkspace(terminal, args.db, { mustExist: true }, async (ctx) => {
    const progress = createProgress(terminal);
    const names = { copying: terminal.t('制作副本', 'copying'), writing: terminal.t('写出', 'writing') };
    // what has been written so far goes again
    const stop = new AbortController();
    const stopOn = (name: NodeJS.Signals, exit: number): unknown =>
      process.once(name, () =>
        stop.abort(new CliFault(terminal.t('已中断,未写入任何内容。', 'Interrupted; nothing was written.'), exit)),
      );
    stopOn('SIGINT', 130);
    stopOn('SIGTERM', 143);
    try {
      const tell = ({ phase, done, total }: ExportProgress): void => progress.tell(names[phase], done, total);
      const receipt = await writeExport(ctx, order, args.out, tell, stop.signal);
      progress.end();
      if (args.json) await terminal.out(`${JSON.stringify({ ...receipt, file: args.out })}\n`);
      else await terminal.out(receiptText(terminal, receipt, args.out));
      return EXIT.done;
    } catch (error) {
      const { code, syscall } = error as NodeJS.ErrnoException;
      if (code !== undefined && syscall !== undefined)
        throw fault(terminal, 'cli.write_failed', { path: args.out, detail: code });
      throw error;
    } finally {
      progress.end();
    }
  });
}

function receiptText({ t }: Terminal, r: ExportReceipt, path: string): string {
  const lines = [
    t(
      `${path}:${r.what} ${r.rows} 行,${r.format},坐标系 ${r.crs},数据版本 ${r.dataVersion},${r.bytes} 字节`,
      `${path}: ${r.rows} ${r.what}, ${r.format}, coordinates ${r.crs}, data version ${r.dataVersion}, ${r.bytes} bytes`,
    ),
  ];
  if (r.restrictedLeftOut > 0)
    lines.push(
      t(
        `未含 ${r.restrictedLeftOut} 个涉密点位(--include-restricted 可包含)`,
        `${r.restrictedLeftOut} restricted cameras left out (--include-restricted takes them in)`,
      ),
    );
  if (r.outsideCrs > 0)
    lines.push(
      t(`${r.outsideCrs} 行在该坐标系范围之外,无位置`, `${r.outsideCrs} rows lie outside of this system: no position`),
    );
  if (r.textsCut > 0) lines.push(t(`截断了 ${r.textsCut} 处文本`, `${r.textsCut} texts were cut`));
  if (r.shapesLeftOut > 0) lines.push(t(`${r.shapesLeftOut} 个图形未写出`, `${r.shapesLeftOut} shapes were left out`));
  for (const { zh, en } of r.dropped) lines.push(t(zh, en));
  return `${lines.join('\n')}\n`;
}
