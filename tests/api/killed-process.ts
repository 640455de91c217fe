// The process that kill.test.ts kills: imports and measures, and prints a line at each point where it may die.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportKind } from '#contract/import';
import { parseFile } from '#importers/run';
import { type Ctx, contextFor } from '#services/ctx';
import type { ImportRunner } from '#services/import-runner';
import { commitImport, startImport, undoImport, whenRead } from '#services/imports';
import { whenEnded } from '#services/jobs';
import { openWorkspace } from '#services/open-workspace';
import { contentHash } from '#storage/content-hash';
import type { Storage, Writer } from '#storage/storage';
import { cameras, figures, imports, meta } from '#storage/tables.sqlite';
import { inlineRunner } from '#workers/runner';

const [dir, mode] = process.argv.slice(2);

let armed = false;
let undoing = false;

/** Says where it is and stands still: the parent kills it there. */
function dieHere(point: string): void {
  if (!armed || mode !== point) return;
  writeSync(1, `${point}\n`);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
}

/** The real storage, with stops inside and behind its transactions. */
function withStops(storage: Storage): Storage {
  return {
    ...storage,
    stageCameras: (importId) => {
      const staging = storage.stageCameras(importId);
      const add: typeof staging.add = (rows) => {
        staging.add(rows);
        dieHere('block-staged');
      };
      return { ...staging, add };
    },
    transaction: async (body) => {
      const written = new Set<unknown>();
      const result = await storage.transaction(async (writer) => {
        const watched: Writer = Object.assign(Object.create(writer) as Writer, {
          insertMany: ((table, rows, insertMode) => {
            writer.insertMany(table, rows, insertMode);
            written.add(table);
            if ((table as unknown) === meta) dieHere(undoing ? 'undo-begun' : 'commit-begun');
          }) as Writer['insertMany'],
          stagedCameras: ((importId) => {
            const staged = writer.stagedCameras(importId);
            const insertNew: typeof staged.insertNew = (...args) => {
              staged.insertNew(...args);
              written.add(cameras);
              dieHere('half-written');
            };
            return { ...staged, insertNew };
          }) as Writer['stagedCameras'],
        });
        const inner = await body(watched);
        if (written.has(cameras)) dieHere('before-commit');
        if (undoing) dieHere('undo-before-commit');
        return inner;
      });
      if (written.has(cameras)) dieHere('after-commit');
      if (undoing) dieHere('undone');
      if (written.has(imports)) dieHere('stored');
      if (written.has(figures)) dieHere('chunk-written');
      return result;
    },
  };
}

async function load(ctx: Ctx, kind: ImportKind, fileName: string): Promise<string> {
  const started = await startImport(ctx, { path: join(dir, fileName), fileName, kind });
  const read = await whenRead(ctx, { id: started.id });
  if (read.state !== 'ready') throw new Error(`expected ${fileName} to read well, got ${read.state}: ${read.reason}`);
  if (kind === 'cameras' && workspace.storage.stagedImports().length !== 1) throw new Error('expected staged cameras');
  dieHere('staged');
  const committed = await commitImport(ctx, { id: read.id });
  await whenEnded(ctx, { id: committed.measureJobId! });
  return committed.id;
}

/** The child has begun to read when it first says how far it is. */
const importRunner: ImportRunner = {
  parse: (path, request) =>
    parseFile(path, {
      ...request,
      onProgress: (progress) => {
        dieHere('child-spawned');
        request.onProgress?.(progress);
      },
    }),
};

/** A state of the inventory, for whoever looks after the kill. */
const sayHash = async (name: string): Promise<void> =>
  void writeSync(1, `${name} ${await workspace.storage.read(contentHash)}\n`);

const workspace = await openWorkspace({ databasePath: join(dir, 'lacuna.db'), runner: inlineRunner, importRunner });
const ctx = contextFor({ ...workspace, storage: withStops(workspace.storage) }, 'local');
await load(ctx, 'regions', 'county.geojson');
await sayHash('before');
const isUndo = mode.startsWith('und');
armed = !isUndo;
const id = await load(ctx, 'cameras', 'cameras.csv');
if (isUndo) {
  await sayHash('with');
  armed = true;
  undoing = true;
  await undoImport(ctx, { id });
}
writeSync(1, 'ended\n');
await workspace.close();
