// How does a refusal look on the wire? application/problem+json (RFC 9457), in both languages.
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { HttpProblem } from '#contract/problem';
import { type MessageParams, type Sentence, sentencesOf } from '#rules/messages';
import { ServiceError, STATUS_OF_KIND } from '#services/errors';
import { StorageError } from '#storage/storage';
import type { AppEnv } from './env.ts';

export type FieldProblem = NonNullable<HttpProblem['errors']>[number];

/** A refusal that the HTTP border itself makes. `code` is one of rules/messages.http.ts. */
export class HttpError extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly params: MessageParams;
  readonly fields: FieldProblem[];
  readonly headers: Record<string, string>;
  constructor(
    status: ContentfulStatusCode,
    code: string,
    params: MessageParams = {},
    more: { fields?: FieldProblem[]; headers?: Record<string, string> } = {},
  ) {
    super(code);
    this.name = 'HttpError';
    this.status = status;
    this.code = code;
    this.params = params;
    this.fields = more.fields ?? [];
    this.headers = more.headers ?? {};
  }
}

const TITLES: Record<number, readonly [en: string, zh: string]> = {
  400: ['Cannot be read', '无法读取'],
  403: ['Refused', '已拒绝'],
  404: ['Not found', '未找到'],
  405: ['Not possible here', '不支持的操作'],
  408: ['Too slow', '超时'],
  409: ['Conflict', '冲突'],
  412: ['Changed meanwhile', '已被修改'],
  413: ['Too large', '内容过大'],
  415: ['Wrong type', '类型不符'],
  421: ['Wrong address', '地址不符'],
  422: ['Cannot be used', '无法使用'],
  500: ['Internal failure', '内部错误'],
  503: ['Not now', '暂不可用'],
  507: ['Storage is full', '存储空间已满'],
};

/** Whatever was thrown → the reply. A fault that nobody expected says its request id and nothing else. */
export function problemReply(c: Context<AppEnv>, thrown: unknown): Response {
  const requestId = c.get('requestId');
  const { status, code, en, zh, fields, headers } = refusalOf(thrown, requestId);
  const [title, titleZh] = TITLES[status] ?? TITLES[500];
  const body: HttpProblem = {
    type: `urn:lacuna:problem:${code}`,
    status,
    code,
    title,
    detail: en.message,
    fix: en.fix,
    titleZh,
    detailZh: zh.message,
    fixZh: zh.fix,
    requestId,
    ...(fields.length > 0 ? { errors: fields } : {}),
    ...(thrown instanceof ServiceError && thrown.links.length > 0 ? { links: thrown.links } : {}),
  };
  return new Response(c.req.method === 'HEAD' ? null : JSON.stringify(body), {
    status,
    headers: {
      'Content-Type': 'application/problem+json; charset=utf-8',
      ...(status === 503 ? { 'Retry-After': '2' } : {}),
      ...headers,
    },
  });
}

interface Refusal extends Record<'en' | 'zh', Sentence> {
  status: number;
  code: string;
  fields: FieldProblem[];
  headers: Record<string, string>;
}

function refusalOf(thrown: unknown, requestId: string): Refusal {
  if (thrown instanceof HttpError) {
    const { status, code, fields, headers, params } = thrown;
    return { status, code, fields, headers, ...sentencesOf(code, params) };
  }
  if (thrown instanceof ServiceError) {
    const { code, kind, fields, said } = thrown;
    return { status: STATUS_OF_KIND[kind], code, fields, headers: {}, ...said };
  }
  if (thrown instanceof StorageError) {
    // a disk that is full or read-only leaves the service standing: reading goes on
    const status = thrown.code === 'storage.full' ? 507 : 503;
    const en = { message: thrown.message, fix: thrown.fix };
    const zh = { message: thrown.messageZh, fix: thrown.fixZh };
    return { status, code: thrown.code, fields: [], headers: {}, en, zh };
  }
  if (thrown instanceof HTTPException && thrown.status === 400) {
    return refusalOf(new HttpError(400, 'http.json_invalid', { reason: thrown.message }), requestId);
  }
  if (thrown instanceof HTTPException && thrown.status === 415) {
    return refusalOf(new HttpError(415, 'http.type_unsupported', { got: '', accepted: 'application/json' }), requestId);
  }
  return refusalOf(new HttpError(500, 'http.internal', { requestId }), requestId);
}

/** True for what must be written to the log with its stack. */
export const isUnexpected = (thrown: unknown): boolean =>
  !(
    thrown instanceof HttpError ||
    thrown instanceof ServiceError ||
    thrown instanceof HTTPException ||
    thrown instanceof StorageError
  );
