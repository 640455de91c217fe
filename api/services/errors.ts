// How a service says no: a stable code, a kind that routes turn into a status, and sentences from the catalogues.
import { type Language, type MessageParams, type Sentence, sentencesOf } from '#rules/messages';

export type ErrorKind =
  | 'not-found'
  | 'gone'
  | 'invalid'
  | 'conflict'
  | 'too-large'
  | 'unsupported'
  | 'read-only'
  | 'busy'
  | 'full';

/** HTTP status of each kind; the CLI ends with 2 for all of them. */
export const STATUS_OF_KIND: Readonly<Record<ErrorKind, number>> = {
  'not-found': 404,
  gone: 410,
  invalid: 422,
  conflict: 409,
  'too-large': 413,
  unsupported: 415,
  'read-only': 503,
  busy: 503,
  full: 507,
};

export interface FieldError {
  path: string;
  code: string;
  message: string;
  got?: string;
  fix?: string;
}

/** `share`: part of the old one's box that it covers, 0..1. */
export interface Successor {
  id: string;
  share: number;
}

export class ServiceError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  /** message and fix in both languages */
  readonly said: Record<Language, Sentence>;
  readonly fields: FieldError[];
  /** what else the caller may want to know, e.g. the current revision of a conflict */
  readonly params: MessageParams;
  /** what stands in the place of something that is gone */
  readonly links: Successor[];
  constructor(
    code: string,
    kind: ErrorKind,
    params: MessageParams = {},
    fields: FieldError[] = [],
    links: Successor[] = [],
  ) {
    const said = sentencesOf(code, params);
    super(said.en.message);
    this.name = 'ServiceError';
    this.code = code;
    this.kind = kind;
    this.said = said;
    this.fields = fields;
    this.params = params;
    this.links = links;
  }
}
