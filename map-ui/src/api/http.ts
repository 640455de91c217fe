// How the screens talk to the server: one fetch, and every refusal as an ApiError that carries the server's own words.
import type { HttpProblem } from '#contract/problem';

export class ApiError extends Error {
  readonly status: number;
  /** dotted lower case; `network` when no answer came */
  readonly code: string;
  readonly problem: HttpProblem | null;
  constructor(status: number, code: string, message: string, problem: HttpProblem | null) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.problem = problem;
  }
}

async function toError(response: Response): Promise<ApiError> {
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('json')) {
    const problem = (await response.json()) as HttpProblem;
    if (typeof problem.code === 'string') return new ApiError(response.status, problem.code, problem.title, problem);
  }
  return new ApiError(response.status, `http.${response.status}`, `${response.status} ${response.statusText}`, null);
}

/** Throws ApiError on any answer that is not a success, and when none comes. */
export async function apiFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(input, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError(0, 'network', 'no answer', null);
  }
  if (!response.ok) throw await toError(response);
  return response;
}

export type Query = Record<string, string | number | boolean | null | undefined>;
/** `/api/regions?parent=…`; absent values are left out. */
export function apiPath(path: string, query: Query = {}): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? `/api${path}` : `/api${path}?${pairs.join('&')}`;
}

export async function getJson<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  const response = await apiFetch(apiPath(path, query), { headers: { accept: 'application/json' }, signal });
  return (await response.json()) as T;
}

/** A write. Carries its own idempotency key, so that a repeated request is done once. */
export async function sendJson<T>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json', 'idempotency-key': crypto.randomUUID() };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const response = await apiFetch(apiPath(path), {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** The server's sentence in the language of the screen, else what the error itself says. */
export function problemText(
  error: unknown,
  language: 'zh' | 'en',
): { title: string; detail: string; fix: string; code: string } {
  if (!(error instanceof ApiError)) {
    return { title: '', detail: error instanceof Error ? error.message : String(error), fix: '', code: 'client' };
  }
  const p = error.problem;
  if (!p) return { title: '', detail: error.message, fix: '', code: error.code };
  const code = p.requestId ? `${p.code} · ${p.requestId}` : p.code;
  return language === 'zh'
    ? { title: p.titleZh, detail: p.detailZh, fix: p.fixZh, code }
    : { title: p.title, detail: p.detail, fix: p.fix, code };
}

/** What went wrong and what to do, as one text. */
export function errorText(error: unknown, language: 'zh' | 'en'): string {
  const { title, detail, fix } = problemText(error, language);
  return [detail || title, fix].filter(Boolean).join(language === 'zh' ? '' : ' ');
}
