// The parsing child: reads one file, writes what it found to one file, reports, ends. It has no environment and no rights.
import { closeSync, openSync, writeSync } from 'node:fs';
import type { ColumnMapping, ImportKind } from '#contract/import';
import type { Problem } from '#contract/problem';
import { BLOCK_ROWS, encodeBlock } from './camera-block.ts';
import { type ChildJob, type ChildMessage, gridPathOf, type OutLine } from './child-protocol.ts';
import { readElevation } from './elevation.ts';
import { fileSource } from './file-source.ts';
import { parseSource } from './parse.ts';
import type { CameraRow, ParseProgress, RejectedRow, RowOf } from './types.ts';

const FLUSH_CHARS = 1 << 20;
const PROGRESS_EVERY_MS = 200;

const send = (message: ChildMessage): Promise<void> =>
  new Promise((resolve) => {
    process.send?.(message, undefined, {}, () => resolve());
  });

async function work({ path, bytes, outPath, blocksPath, request }: ChildJob): Promise<void> {
  const out = openSync(outPath, 'wx', 0o600);
  let pending: string[] = [];
  let chars = 0;
  const flush = (): void => {
    if (pending.length > 0) writeSync(out, pending.join(''));
    pending = [];
    chars = 0;
  };
  const write = (line: OutLine): void => {
    const text = `${JSON.stringify(line)}\n`;
    pending.push(text);
    chars += text.length;
    if (chars > FLUSH_CHARS) flush();
  };
  const blocks = openSync(blocksPath, 'wx', 0o600);
  let cameras: CameraRow[] = [];
  let blockBytes = 0;
  const flushCameras = (): void => {
    if (cameras.length === 0) return;
    const block = encodeBlock(cameras);
    for (let at = 0; at < block.length; ) at += writeSync(blocks, block, at);
    blockBytes += block.length;
    cameras = [];
    void send({ type: 'blocks', bytes: blockBytes });
  };
  const takeCamera = (row: CameraRow): void => {
    if (cameras.push(row) === BLOCK_ROWS) flushCameras();
  };
  let lastMs = 0;
  const sink = {
    mapping: (mapping: ColumnMapping[]) => void send({ type: 'mapping', mapping }),
    row:
      request.kind === 'cameras'
        ? (row: RowOf[ImportKind]) => takeCamera(row as CameraRow)
        : (row: RowOf[ImportKind]) => write(['r', row]),
    problem: (problem: Problem) => write(['p', problem]),
    rejected: (row: RejectedRow) => write(['x', row]),
  };
  const onProgress = (progress: ParseProgress): void => {
    const nowMs = performance.now();
    if (nowMs - lastMs < PROGRESS_EVERY_MS) return;
    lastMs = nowMs;
    void send({ type: 'progress', progress });
  };
  const { summary, withdrawn } =
    request.kind === 'elevation'
      ? await readElevation(path, bytes, gridPathOf(outPath), request, sink, onProgress)
      : await parseSource<ImportKind>(fileSource(path, bytes), request, sink, onProgress);
  flush();
  flushCameras();
  closeSync(out);
  closeSync(blocks);
  await send({ type: 'done', summary, withdrawn });
}

process.once('message', (job: ChildJob) => {
  work(job)
    .catch((error: unknown) =>
      send({ type: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
    .finally(() => process.disconnect());
});
// A parent that is gone wants no result.
process.once('disconnect', () => process.exit());
void send({ type: 'ready' });
