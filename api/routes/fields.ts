// Which values of a request cannot be used, where they are, and what would be right?
import type { z } from 'zod';
import { type MessageParams, sentencesOf, shownValue } from '#rules/messages';
import { type FieldProblem, HttpError } from './problem.ts';

/** Only so many are listed; the count is always the full one. */
const LISTED = 50;

type Issue = z.core.$ZodIssue;

/** The 422 for what zod found. `data` is the input that was judged. */
export function invalidRequest(issues: Issue[], data: unknown): HttpError {
  const fields = issues.flatMap((issue) => fieldProblems(issue, data, []));
  return new HttpError(422, 'http.invalid', { count: fields.length }, { fields: fields.slice(0, LISTED) });
}

/** One field of the request's own making, e.g. a header. */
export function fieldProblem(path: string, code: string, got: unknown, params: MessageParams = {}): FieldProblem {
  const { en, zh } = sentencesOf(code, params);
  const shown = shownValue(got);
  return {
    path,
    code,
    message: en.message,
    messageZh: zh.message,
    fix: en.fix,
    fixZh: zh.fix,
    ...(shown === null ? {} : { got: shown }),
  };
}

function fieldProblems(issue: Issue, data: unknown, above: PropertyKey[]): FieldProblem[] {
  const path = [...above, ...issue.path];
  const where = path.map(String).join('.');
  const got = valueAt(data, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) =>
        fieldProblem([...path, key].map(String).join('.'), 'field.unknown', valueAt(data, [...path, key])),
      );
    case 'invalid_type':
      return got === undefined
        ? [fieldProblem(where, 'field.required', got, { expected: EXPECTED[issue.expected] ?? issue.expected })]
        : [fieldProblem(where, 'field.type', got, { expected: issue.expected })];
    case 'too_small':
      return [fieldProblem(where, outOf('small', issue), got, { limit: String(issue.minimum) })];
    case 'too_big':
      return [fieldProblem(where, outOf('big', issue), got, { limit: String(issue.maximum) })];
    case 'invalid_format':
      return [fieldProblem(where, 'field.format', got, { expected: formOf(issue) })];
    case 'invalid_value':
      return [fieldProblem(where, 'field.choice', got, { choices: issue.values.map(String).join(', ') })];
    case 'invalid_union': {
      // the branch that fits best says most
      const best = [...issue.errors].sort((a, b) => a.length - b.length)[0];
      return best?.length ? best.flatMap((inner) => fieldProblems(inner, data, path)) : [plain()];
    }
    default:
      return [plain()];
  }
  function plain(): FieldProblem {
    return fieldProblem(where, 'field.invalid', got);
  }
}

/** Numbers have bounds, of which some are not allowed themselves; texts and lists have lengths. */
function outOf(side: 'small' | 'big', issue: { origin: string; inclusive?: boolean }): string {
  if (issue.origin === 'string') return side === 'small' ? 'field.too_short' : 'field.too_long';
  if (issue.origin === 'array') return side === 'small' ? 'field.too_few' : 'field.too_many';
  return issue.inclusive === false ? `field.too_${side}_open` : `field.too_${side}`;
}

/** A pattern says its form in words where it is defined. */
const formOf = (issue: Issue & { format?: string }): string =>
  issue.format === 'regex' ? issue.message : (FORMATS[issue.format ?? ''] ?? String(issue.format));

/** zod's word for "this may not be left out" */
const EXPECTED: Record<string, string> = { nonoptional: '…' };
const FORMATS: Record<string, string> = { date: 'YYYY-MM-DD', datetime: 'YYYY-MM-DDThh:mm:ssZ' };

function valueAt(data: unknown, path: PropertyKey[]): unknown {
  let at: unknown = data;
  for (const key of path) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at;
}
