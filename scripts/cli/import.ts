// lacuna import: a file into the database, whole or not at all.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { type ImportKind, ImportOptions, type ImportReceipt, type ImportRecord } from '#contract/import';
import type { Problem } from '#contract/problem';
import type { Ctx } from '#services/ctx';
import { commitImport, importProblems, startImport, whenRead } from '#services/imports';
import { getJob, whenEnded } from '#services/jobs';
import { answers, given } from './measure.ts';
import { areProblems, createProgress, EXIT, fault, printProblems, sentence, type Terminal } from './terminal.ts';
import { withWorkspace } from './workspace.ts';

export interface ImportArgs {
  db?: string;
  region?: string[];
  crs?: string;
  encoding?: string;
  codeField?: string;
  axes?: 'lon-lat' | 'lat-lon';
  mapping?: Record<string, string>;
  layer?: string;
  zone?: string;
  recipe?: string;
  repair?: string[];
  vanish?: 'keep' | 'remove';
  /** confirms what `vanish: remove` takes out */
  yes?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

export async function importCommand(
  terminal: Terminal,
  kind: ImportKind,
  path: string,
  args: ImportArgs,
): Promise<number> {
  const { crs, encoding, codeField, axes, mapping, layer, zone, vanish, repair: repairs, region: extent } = args;
  const said = given({ crs, encoding, codeField, axes, mapping, layer, zone, vanish, repairs, extent });
  const options = args.recipe === undefined ? said : { ...(await recipeOptions(terminal, args.recipe)), ...said };
  return withWorkspace(terminal, args.db, { mustExist: false, trial: args.dryRun === true }, async (ctx) => {
    const started = await startImport(ctx, { path, fileName: basename(path), kind, options });
    if (started.jobId) await follow(terminal, ctx, started.jobId);
    const read = await whenRead(ctx, { id: started.id });
    const problems = await allProblems(ctx, read.id);
    printProblems(terminal, problems);
    // what did not go in is no result: its receipt stands with the faults
    const say = async (receipt: ImportReceipt, end: End): Promise<void> => {
      if (args.json) await terminal.out(`${JSON.stringify({ ...receipt, problems })}\n`);
      else if (end === 'nothing') terminal.err(receiptText(terminal, receipt, end));
      else await terminal.out(`${receiptText(terminal, receipt, end)}\n`);
    };
    if (read.state === 'failed') {
      if (problems.length === 0) terminal.err(terminal.t(read.reasonZh ?? '', read.reason ?? ''));
      if (read.receipt) await say(read.receipt, 'nothing');
      return EXIT.input;
    }
    const receipt = read.receipt!;
    if (read.state === 'needs-answer') {
      for (const question of receipt.questions) {
        terminal.err(
          `${basename(path)}: ${terminal.t(question.messageZh, question.message)} ${answers(terminal, question)}`,
        );
      }
      await say(receipt, 'nothing');
      return EXIT.input;
    }
    if (receipt.usable === 0) {
      terminal.err(sentence(terminal, 'cli.no_rows', { file: basename(path) }));
      await say(receipt, 'nothing');
      return EXIT.input;
    }
    const measured = args.dryRun === true || (await commitAndMeasure(terminal, ctx, read, args.yes === true));
    await say(receipt, args.dryRun === true ? 'trial' : 'written');
    return areProblems(problems) || !measured ? EXIT.problems : EXIT.done;
  });
}

/** What a recipe file says: the options themselves, or a recipe as the API answers it. */
async function recipeOptions(terminal: Terminal, path: string): Promise<ImportOptions> {
  let read: unknown;
  try {
    read = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw fault(terminal, 'cli.recipe', { file: path, why: error instanceof Error ? error.message : String(error) });
  }
  const inner = z.object({ options: z.unknown() }).safeParse(read);
  const parsed = ImportOptions.strict().safeParse(inner.success ? inner.data.options : read);
  if (parsed.success) return parsed.data;
  const { path: where, message } = parsed.error.issues[0]!;
  throw fault(terminal, 'cli.recipe', { file: path, why: `${where.join('.')}: ${message}` });
}

/** False when the data is in but its figures are not. */
async function commitAndMeasure(terminal: Terminal, ctx: Ctx, read: ImportRecord, yes: boolean): Promise<boolean> {
  const committed = await commitImport(ctx, { id: read.id, vanish: yes ? read.receipt!.vanish : undefined });
  if (committed.measureJobId === null) return true;
  const job = await follow(terminal, ctx, committed.measureJobId);
  if (job.state !== 'done') {
    const reason = terminal.t(job.reasonZh ?? '', job.reason ?? '');
    terminal.err(
      terminal.t(`数据已导入,但测算未完成:${reason}`, `The data is in, but measuring did not end: ${reason}`),
    );
  }
  return job.state === 'done';
}

/** Shows a job's progress until it has ended. */
export async function follow(terminal: Terminal, ctx: Ctx, id: string) {
  const progress = createProgress(terminal);
  const unsubscribe = ctx.events.subscribe((event) => {
    if (event.type === 'job' && event.job.id === id) progress.tell(event.job.phase, event.job.done, event.job.total);
  });
  try {
    await whenEnded(ctx, { id });
    return await getJob(ctx, { id });
  } finally {
    unsubscribe();
    progress.end();
  }
}

async function allProblems(ctx: Ctx, id: string): Promise<Problem[]> {
  const all: Problem[] = [];
  let cursor: string | undefined;
  do {
    const page = await importProblems(ctx, { id, limit: 500, cursor });
    all.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return all;
}

type End = 'written' | 'trial' | 'nothing';
const ENDS: Record<End, [zh: string, en: string]> = {
  written: ['已写入。', 'written.'],
  trial: ['试运行:未写入。', 'dry run: nothing was written.'],
  nothing: ['未写入任何数据。', 'nothing was written.'],
};

function receiptText(terminal: Terminal, r: ImportReceipt, end: End): string {
  const { t } = terminal;
  const lines = [
    t(
      `格式 ${r.format},编码 ${r.encoding ?? '—'},坐标系 ${r.crs}`,
      `format ${r.format}, encoding ${r.encoding ?? '—'}, coordinates ${r.crs}`,
    ),
    t(
      `共 ${r.rows} 行:可用 ${r.usable},剔除 ${r.rejected}`,
      `${r.rows} rows: ${r.usable} usable, ${r.rejected} left out`,
    ),
    t(
      `新增 ${r.create},更新 ${r.update},不变 ${r.unchanged},文件中已无 ${r.vanish}`,
      `${r.create} new, ${r.update} changed, ${r.unchanged} unchanged, ${r.vanish} no longer in the file`,
    ),
  ];
  if (r.dropped.length > 0)
    lines.push(t(`未保留的列:${r.dropped.join('、')}`, `columns not kept: ${r.dropped.join(', ')}`));
  lines.push(t(...ENDS[end]));
  return lines.join('\n');
}
