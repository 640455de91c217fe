// Money of projects: what was promised to suppliers, what was paid, and both by month for the burn-up.
import type { Spend, SpendInput } from '#contract/progress';
import {
  budgets,
  deleteSpend,
  moneyByMonth,
  putProject,
  putSpend,
  type SpendRecord,
  spendSums,
  spendsOf,
} from '#storage/projects.repository';
import { EVERYTHING, narrow } from '#storage/scope';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { todayOf } from './funnel.ts';
import type { KeepAnswer } from './idempotency.ts';
import { audited, presentProject } from './projects.ts';
import { regionMissing } from './regions.ts';

const toSpend = ({ id, kind, day, amount, note, actor, recordedAt }: SpendRecord): Spend => ({
  id,
  kind,
  day,
  amount,
  note,
  actor,
  recordedAt,
});

/** In the order of their days. Errors: project.not_found. */
export async function listSpends(ctx: Ctx, input: { id: string }): Promise<Spend[]> {
  await presentProject(ctx, ctx.storage.reader, input.id);
  return (await spendsOf(ctx.storage.reader, ctx.scope, input.id)).map(toSpend);
}

/** A negative amount takes back. Errors: project.not_found, project.amount, project.spent_in_future, project.below_zero. */
export async function addSpend(ctx: Ctx, input: SpendInput & { id: string }, keep?: KeepAnswer<Spend>): Promise<Spend> {
  const { id: projectId, kind, day, amount } = input;
  if (amount === 0 || Math.abs(amount) > MOST_MONEY) throw new ServiceError('project.amount', 'invalid', { amount });
  // a day may have begun in the east already
  if (kind === 'spent' && day > nextDay(todayOf(ctx)))
    throw new ServiceError('project.spent_in_future', 'invalid', { day });
  return ctx.storage.transaction(async (writer) => {
    const project = await presentProject(ctx, writer, projectId);
    const sums = (await spendSums(writer, EVERYTHING, [projectId])).get(projectId)!;
    mustStayAbove(sums[kind], amount, project.currency);
    const row: SpendRecord = {
      id: ctx.ids(),
      projectId,
      kind,
      day,
      amount,
      note: input.note ?? null,
      recordedAt: nowIso(ctx),
      actor: ctx.actor,
    };
    await putSpend(writer, row);
    await putProject(writer, { ...project, revision: project.revision + 1 });
    await audited(ctx, writer, 'project.spend', projectId, { ...row });
    await keep?.(writer, toSpend(row));
    return toSpend(row);
  });
}
function mustStayAbove(sum: number, amount: number, currency: string): void {
  if (sum + amount < -CENT) throw new ServiceError('project.below_zero', 'invalid', { amount, sum, currency });
}
/** Sums of amounts with cents may miss by less than this. */
const CENT = 0.005;
/** More is a slip of the hand: a thousand billion. */
const MOST_MONEY = 1e12;
const nextDay = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

/** Errors: project.not_found, project.spend_not_found. */
export async function removeSpend(ctx: Ctx, input: { id: string; spendId: string }): Promise<void> {
  await ctx.storage.transaction(async (writer) => {
    const project = await presentProject(ctx, writer, input.id);
    const row = (await spendsOf(writer, ctx.scope, input.id)).find(({ id }) => id === input.spendId);
    if (row === undefined || !(await deleteSpend(writer, input.id, input.spendId)))
      throw new ServiceError('project.spend_not_found', 'not-found', { id: input.spendId });
    // its taking back may have been booked as well
    const left = (await spendSums(writer, EVERYTHING, [input.id])).get(input.id)!;
    mustStayAbove(left[row.kind] + row.amount, -row.amount, project.currency);
    await putProject(writer, { ...project, revision: project.revision + 1 });
    await audited(ctx, writer, 'project.spend.delete', input.id, { record: { ...row } });
  });
}

export interface Money {
  /** running totals at the end of each month asked for */
  months: { month: string; committed: number; spent: number }[];
  budget: number | null;
  /** null = no project, or several currencies, which nobody adds up */
  currency: string | null;
}

/** Of the projects in a scope (absent = all), at the end of each of these months (YYYY-MM, ascending). Errors:
 * region.not_found. */
export async function moneySeries(ctx: Ctx, scopeCode: string | undefined, months: readonly string[]): Promise<Money> {
  const { reader } = ctx.storage;
  const scope = await narrow(reader, ctx.scope, scopeCode);
  if (scope === null) throw regionMissing(scopeCode!);
  const currencies = await budgets(reader, scope);
  if (currencies.length !== 1) return { months: [], budget: null, currency: null };
  const rows = await moneyByMonth(reader, scope, `${months.at(-1) ?? '0000-00'}-31`);
  const totals = months.map((month) => {
    const sum = (kind: SpendRecord['kind']): number =>
      rows.reduce((all, row) => (row.kind === kind && row.month <= month ? all + row.amount : all), 0);
    return { month, committed: sum('committed'), spent: sum('spent') };
  });
  return { months: totals, budget: currencies[0].budget, currency: currencies[0].currency };
}
