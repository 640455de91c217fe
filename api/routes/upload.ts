// An uploaded file goes to the quarantine folder beside the database, counted and hashed while it arrives.
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Context } from 'hono';
import { ImportKind, ImportOptions } from '#contract/import';
import { countedChunks, decode, parseJson, UPLOAD_BODY } from './body.ts';
import type { AppEnv } from './env.ts';
import { fieldProblem, invalidRequest } from './fields.ts';
import { readParts } from './multipart.ts';
import { HttpError } from './problem.ts';

const FIELD_LIMIT_BYTES = 64 * 1024;
const MAX_PARTS = 10;

export interface ReceivedImport {
  path: string;
  fileName: string;
  kind: ImportKind;
  options?: ImportOptions;
  sha256: string;
}

export const quarantineFolder = (dataDir: string): string => join(dataDir, 'quarantine');

/** The fields `kind`, `options` (JSON) and one `file`. Whatever goes wrong, nothing stays behind. */
export async function receiveImport(c: Context<AppEnv>): Promise<ReceivedImport> {
  const folder = quarantineFolder(c.var.ctx.dataDir);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, randomUUID());
  try {
    const { fields, file } = await receive(c, path);
    return { path, ...file, ...checkFields(fields) };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** An upload that became nothing. */
export const discard = ({ path }: Pick<ReceivedImport, 'path'>): Promise<void> => rm(path, { force: true });

async function receive(c: Context<AppEnv>, path: string) {
  const fields = new Map<string, string>();
  let file: { fileName: string; sha256: string } | null = null;
  let parts = 0;
  for await (const part of readParts(c.req.header('Content-Type') ?? '', countedChunks(c.req.raw.body, UPLOAD_BODY))) {
    if (++parts > MAX_PARTS) throw new HttpError(400, 'http.multipart_invalid', { reason: 'it has too many parts' });
    if (part.fileName === null) {
      if (fields.has(part.name)) throw new HttpError(400, 'http.multipart_invalid', { reason: 'it has a field twice' });
      fields.set(part.name, await smallText(part.bytes));
    } else if (part.name !== 'file' || file)
      throw new HttpError(400, 'http.multipart_invalid', { reason: 'it must have exactly one file, named "file"' });
    else {
      const hash = createHash('sha256');
      await pipeline(
        Readable.from(part.bytes, { objectMode: false }),
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            hash.update(chunk);
            yield chunk;
          }
        },
        createWriteStream(path, { mode: 0o600, flags: 'wx' }),
      );
      file = { fileName: part.fileName, sha256: hash.digest('hex') };
    }
  }
  if (!file) throw new HttpError(400, 'http.multipart_invalid', { reason: 'it has no part named "file"' });
  return { fields, file };
}

async function smallText(bytes: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > FIELD_LIMIT_BYTES) throw new HttpError(413, 'http.too_large', { limit: '64 kB' });
    chunks.push(chunk);
  }
  return decode(Buffer.concat(chunks));
}

function checkFields(fields: Map<string, string>): { kind: ImportKind; options?: ImportOptions } {
  const unknown = [...fields.keys()].filter((name) => name !== 'kind' && name !== 'options');
  if (unknown.length > 0) {
    const problems = unknown.map((name) => fieldProblem(name, 'field.unknown', fields.get(name)));
    throw new HttpError(422, 'http.invalid', { count: problems.length }, { fields: problems });
  }
  const kind = ImportKind.safeParse(fields.get('kind'));
  if (!kind.success) {
    const data = { kind: fields.get('kind') };
    throw invalidRequest(
      kind.error.issues.map((issue) => ({ ...issue, path: ['kind'] })),
      data,
    );
  }
  const options = fields.get('options');
  if (options === undefined || options === '') return { kind: kind.data };
  const read = parseJson(options);
  const parsed = ImportOptions.strict().safeParse(read);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => ({ ...issue, path: ['options', ...issue.path] }));
    throw invalidRequest(issues, { options: read });
  }
  return { kind: kind.data, options: parsed.data };
}
