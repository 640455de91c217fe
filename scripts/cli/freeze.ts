// lacuna freeze: reports a month. What is known of its end is frozen; the same month again is a correction with a reason.
import { freezeMonth } from '#services/freeze';
import { follow } from './import.ts';
import { CliFault, EXIT, type Terminal } from './terminal.ts';
import { withWorkspace } from './workspace.ts';

export interface FreezeArgs {
  db?: string;
  month: string;
  reason?: string;
  json?: boolean;
}

export function freezeCommand(terminal: Terminal, args: FreezeArgs): Promise<number> {
  const { t } = terminal;
  return withWorkspace(terminal, args.db, { mustExist: true }, async (ctx) => {
    await ctx.background.settled();
    const started = await freezeMonth(ctx, { month: args.month, reason: args.reason });
    const job = await follow(terminal, ctx, started.id);
    if (job.state !== 'done') throw new CliFault(t(job.reasonZh ?? job.state, job.reason ?? job.state));
    const { id } = job.result as { id: string };
    await terminal.out(
      args.json
        ? `${JSON.stringify({ id, month: args.month })}\n`
        : t(`${args.month} 已固化：${id}\n`, `${args.month} is frozen: ${id}\n`),
    );
    return EXIT.done;
  });
}
