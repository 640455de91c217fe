// How is an untrusted file parsed without risk to this process? In a child with limits on memory, time and disk.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ColumnMapping, ImportKind } from '#contract/import';
import type { Problem } from '#contract/problem';
import { type CameraBlock, decodeBlock, rowsOfBlock } from './camera-block.ts';
import { type ChildJob, type ChildMessage, gridPathOf, type OutLine } from './child-protocol.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { type Params, type ProblemCode, problemOf } from './messages.ts';
import { blankSummary } from './summary.ts';
import type {
  ParseBatch,
  ParsedAll,
  ParseLimits,
  ParseRequest,
  ParseResult,
  ParseSummary,
  RejectedRow,
  RowOf,
} from './types.ts';
import { makeWorkFolder } from './work-folder.ts';

const BATCH_ROWS = 2_000;
const PRLIMIT = '/usr/bin/prlimit';
/** Room beside the heap: code, buffers, stacks. The heap limit should speak first, in its own words. */
const BESIDE_HEAP_MB = 256;
/** Rows live for a moment: with room for more of them less is copied about. */
const YOUNG_MB = 32;
const OUT_BYTES = 4 * 1024 ** 3;
const STDERR_CHARS = 4_000;

/** Parses the file at `path` in a child process. Faults of the file are problems in the result, never exceptions;
 * an aborted `signal` rejects with its reason. */
export async function parseFile<K extends ImportKind>(path: string, request: ParseRequest<K>): Promise<ParseResult<K>> {
  request.signal?.throwIfAborted();
  const size = await sizeOf(path);
  if (typeof size === 'string') return refused(request, 'file.missing', { why: size });
  const most = request.limits?.fileBytes ?? DEFAULT_LIMITS.fileBytes;
  if (size > most) {
    const mb = (bytes: number): string => (bytes / 1024 ** 2).toFixed(0);
    return refused(request, 'file.too_large', { size: mb(size), limit: mb(most) });
  }
  const limits: ParseLimits = { ...DEFAULT_LIMITS, seconds: secondsFor(size), ...request.limits };
  const folder = await makeWorkFolder('import');
  const close = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const outPath = join(folder, 'out.ndjson');
  const blocksPath = join(folder, 'cameras.blocks');
  try {
    const { kind, fileName, options, where, recipes } = request;
    const job: ChildJob = {
      path: resolve(path),
      bytes: size,
      outPath,
      blocksPath,
      request: { kind, fileName, options, where, limits, recipes },
    };
    const end = await runChild(job, folder, limits, request);
    if (end.kind === 'fault') {
      await close();
      return refused(request, end.code, end.params);
    }
    return {
      summary: end.summary,
      batches: batchesOf<K>(
        kind,
        outPath,
        kind === 'cameras' && request.onCameras === undefined ? blocksPath : null,
        new Set(end.withdrawn),
        end.summary.refused !== null,
      ),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The same, collected: for small files only. */
export async function parseAll<K extends ImportKind>(path: string, request: ParseRequest<K>): Promise<ParsedAll<K>> {
  const result = await parseFile(path, request);
  const all: ParsedAll<K> = { summary: result.summary, rows: [], problems: [], rejected: [] };
  try {
    for await (const batch of result.batches) {
      all.rows.push(...batch.rows);
      all.problems.push(...batch.problems);
      all.rejected.push(...batch.rejected);
    }
  } finally {
    await result.close();
  }
  return all;
}

/** Large files get more time: half a second for every MB above the first 64. */
const secondsFor = (bytes: number): number =>
  DEFAULT_LIMITS.seconds + Math.max(0, Math.ceil(bytes / 1024 ** 2) - 64) / 2;

async function sizeOf(path: string): Promise<number | string> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return 'not a file';
    await (await open(path, 'r')).close();
    return found.size;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}

type ChildEnd =
  | { kind: 'done'; summary: ParseSummary; withdrawn: number[] }
  | { kind: 'fault'; code: ProblemCode; params: Params };

async function runChild<K extends ImportKind>(
  job: ChildJob,
  folder: string,
  limits: ParseLimits,
  request: ParseRequest<K>,
): Promise<ChildEnd> {
  const child = await startChild(folder, limits, request.childEntry);
  let done: Extract<ChildMessage, { type: 'done' }> | null = null;
  let failure = '';
  let stderr = '';
  let late = false;
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  const timer = setTimeout(() => {
    late = true;
    kill();
  }, wallSeconds(limits) * 1_000);
  request.signal?.addEventListener('abort', kill, { once: true });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_CHARS);
  });
  const follower = request.onCameras ? followBlocks(job.blocksPath, request.onCameras, kill) : null;
  child.on('message', (message: ChildMessage) => {
    if (message.type === 'ready') child.send(job);
    else if (message.type === 'mapping') follower?.begin(message.mapping);
    else if (message.type === 'blocks') follower?.upTo(message.bytes);
    else if (message.type === 'progress') request.onProgress?.(message.progress);
    else if (message.type === 'done') done = message;
    else failure = message.message;
  });
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolveExit, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, exitSignal) => resolveExit([exitCode, exitSignal]));
  }).finally(() => {
    clearTimeout(timer);
    request.signal?.removeEventListener('abort', kill);
  });
  try {
    // the rest of the rows; a fault of the one who takes them is not the file's
    await follower?.end();
  } finally {
    request.signal?.throwIfAborted();
  }
  const finished = done as Extract<ChildMessage, { type: 'done' }> | null;
  if (finished) return { kind: 'done', summary: finished.summary, withdrawn: finished.withdrawn };
  if (late || signal === 'SIGXCPU') return { kind: 'fault', code: 'file.time', params: { seconds: limits.seconds } };
  if (
    /heap out of memory|Allocation failed|ENOMEM|Cannot allocate memory|Invalid (?:array buffer|string) length|bad_alloc|Array buffer allocation failed/i.test(
      stderr + failure,
    )
  )
    return { kind: 'fault', code: 'file.memory', params: { mb: limits.memoryMb } };
  const why =
    failure.split('\n')[0] || stderr.trim().split('\n').at(-1) || (signal ? `signal ${signal}` : `exit code ${code}`);
  return { kind: 'fault', code: 'file.crashed', params: { why: why.slice(0, 200) } };
}

/** Hands over blocks as soon as they are written, one after the other. */
function followBlocks(
  path: string,
  take: (block: CameraBlock, mapping: ColumnMapping[]) => Promise<void>,
  stop: () => void,
): { begin(mapping: ColumnMapping[]): void; upTo(bytes: number): void; end(): Promise<void> } {
  let mapping: ColumnMapping[] = [];
  let written = 0;
  let file: FileHandle | null = null;
  let at = 0;
  let failed = false;
  let turn: Promise<void> = Promise.resolve();
  const go = async (): Promise<void> => {
    while (!failed && at < written) {
      file ??= await open(path, 'r');
      const block = await readBlock(file, at);
      if (block === null) throw new Error(`expected a whole block at ${at}, got the end of the file`);
      at = block.next;
      await take(block.block, mapping);
    }
  };
  const fail = (error: unknown): never => {
    failed = true;
    stop();
    throw error;
  };
  return {
    begin(said) {
      mapping = said;
    },
    upTo(bytes) {
      written = bytes;
      turn = turn.then(go).catch(fail);
      turn.catch(() => {}); // awaited in `end`
    },
    async end() {
      await turn.finally(() => file?.close());
    },
  };
}

const BLOCK_HEAD_BYTES = 8;
async function readBlock(file: FileHandle, at: number): Promise<{ block: CameraBlock; next: number } | null> {
  const head = Buffer.alloc(BLOCK_HEAD_BYTES);
  if ((await file.read(head, 0, BLOCK_HEAD_BYTES, at)).bytesRead < BLOCK_HEAD_BYTES) return null;
  const bytes = Buffer.alloc(head.readUInt32LE(4));
  if ((await file.read(bytes, 0, bytes.length, at)).bytesRead < bytes.length) return null;
  const found = decodeBlock(bytes);
  return found && { block: found.block, next: at + found.next };
}

/** Where the system counts processor time, that is the limit: a busy machine must not refuse a good file. */
const wallSeconds = ({ seconds }: ParseLimits): number => (existsSync(PRLIMIT) ? seconds * 2 : seconds);

async function startChild(folder: string, limits: ParseLimits, wanted?: string): Promise<ChildProcess> {
  const entry = await entryArguments(wanted);
  const node = [
    `--max-old-space-size=${limits.memoryMb}`,
    `--max-semi-space-size=${YOUNG_MB}`,
    '--disable-proto=delete',
    '--no-warnings',
    ...entry,
  ];
  const bounded = existsSync(PRLIMIT);
  const command = bounded ? PRLIMIT : process.execPath;
  const mb = 1024 ** 2;
  const args = bounded
    ? [
        `--data=${(limits.memoryMb + BESIDE_HEAP_MB) * mb}`,
        `--fsize=${OUT_BYTES}`,
        '--core=0',
        `--cpu=${Math.ceil(limits.seconds)}:${Math.ceil(limits.seconds) + 5}`,
        process.execPath,
        ...node,
      ]
    : node;
  // No environment: the child has no secret to leak. TMPDIR keeps a loader's cache inside the folder.
  return spawn(command, args, { cwd: folder, env: { TMPDIR: folder }, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
}

const here = dirname(fileURLToPath(import.meta.url));
const bundle = join(here, '..', '..', 'build', 'parse.child.mjs');

/** The bundle when there is one that is newer than what it was made of; else the source through tsx. */
async function entryArguments(wanted?: string): Promise<string[]> {
  if (wanted !== undefined && wanted !== 'source') return [wanted];
  if (wanted === undefined && (await bundleIsFresh())) return [bundle];
  const loader = createRequire(import.meta.url).resolve('tsx');
  return ['--import', pathToFileURL(loader).href, join(here, 'parse.child.ts')];
}

async function bundleIsFresh(): Promise<boolean> {
  const built = await stat(bundle).catch(() => null);
  if (!built) return false;
  for (const folder of [here, join(here, '..', 'contract')])
    for (const name of await readdir(folder)) {
      if (!name.endsWith('.ts') || /\.(?:test|fixture)\.ts$/.test(name)) continue;
      if ((await stat(join(folder, name))).mtimeMs > built.mtimeMs) return false;
    }
  return true;
}

/** What a line of the child becomes. Which file is moved or opened is decided here, never by what the child says. */
function rowOf(kind: ImportKind, value: unknown, outPath: string): unknown {
  if (kind === 'elevation') return { ...(value as RowOf['elevation']), gridPath: gridPathOf(outPath) };
  return value;
}

function batchesOf<K extends ImportKind>(
  kind: K,
  outPath: string,
  blocksPath: string | null,
  withdrawn: Set<number>,
  refusedWhole: boolean,
): AsyncIterable<ParseBatch<K>> {
  return {
    async *[Symbol.asyncIterator]() {
      if (blocksPath !== null && !refusedWhole) {
        const blocks = await open(blocksPath, 'r');
        try {
          for (let found = await readBlock(blocks, 0); found; found = await readBlock(blocks, found.next))
            yield { rows: rowsOfBlock(found.block) as RowOf[K][], problems: [], rejected: [] };
        } finally {
          await blocks.close();
        }
      }
      const file = await open(outPath, 'r');
      const empty = (): ParseBatch<K> => ({ rows: [], problems: [], rejected: [] });
      let batch = empty();
      let n = 0;
      try {
        for await (const text of createInterface({
          input: file.createReadStream({ encoding: 'utf8', autoClose: false }),
          crlfDelay: Number.POSITIVE_INFINITY,
        })) {
          const [what, value] = JSON.parse(text) as OutLine;
          if (what === 'p') batch.problems.push(value as Problem);
          else if (what === 'x') batch.rejected.push(value as RejectedRow);
          else if (!refusedWhole && !withdrawn.has((value as RowOf[K]).row))
            batch.rows.push(rowOf(kind, value, outPath) as RowOf[K]);
          if (++n % BATCH_ROWS === 0) {
            yield batch;
            batch = empty();
          }
        }
        if (batch.rows.length + batch.problems.length + batch.rejected.length > 0) yield batch;
      } finally {
        await file.close();
      }
    },
  };
}

function refused<K extends ImportKind>(
  { kind, fileName }: ParseRequest<K>,
  code: ProblemCode,
  params: Params,
): ParseResult<K> {
  const problem = problemOf(code, { file: basename(fileName) }, params);
  const summary: ParseSummary = { ...blankSummary(kind, 0), refused: problem, problemCounts: { [code]: 1 } };
  return {
    summary,
    batches: {
      async *[Symbol.asyncIterator]() {
        yield { rows: [], problems: [problem], rejected: [] };
      },
    },
    async close() {},
  };
}
