// Files on their way in: sent with progress, looked at, answered for, committed, undone.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { ImportKind, ImportOptions, ImportRecord } from '#contract/import';
import type { HttpProblem, Problem } from '#contract/problem';
import { ApiError, apiPath, getJson, sendJson } from './http.ts';
import { keys } from './keys.ts';
import { type Page, queryClient } from './queries.ts';

const path = (id: string, rest = '') => `/imports/${encodeURIComponent(id)}${rest}`;
const isBusy = (record: ImportRecord | undefined) => record?.state === 'parsing' || record?.state === 'committing';
/** Events tell at once; this catches what they miss. */
const BUSY_POLL_MS = 1_000;

export const useImport = (id: string | null) =>
  useQuery({
    queryKey: keys.import(id ?? ''),
    queryFn: ({ signal }) => getJson<ImportRecord>(path(id ?? ''), {}, signal),
    enabled: id !== null,
    refetchInterval: (query) => (isBusy(query.state.data) ? BUSY_POLL_MS : false),
  });

export const useImports = () =>
  useInfiniteQuery({
    queryKey: keys.imports,
    queryFn: ({ pageParam, signal }) =>
      getJson<Page<ImportRecord>>('/imports', { cursor: pageParam, limit: 50 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });

export const useImportProblems = (id: string, code: string) =>
  useInfiniteQuery({
    queryKey: [...keys.import(id), 'problems', code],
    queryFn: ({ pageParam, signal }) =>
      getJson<Page<Problem>>(path(id, '/problems'), { code, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });

/** What the server answered is what the screens show, without asking again. */
function keep(record: ImportRecord): ImportRecord {
  queryClient.setQueryData(keys.import(record.id), record);
  void queryClient.invalidateQueries({ queryKey: keys.imports, exact: true });
  return record;
}
export const answerImport = (id: string, options: ImportOptions) =>
  sendJson<ImportRecord>('POST', path(id, '/options'), options).then(keep);
export const commitImport = (id: string) => sendJson<ImportRecord>('POST', path(id, '/commit')).then(keep);
export const undoImport = (id: string) => sendJson<ImportRecord>('POST', path(id, '/undo')).then(keep);
export const rejectedCsvHref = (id: string) => apiPath(path(id, '/rejected.csv'));

export interface Upload {
  done: Promise<ImportRecord>;
  abort: () => void;
}
/** Sends a file; `onProgress` gets ratios 0..1. Rejects with ApiError, code `aborted` when it was stopped. */
export function uploadImport(
  file: File,
  kind: ImportKind,
  options: ImportOptions,
  onProgress: (ratio: number) => void,
): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<ImportRecord>((resolve, reject) => {
    const body = new FormData();
    body.append('kind', kind);
    body.append('options', JSON.stringify(options));
    body.append('file', file, file.name);
    request.open('POST', apiPath('/imports'));
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('idempotency-key', crypto.randomUUID());
    request.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status === 202) resolve(keep(JSON.parse(request.responseText) as ImportRecord));
      else reject(refusal(request));
    };
    request.onerror = () => reject(new ApiError(0, 'network', 'no answer', null));
    request.onabort = () => reject(new ApiError(0, 'aborted', 'stopped', null));
    request.send(body);
  });
  return { done, abort: () => request.abort() };
}

function refusal({ status, statusText, responseText }: XMLHttpRequest): ApiError {
  try {
    const problem = JSON.parse(responseText) as HttpProblem;
    if (typeof problem.code === 'string') return new ApiError(status, problem.code, problem.title, problem);
  } catch {
    // not JSON: the status alone has to do
  }
  return new ApiError(status, `http.${status}`, `${status} ${statusText}`, null);
}
