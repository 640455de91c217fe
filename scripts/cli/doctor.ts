// lacuna doctor: is everything in order? Checks only, never data.
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Check, doctor } from '#services/doctor';
import { findChromium } from '../chromium.mjs';
import { EXIT, type Terminal, table } from './terminal.ts';
import { VERSION } from './version.ts';
import { databasePathOf, withWorkspace } from './workspace.ts';

const LEAST_FREE_BYTES = 500 * 1024 * 1024;

export async function doctorCommand(terminal: Terminal, args: { db?: string; json?: boolean }): Promise<number> {
  const { t } = terminal;
  const path = databasePathOf(args.db);
  const folder = nearestFolder(dirname(path));
  const free = statfsSync(folder);
  const freeBytes = free.bavail * free.bsize;
  const checks: Check[] = [
    { name: 'lacuna', ok: true, value: VERSION },
    { name: 'node', ok: true, value: `${process.versions.node} ${process.platform}-${process.arch}` },
    { name: 'data folder', ok: writable(folder), value: dirname(path) },
    { name: 'free disk', ok: freeBytes >= LEAST_FREE_BYTES, value: `${(freeBytes / 1024 ** 3).toFixed(1)} GB` },
    ...['../../build/measure.worker.mjs', '../../build/parse.child.mjs', '../../map-ui/dist/index.html'].map(
      (file) => ({
        name: `built ${file.slice(file.lastIndexOf('../') + 3)}`,
        // the command line builds what it needs itself; the screens are built by npm start
        ok: true,
        value: existsSync(fileURLToPath(new URL(file, import.meta.url))) ? 'there' : 'not built yet',
      }),
    ),
    { name: 'chromium (only for tests)', ok: true, value: findChromium() ?? 'none' },
  ];
  if (existsSync(path)) {
    const own = await withWorkspace(terminal, args.db, { mustExist: true, readOnly: true }, (ctx) => doctor(ctx));
    checks.push(...own.filter((check) => check.name !== 'node'));
  } else checks.push({ name: 'database', ok: true, value: t(`尚未创建:${path}`, `not there yet: ${path}`) });
  const good = checks.every((check) => check.ok);
  if (args.json) await terminal.out(`${JSON.stringify({ ok: good, checks })}\n`);
  else {
    const rows = checks.map((c) => [c.ok ? t('正常', 'ok') : t('异常', 'FAULT'), c.name, c.value]);
    await terminal.out(table(['', t('检查', 'check'), t('结果', 'result')], rows));
  }
  return good ? EXIT.done : EXIT.problems;
}

/** The folder itself, or the nearest one above it that exists. */
function nearestFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
}
function writable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
