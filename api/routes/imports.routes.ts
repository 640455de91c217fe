// Imports: a file comes in, is read, looked at, answered for, committed, undone.
import { createRoute, z } from '@hono/zod-openapi';
import { ImportChange, ImportKind, ImportOptions, ImportRecord, Recipe, TruthMaps } from '#contract/import';
import { page } from '#contract/page';
import { Problem } from '#contract/problem';
import { once } from '#services/idempotency';
import { importChanges } from '#services/import-changes';
import { repairImport } from '#services/import-repair';
import {
  answerImport,
  commitImport,
  getImport,
  importProblems,
  listImports,
  startImport,
  undoImport,
} from '#services/imports';
import { listRecipes, removeRecipe, saveRecipe } from '#services/recipes';
import { rejectedFile } from '#services/rejected-rows';
import { getTruthMaps } from '#services/truth-maps';
import { bindingOf } from './cursor.ts';
import { type Http, Id, json, jsonBody, pageQuery, router, text, WriteHeaders } from './define.ts';
import { streamText } from './stream-text.ts';
import { discard, receiveImport } from './upload.ts';

const list = createRoute({
  method: 'get',
  path: '/imports',
  summary: 'Imports, newest first',
  request: { query: z.strictObject(pageQuery) },
  responses: { 200: json(page(ImportRecord), 'a page of imports') },
});
const start = createRoute({
  method: 'post',
  path: '/imports',
  summary: 'Upload a file',
  request: {
    headers: WriteHeaders,
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: {
            type: 'object' as const,
            required: ['kind', 'file'],
            properties: {
              kind: { type: 'string' as const, enum: ImportKind.options },
              file: { type: 'string' as const, format: 'binary' },
              options: { type: 'string' as const, description: 'JSON: crs, encoding, codeField, mapping, extent' },
            },
          },
        },
      },
    },
  },
  responses: { 202: json(ImportRecord, 'it is being read; follow its job') },
});
const one = createRoute({
  method: 'get',
  path: '/imports/{id}',
  summary: 'One import: its receipt, mapping and questions',
  request: { params: Id },
  responses: { 200: json(ImportRecord, 'the import') },
});
const problems = createRoute({
  method: 'get',
  path: '/imports/{id}/problems',
  summary: 'Rows that have a problem',
  request: { params: Id, query: z.strictObject({ code: z.string().max(100).optional(), ...pageQuery }) },
  responses: { 200: json(page(Problem), 'a page of problems') },
});
const changes = createRoute({
  method: 'get',
  path: '/imports/{id}/changes',
  summary: 'What a commit would change, record by record',
  description: 'Between the reading and the commit. Without `action`: all but what stays as it is.',
  request: { params: Id, query: z.strictObject({ action: ImportChange.shape.action.optional(), ...pageQuery }) },
  responses: { 200: json(page(ImportChange), 'a page of changes') },
});
const rejected = createRoute({
  method: 'get',
  path: '/imports/{id}/rejected.csv',
  summary: 'The rows that stayed out, to be corrected and sent again',
  request: { params: Id },
  responses: { 200: text('text/csv', 'the rows, with what is wrong in the first columns') },
});
const rejectedAsCame = createRoute({
  method: 'get',
  path: '/imports/{id}/rejected',
  summary: 'The rows that stayed out, in the kind of file they came in',
  request: { params: Id },
  responses: { 200: text('application/octet-stream', 'CSV, XLSX or GeoJSON, with what is wrong beside each row') },
});
const truth = createRoute({
  method: 'get',
  path: '/imports/{id}/truth',
  summary: 'What the small maps of the coordinate test draw',
  request: { params: Id },
  responses: { 200: json(TruthMaps, 'positions under every reading, over the regions around them') },
});
const recipes = createRoute({
  method: 'get',
  path: '/recipes',
  summary: 'How files of one owner are read, newest first',
  request: { query: z.strictObject({ kind: ImportKind.optional() }) },
  responses: { 200: json(z.object({ items: z.array(Recipe) }), 'the recipes') },
});
const saveOne = createRoute({
  method: 'post',
  path: '/recipes',
  summary: 'Remember how an import was read',
  request: {
    headers: WriteHeaders,
    body: jsonBody(z.strictObject({ import: z.string().max(100), name: z.string().trim().min(1).max(100) })),
  },
  responses: { 201: json(Recipe, 'the recipe') },
});
const forget = createRoute({
  method: 'delete',
  path: '/recipes/{id}',
  summary: 'Forget a recipe',
  request: { params: Id, headers: WriteHeaders },
  responses: { 204: { description: 'it is gone' } },
});
const answer = createRoute({
  method: 'post',
  path: '/imports/{id}/options',
  summary: 'Answer the questions: the file is read again with these options added',
  request: { params: Id, headers: WriteHeaders, body: jsonBody(ImportOptions.strict()) },
  responses: { 202: json(ImportRecord, 'it is being read again') },
});
const readAs = createRoute({
  method: 'put',
  path: '/imports/{id}/options',
  summary: 'Take answers back: the file is read again with exactly these options',
  request: { params: Id, headers: WriteHeaders, body: jsonBody(ImportOptions.strict()) },
  responses: { 202: json(ImportRecord, 'it is being read again') },
});
const CommitBody = z.strictObject({ vanish: z.number().int().min(0).optional() });
const commit = createRoute({
  method: 'post',
  path: '/imports/{id}/commit',
  summary: 'Take the rows over, all or none',
  description: 'With `vanish: remove` among its options, the body says how many vanished records are taken out.',
  request: { params: Id, headers: WriteHeaders, body: { ...jsonBody(CommitBody), required: false } },
  responses: { 200: json(ImportRecord, 'the committed import; measuring goes on as a job') },
});
const undo = createRoute({
  method: 'post',
  path: '/imports/{id}/undo',
  summary: 'Restore what was before',
  request: { params: Id, headers: WriteHeaders },
  responses: { 200: json(ImportRecord, 'the undone import') },
});

const repair = createRoute({
  method: 'post',
  path: '/imports/{id}/repair',
  summary: 'Place the cameras of a committed import anew, from the pairs that its file gave',
  description: 'As an import of its own, which can be undone. Cameras that somebody moved since stay where they are.',
  request: {
    params: Id,
    headers: WriteHeaders,
    body: jsonBody(
      z.strictObject({ crs: z.string().min(1).max(100), axes: z.enum(['lon-lat', 'lat-lon']).optional() }),
    ),
  },
  responses: { 201: json(ImportRecord, 'the import that placed them anew; measuring goes on as a job') },
});

export const importRoutes = ({ cursors }: Http) =>
  router()
    .openapi(list, async (c) => {
      const query = c.req.valid('query');
      const binding = bindingOf('imports', query);
      const found = await listImports(c.var.ctx, { ...query, cursor: cursors.open(query.cursor, binding) });
      return c.json({ ...found, nextCursor: cursors.seal(found.nextCursor, binding) }, 200);
    })
    .openapi(start, async (c) => {
      const { sha256, ...input } = await receiveImport(c);
      const key = c.req.valid('header')['idempotency-key'];
      const payload = ['import', input.kind, input.fileName, input.options, sha256];
      const record = await once(c.var.ctx, { key, payload }, () =>
        startImport(c.var.ctx, { ...input, move: true }),
      ).finally(() => discard(input)); // still there when the key was answered before, or is another upload's
      return c.json(record, 202, { Location: `/api/imports/${encodeURIComponent(record.id)}` });
    })
    .openapi(one, async (c) => c.json(await getImport(c.var.ctx, c.req.valid('param')), 200))
    .openapi(problems, async (c) => {
      const { id } = c.req.valid('param');
      const query = c.req.valid('query');
      const binding = bindingOf(`problems of ${id}`, query);
      const found = await importProblems(c.var.ctx, { ...query, id, cursor: cursors.open(query.cursor, binding) });
      return c.json({ ...found, nextCursor: cursors.seal(found.nextCursor, binding) }, 200);
    })
    .openapi(changes, async (c) => {
      const { id } = c.req.valid('param');
      const query = c.req.valid('query');
      const binding = bindingOf(`changes of ${id}`, query);
      const found = await importChanges(c.var.ctx, { ...query, id, cursor: cursors.open(query.cursor, binding) });
      return c.json({ ...found, nextCursor: cursors.seal(found.nextCursor, binding) }, 200);
    })
    .openapi(rejected, async (c) => {
      const { id } = c.req.valid('param');
      const { fileName, type, parts } = await rejectedFile(c.var.ctx, { id, as: 'csv' });
      return streamText(c, type, parts, fileName) as never;
    })
    .openapi(rejectedAsCame, async (c) => {
      const { id } = c.req.valid('param');
      const { fileName, type, parts } = await rejectedFile(c.var.ctx, { id });
      return streamText(c, type, parts, fileName) as never;
    })
    .openapi(truth, async (c) => c.json(await getTruthMaps(c.var.ctx, c.req.valid('param')), 200))
    .openapi(recipes, async (c) => c.json({ items: await listRecipes(c.var.ctx, c.req.valid('query')) }, 200))
    .openapi(saveOne, async (c) => {
      const input = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      return c.json(
        await once(c.var.ctx, { key, payload: ['recipe', input] }, () => saveRecipe(c.var.ctx, input)),
        201,
      );
    })
    .openapi(forget, async (c) => {
      await removeRecipe(c.var.ctx, c.req.valid('param'));
      return c.body(null, 204);
    })
    .openapi(answer, async (c) => {
      const input = { ...c.req.valid('param'), options: c.req.valid('json') };
      const key = c.req.valid('header')['idempotency-key'];
      const payload = ['import.options', input];
      return c.json(await once(c.var.ctx, { key, payload }, () => answerImport(c.var.ctx, input)), 202);
    })
    .openapi(readAs, async (c) => {
      const input = { ...c.req.valid('param'), options: c.req.valid('json'), whole: true };
      const key = c.req.valid('header')['idempotency-key'];
      const payload = ['import.options', input];
      return c.json(await once(c.var.ctx, { key, payload }, () => answerImport(c.var.ctx, input)), 202);
    })
    .openapi(commit, async (c) => {
      const input = { ...c.req.valid('param'), ...c.req.valid('json') };
      const key = c.req.valid('header')['idempotency-key'];
      const payload = ['import.commit', input];
      return c.json(await once(c.var.ctx, { key, payload }, () => commitImport(c.var.ctx, input)), 200);
    })
    .openapi(repair, async (c) => {
      const input = { ...c.req.valid('param'), ...c.req.valid('json') };
      const key = c.req.valid('header')['idempotency-key'];
      const payload = ['import.repair', input];
      return c.json(await once(c.var.ctx, { key, payload }, () => repairImport(c.var.ctx, input)), 201);
    })
    .openapi(undo, async (c) => {
      const input = c.req.valid('param');
      const key = c.req.valid('header')['idempotency-key'];
      const payload = ['import.undo', input];
      return c.json(await once(c.var.ctx, { key, payload }, () => undoImport(c.var.ctx, input)), 200);
    });
