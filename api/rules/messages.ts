// What does a coded problem say, in Chinese and in English? Every owner of codes adds a catalogue to CATALOGUES.
import type { Problem } from '#contract/problem';
import { ALERT_MESSAGES } from './messages.alerts.ts';
import { CLI_MESSAGES } from './messages.cli.ts';
import { EXPORT_MESSAGES } from './messages.exports.ts';
import { HTTP_MESSAGES } from './messages.http.ts';
import { MEASURE_MESSAGES } from './messages.measure.ts';
import { OUTAGE_MESSAGES } from './messages.outages.ts';
import { POINT_MESSAGES } from './messages.points.ts';
import { PROGRESS_MESSAGES } from './messages.progress.ts';
import { QUALITY_MESSAGES } from './messages.quality.ts';
import { SERVICE_MESSAGES } from './messages.services.ts';
import { STAGE_MESSAGES } from './messages.stages.ts';
import { STATUS_MESSAGES } from './messages.status.ts';
import { TARGET_MESSAGES } from './messages.targets.ts';

export type Language = 'zh' | 'en';
export interface Sentence {
  /** what is wrong; `{name}` is replaced by the parameter of that name */
  message: string;
  /** what to do about it */
  fix: string;
}
export interface MessageEntry {
  en: Sentence;
  zh: Sentence;
}
/** code (dotted lower case) → its sentences */
export type Catalogue = Readonly<Record<string, MessageEntry>>;
export type MessageParams = Readonly<Record<string, string | number>>;

/** Searched in this order; no code may stand in two of them (messages.test.ts). */
export const CATALOGUES: readonly Catalogue[] = [
  MEASURE_MESSAGES,
  CLI_MESSAGES,
  HTTP_MESSAGES,
  SERVICE_MESSAGES,
  EXPORT_MESSAGES,
  QUALITY_MESSAGES,
  OUTAGE_MESSAGES,
  ALERT_MESSAGES,
  STATUS_MESSAGES,
  TARGET_MESSAGES,
  STAGE_MESSAGES,
  PROGRESS_MESSAGES,
  POINT_MESSAGES,
];

/** Replaces `{name}` by its parameter. A slot without a parameter is a bug and throws. */
export function fillSlots(template: string, params: MessageParams): string {
  return template.replace(/\{([a-zA-Z0-9_]+)\}/g, (_slot, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`expected a parameter "${name}" for "${template}", got none`);
    return String(value);
  });
}

/** The four sentences of a code with its parameters filled in. An unknown code is a bug and throws. */
export function sentencesOf(code: string, params: MessageParams = {}): Record<Language, Sentence> {
  const entry = CATALOGUES.find((catalogue) => Object.hasOwn(catalogue, code))?.[code];
  if (!entry) throw new Error(`expected a message code of a catalogue, got "${code}"`);
  const fill = (s: Sentence): Sentence => ({ message: fillSlots(s.message, params), fix: fillSlots(s.fix, params) });
  return { en: fill(entry.en), zh: fill(entry.zh) };
}

const VALUE_LIMIT = 200;
/** A value as it may be shown: one line, no control characters, at most 200 characters. */
export function shownValue(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : JSON.stringify(value);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this takes out
  const flat = (text ?? '').replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, ' ');
  return flat.length > VALUE_LIMIT ? `${flat.slice(0, VALUE_LIMIT - 1)}…` : flat;
}

/** A contract Problem with its sentences in both languages. `{value}`, `{column}`, `{row}` and `{file}` are always there. */
export function problem(
  file: string,
  row: number | null,
  column: string | null,
  value: unknown,
  code: string,
  params: MessageParams = {},
  severity: Problem['severity'] = 'error',
): Problem {
  const shown = shownValue(value);
  const all = { file, row: row ?? '', column: column ?? '', value: shown ?? '', ...params };
  const { en, zh } = sentencesOf(code, all);
  return {
    file,
    row,
    column,
    value: shown,
    code,
    message: en.message,
    fix: en.fix,
    messageZh: zh.message,
    fixZh: zh.fix,
    severity,
  };
}
