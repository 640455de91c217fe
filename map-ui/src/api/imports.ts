// Files on their way in: sent with progress, looked at, answered for, committed, undone.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { ImportChange, ImportKind, ImportOptions, ImportRecord, Recipe, TruthMaps } from '#contract/import';
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

/** Not asked while the file is read again: what was found last stays on screen until then. */
export const useImportProblems = (id: string, code: string, enabled: boolean) =>
  useInfiniteQuery({
    queryKey: [...keys.import(id), 'problems', code],
    queryFn: ({ pageParam, signal }) =>
      getJson<Page<Problem>>(path(id, '/problems'), { code, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    enabled,
  });

/** What the small maps of the truth test draw; `reading` = the job that read the file. */
export const useTruthMaps = (id: string, reading: string | null, enabled: boolean) =>
  useQuery({
    queryKey: keys.truth(id, reading),
    queryFn: ({ signal }) => getJson<TruthMaps>(path(id, '/truth'), {}, signal),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Some of what a commit would change, or has changed. */
export const useImportChanges = (id: string, action: ImportChange['action'], limit: number, enabled: boolean) =>
  useInfiniteQuery({
    queryKey: [...keys.import(id), 'changes', action, limit],
    queryFn: ({ pageParam, signal }) =>
      getJson<Page<ImportChange>>(path(id, '/changes'), { action, cursor: pageParam, limit }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    enabled,
  });

export const useRecipes = (kind: ImportKind) =>
  useQuery({
    queryKey: keys.recipes(kind),
    queryFn: ({ signal }) => getJson<{ items: Recipe[] }>('/recipes', { kind }, signal),
  });
const recipesChanged = () => queryClient.invalidateQueries({ queryKey: keys.allRecipes });
export async function saveRecipe(importId: string, name: string): Promise<Recipe> {
  const recipe = await sendJson<Recipe>('POST', '/recipes', { import: importId, name });
  void recipesChanged();
  return recipe;
}
export async function removeRecipe(id: string): Promise<void> {
  await sendJson<void>('DELETE', `/recipes/${encodeURIComponent(id)}`);
  void recipesChanged();
}

/** What the server answered is what the screens show, without asking again. */
function keep(record: ImportRecord): ImportRecord {
  queryClient.setQueryData(keys.import(record.id), record);
  void queryClient.invalidateQueries({ queryKey: keys.imports, exact: true });
  return record;
}
export const answerImport = (id: string, options: ImportOptions) =>
  sendJson<ImportRecord>('POST', path(id, '/options'), options).then(keep);
/** Read with exactly these: an answer is taken back. */
export const readImportAs = (id: string, options: ImportOptions) =>
  sendJson<ImportRecord>('PUT', path(id, '/options'), options).then(keep);
/** `vanish`: how many records somebody has agreed to remove. */
export const commitImport = (id: string, vanish?: number) =>
  sendJson<ImportRecord>('POST', path(id, '/commit'), vanish === undefined ? undefined : { vanish }).then(keep);
/** Of a list that went in with the wrong system: its positions are read anew. */
export const repairImport = (id: string, reading: Pick<ImportOptions, 'crs' | 'axes'>) =>
  sendJson<ImportRecord>('POST', path(id, '/repair'), reading).then(keep);
export const undoImport = (id: string) => sendJson<ImportRecord>('POST', path(id, '/undo')).then(keep);
export const rejectedHref = (id: string) => apiPath(path(id, '/rejected'));

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
