// What people say of issues: not one, for a reason and until the record changes; or whose it is.
import type { QualityMarkInput, QualityWhich } from '#contract/quality';
import { appendAudit } from '#storage/audit.repository';
import { deleteMarks, type IssueRow, issuePage, putMarks } from '#storage/quality.repository';
import type { Reader } from '#storage/storage';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';
import type { KeepAnswer } from './idempotency.ts';
import { mustKnow, scopeOf } from './quality.ts';

/** A list for one transaction. */
const MOST_AT_ONCE = 50_000;
const MARK = { ignore: 'ignored', unignore: 'ignored', assign: 'assigned', unassign: 'assigned' } as const;
const CHUNK = 500;

/** The issues meant. Errors: region.not_found, quality.rule_unknown, quality.too_many. */
export async function issuesMeant(ctx: Ctx, reader: Reader, which: QualityWhich): Promise<IssueRow[]> {
  mustKnow(which.rule);
  const scope = await scopeOf(ctx, which.region);
  const { cameras, region: _region, ...filter } = which;
  if (cameras !== undefined) {
    const found: IssueRow[] = [];
    for (let i = 0; i < cameras.length; i += CHUNK) {
      const ids = cameras.slice(i, i + CHUNK);
      found.push(...(await issuePage(reader, scope, { ...filter, ids }, 'camera', 0, CHUNK)));
    }
    return found;
  }
  const rows = await issuePage(reader, scope, filter, 'camera', 0, MOST_AT_ONCE + 1);
  if (rows.length > MOST_AT_ONCE)
    throw new ServiceError('quality.too_many', 'invalid', { count: rows.length, max: MOST_AT_ONCE });
  return rows;
}

/** Answers how many issues were marked. Errors: those of issuesMeant, quality.text_missing. */
export async function markIssues(
  ctx: Ctx,
  input: QualityMarkInput,
  keep?: KeepAnswer<{ marked: number }>,
): Promise<{ marked: number }> {
  const { which, action, text } = input;
  const puts = action === 'ignore' || action === 'assign';
  if (puts && text === undefined) throw new ServiceError('quality.text_missing', 'invalid', { action });
  return ctx.storage.transaction(async (writer) => {
    const issues = await issuesMeant(ctx, writer, which);
    const mark = MARK[action];
    const at = nowIso(ctx);
    if (puts)
      await putMarks(
        writer,
        issues.map(({ rule, subject, revision }) => ({
          rule,
          subject,
          mark,
          text: text!,
          revision,
          actor: ctx.actor,
          at,
        })),
      );
    else await deleteMarks(writer, issues, mark);
    const answer = { marked: issues.length };
    await appendAudit(writer, {
      at,
      actor: ctx.actor,
      action: `quality.${action}`,
      subject: which.rule,
      detail: { ...answer, which: { ...which, cameras: which.cameras?.slice(0, 100) }, text: text ?? null },
    });
    await keep?.(writer, answer);
    return answer;
  });
}
