// The API described for machines (/api/openapi.json) and for people (/api/docs), without a request to anywhere else.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from '@hono/zod-openapi';
import { HttpProblem } from '#contract/problem';
import type { AppEnv } from './env.ts';
import { staticFiles } from './files.ts';

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Lacuna API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css"><link rel="icon" href="/api/docs/favicon-32x32.png"></head>
<body><div id="swagger-ui"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body>
</html>
`;
const START = `window.ui = SwaggerUIBundle({
  url: '/api/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis], layout: 'BaseLayout',
});
`;
const ASSETS = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

const UNCHANGED = { description: 'nothing has changed since the ETag sent with If-None-Match' };

/** Adds both to the app; they describe it and are not described themselves. */
export function addDocs(app: OpenAPIHono<AppEnv>, version: string): void {
  let text: string | null = null;
  app.get('/api/openapi.json', (c) => {
    text ??= JSON.stringify(describe(app, version));
    return c.body(text, 200, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-cache' });
  });
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const files = staticFiles(folder, ASSETS);
  app.get('/api/docs', (c) => c.html(PAGE, 200, { 'Cache-Control': 'no-cache' }));
  app.get('/api/docs/start.js', (c) =>
    c.body(START, 200, { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': 'no-cache' }),
  );
  app.get('/api/docs/:file', (c) => {
    const name = c.req.param('file');
    return files.has(name) ? files.reply(name, c.req, 'private, max-age=86400') : c.notFound();
  });
}

/** OpenAPI 3.1, with the one form that every refusal has. */
export function describe(app: OpenAPIHono<AppEnv>, version: string) {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Lacuna',
      version,
      description: 'Where is public space not covered by a working camera? Figures, gaps, cameras, imports, reports.',
      license: { name: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
  });
  const { $schema: _, ...problem } = z.toJSONSchema(HttpProblem) as Record<string, unknown>;
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problem },
    responses: {
      Problem: {
        description: 'Refused: a stable code, a sentence and a fix in both languages',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const operation = item[method];
      if (!operation) continue;
      operation.tags = [/^\/api\/([\w-]+)/.exec(path)?.[1] ?? 'health'];
      operation.responses = {
        ...operation.responses,
        ...(method === 'get' && path.startsWith('/api/') ? { 304: UNCHANGED } : {}),
        default: { $ref: '#/components/responses/Problem' },
      };
    }
  }
  return document;
}
