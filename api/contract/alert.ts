// Alerts: which rules there are, where they go, what the inbox holds.
import { z } from 'zod';

export const AlertKind = z.enum(['below-target', 'outage', 'feed-silent', 'milestone-at-risk']);
export type AlertKind = z.infer<typeof AlertKind>;

export const AlertRule = z.object({
  id: z.string(),
  kind: AlertKind,
  regionCode: z.string().nullable(),
  /** outage: it counts above this area, or when a key place is dark; others: not used */
  minLostM2: z.number().min(0).nullable(),
  /** a reminder after so many hours; null = none */
  remindAfterH: z.number().min(1).max(720).nullable(),
  /** ids of channels; the inbox always gets it */
  channels: z.array(z.string()),
  enabled: z.boolean(),
});
export type AlertRule = z.infer<typeof AlertRule>;
export const AlertRuleInput = AlertRule.omit({ id: true }).partial().required({ kind: true }).strict();
export type AlertRuleInput = z.infer<typeof AlertRuleInput>;

export const AlertChannel = z.object({
  id: z.string(),
  kind: z.enum(['webhook', 'email']),
  name: z.string(),
  /** webhook: the address; email: who gets it */
  url: z.string().nullable(),
  to: z.array(z.string()),
  enabled: z.boolean(),
  /** a signing key is set; it is never shown */
  hasSecret: z.boolean(),
  lastSentAt: z.string().nullable(),
  lastFailure: z.string().nullable(),
});
export type AlertChannel = z.infer<typeof AlertChannel>;
export const AlertChannelInput = z.strictObject({
  kind: z.enum(['webhook', 'email']),
  name: z.string().trim().min(1).max(100),
  url: z.string().max(2_000).optional(),
  to: z.array(z.email()).max(50).optional(),
  enabled: z.boolean().optional(),
  /** webhook: key that requests are signed with; absent = one is made and shown once */
  secret: z.string().min(16).max(200).optional(),
});
export type AlertChannelInput = z.infer<typeof AlertChannelInput>;

export const Alert = z.object({
  id: z.string(),
  ruleId: z.string(),
  kind: AlertKind,
  subject: z.string(),
  regionCode: z.string().nullable(),
  title: z.string(),
  titleZh: z.string(),
  detail: z.string(),
  detailZh: z.string(),
  openedAt: z.string(),
  remindedAt: z.string().nullable(),
  clearedAt: z.string().nullable(),
  readAt: z.string().nullable(),
});
export type Alert = z.infer<typeof Alert>;
