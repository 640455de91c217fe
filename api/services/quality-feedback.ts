// What people say of a rule itself: "this rule is wrong", with or without a sentence. Kept for whoever tends the rules.
import type { QualityFeedback, QualityFeedbackInput } from '#contract/quality';
import { appendAudit } from '#storage/audit.repository';
import { addFeedback, type FeedbackRecord, type FeedbackRow, feedbackPage } from '#storage/quality-feedback.repository';
import { type Ctx, nowIso } from './ctx.ts';
import { fromCursor, toCursor } from './cursor.ts';
import type { KeepAnswer } from './idempotency.ts';
import { mustKnow, scopeOf } from './quality.ts';
import type { Page } from './regions.ts';

/** A region that is gone since keeps its code. */
const toFeedback = ({ regionCode, regionName, regionNameEn, ...row }: FeedbackRow): QualityFeedback => ({
  ...row,
  region: regionCode === null ? null : { code: regionCode, name: regionName ?? regionCode, nameEn: regionNameEn },
});

/** Errors: quality.rule_unknown, region.not_found. */
export async function sayRuleWrong(
  ctx: Ctx,
  input: { rule: string } & QualityFeedbackInput,
  keep?: KeepAnswer<QualityFeedback>,
): Promise<QualityFeedback> {
  mustKnow(input.rule);
  await scopeOf(ctx, input.region);
  return ctx.storage.transaction(async (writer) => {
    const row: FeedbackRecord = {
      id: ctx.ids(),
      rule: input.rule,
      regionCode: input.region ?? null,
      text: input.text ?? null,
      actor: ctx.actor,
      at: nowIso(ctx),
    };
    await addFeedback(writer, row);
    await appendAudit(writer, {
      at: row.at,
      actor: ctx.actor,
      action: 'quality.feedback',
      subject: row.rule,
      detail: { id: row.id, region: row.regionCode, text: row.text },
    });
    const [kept] = await feedbackPage(writer, ctx.scope, row.rule, null, 1);
    const answer = toFeedback(kept);
    await keep?.(writer, answer);
    return answer;
  });
}

/** Newest first, whatever region it was said in. Errors: quality.rule_unknown, list.cursor_invalid. */
export async function listFeedback(
  ctx: Ctx,
  input: { rule: string; limit?: number; cursor?: string },
): Promise<Page<QualityFeedback>> {
  mustKnow(input.rule);
  const limit = input.limit ?? 100;
  const before = fromCursor(input.cursor, 1)?.[0] ?? null;
  const rows = await feedbackPage(
    ctx.storage.reader,
    ctx.scope,
    input.rule,
    before === null ? null : String(before),
    limit + 1,
  );
  const items = rows.slice(0, limit).map(toFeedback);
  return { items, nextCursor: rows.length > limit ? toCursor([items.at(-1)!.id]) : null };
}
