// Runs the real command line in a child process, as a person's shell does.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../scripts/lacuna.mjs', import.meta.url));

export interface Ran {
  status: number | null;
  out: string;
  err: string;
}

/** No stdin; English unless the environment says otherwise; `cwd` decides where relative paths lie. */
export const lacuna = (args: readonly string[], cwd: string, env: Record<string, string> = {}): Promise<Ran> =>
  started(args, cwd, env).ended;

/** The same, with the process in hand. */
export function started(
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): { child: ChildProcess; ended: Promise<Ran> } {
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|LC_|LANG|VITEST|NODE_)/.test(name)),
  );
  const child = spawn(process.execPath, [SCRIPT, ...args], {
    cwd,
    env: { ...clean, LC_ALL: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<Ran>((resolve, reject) => {
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, out, err }));
  });
  return { child, ended };
}

export interface Folder {
  path: string;
  write(name: string, content: string | Uint8Array): void;
  remove(): void;
}
export function folder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'lacuna-cli-'));
  return {
    path,
    write: (name, content) => writeFileSync(join(path, name), content),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

export const collection = (features: readonly object[]): string =>
  JSON.stringify({ type: 'FeatureCollection', features });
export const polygon = (properties: object, ...rings: number[][][]): object => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Polygon', coordinates: rings },
});
/** Closed ring of a box in degrees, counter-clockwise. */
export const box = (west: number, south: number, east: number, north: number): number[][] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];
