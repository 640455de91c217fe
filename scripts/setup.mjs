// What does this machine still need before a command can run? Plain Node, no packages: it runs before there are any.
// `node scripts/setup.mjs start|test|cli`: packages, better-sqlite3 that loads, built files, and for `test` a Chromium.
// Says everything on stderr and does nothing, fast, when all is there.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildStale, isFresh } from './build.mjs';
import { findChromium } from './chromium.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const say = (line) => process.stderr.write(`${line}\n`);

/** What the person at the terminal has to do; ends set-up with exit 1 and no stack. */
class SetupFault extends Error {}

const COMPILER_FIX = {
  linux: "apt-get install -y build-essential python3   (or your distribution's C++ compiler, make and python3)",
  darwin: 'xcode-select --install',
  win32: 'install "Desktop development with C++" of the Visual Studio Build Tools, and Python 3',
};
const compilerFix = () => `fix: ${COMPILER_FIX[process.platform] ?? 'install a C++ compiler, make and python3'}`;

export async function setUp(purpose) {
  checkNode();
  const hash = installHash();
  const built = ['programs', 'workers', ...(purpose === 'cli' ? [] : ['ui'])];
  const ready = installed(hash, purpose) && sqliteFault() === null && isFresh(built);
  if (!ready) {
    await underLock(async () => {
      if (!installed(hash, purpose)) await install(hash, purpose);
      checkSqlite();
      await buildStale(built, say).catch((error) => {
        throw new SetupFault(
          `building failed: ${error.message}\nfix: the lines above name the file; on an unchanged checkout please report it`,
        );
      });
    });
  }
  if (purpose === 'test') ensureChromium();
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const fine = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (!fine)
    throw new SetupFault(
      `Node ${process.versions.node} is too old or unsupported.\nfix: install Node 20.19+ or 22.12+`,
    );
}

// Packages ---------------------------------------------------------------------------------------------------------

const STAMP = join(ROOT, 'node_modules', '.lacuna-stamp');
const read = (path) => readFileSync(path, 'utf8');

/** Changes when the lock changes, or when a compiled package would no longer fit this Node. */
function installHash() {
  const lock = createHash('sha256')
    .update(read(join(ROOT, 'package-lock.json')))
    .digest('hex');
  return `${lock} ${process.platform}-${process.arch} abi${process.versions.modules}`;
}

function installed(hash, purpose) {
  // an installation for production only has no test tools
  if (purpose === 'test' && !existsSync(join(ROOT, 'node_modules', 'vitest'))) return false;
  if (existsSync(STAMP)) return read(STAMP) === hash;
  // no stamp: somebody ran npm themselves. Good enough when it is what the lock says.
  if (!matchesLock(purpose)) return false;
  writeFileSync(STAMP, hash);
  return true;
}

function matchesLock(purpose) {
  const hidden = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const have = JSON.parse(read(hidden)).packages;
  const want = JSON.parse(read(join(ROOT, 'package-lock.json'))).packages;
  return Object.entries(want).every(([path, entry]) => {
    if (path === '') return true;
    return have[path]
      ? have[path].version === entry.version
      : Boolean(entry.optional || entry.devOptional || (entry.dev && purpose !== 'test'));
  });
}

async function install(hash, purpose) {
  rmSync(STAMP, { force: true });
  say('installing packages');
  const canFetch =
    Boolean(process.env.npm_config_proxy || process.env.HTTPS_PROXY || process.env.https_proxy) ||
    (await reaches('github.com'));
  if (canFetch) say('SQLite: fetching a ready-made file; where none fits it is compiled, about 2-4 minutes, once');
  else {
    say('compiling SQLite, about 2-4 minutes, once');
    const missing = missingCompilers();
    if (missing.length > 0)
      throw new SetupFault(`SQLite has to be compiled, and ${missing.join(', ')} is missing.\n${compilerFix()}`);
  }
  const run = npm(['ci', '--no-audit', '--no-fund', ...(purpose === 'test' ? ['--include=dev'] : [])]);
  if (run.status !== 0) {
    say(run.tail);
    const compile = /gyp ERR!|find Python|not found: make|No prebuilt/i.test(run.tail);
    throw new SetupFault(
      `npm ci failed (exit ${run.status}).\n${compile ? compilerFix() : 'fix: read the lines above; usually the package registry could not be reached'}`,
    );
  }
  writeFileSync(STAMP, hash);
}

async function reaches(host) {
  const soon = new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), 2_000);
    timer.unref();
  });
  const found = lookup(host).then(
    () => true,
    () => false,
  );
  return Promise.race([found, soon]);
}

function missingCompilers() {
  if (process.platform === 'win32') return [];
  const works = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
  const needs = [
    ['a C++ compiler', ['c++', 'g++', 'clang++']],
    ['make', ['make']],
    ['python3', ['python3', 'python']],
  ];
  return needs.filter(([, programs]) => !programs.some(works)).map(([name]) => name);
}

/** npm with no stdin, its words on stderr. Node's own headers are used when they lie beside it: no download then. */
function npm(args) {
  const prefix = dirname(dirname(process.execPath));
  const env = { ...process.env };
  if (existsSync(join(prefix, 'include', 'node', 'node.h'))) env.npm_config_nodedir = prefix;
  const cli = process.env.npm_execpath;
  const own = cli && basename(cli) === 'npm-cli.js' && existsSync(cli);
  const [program, first] = own ? [process.execPath, [cli]] : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
  const run = spawnSync(program, [...first, ...args], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    shell: !own && process.platform === 'win32',
  });
  if (run.error) return { status: -1, tail: String(run.error.message) };
  return { status: run.status, tail: `${run.stdout}\n${run.stderr}`.split('\n').slice(-60).join('\n') };
}

function checkSqlite() {
  const fault = sqliteFault();
  if (!fault) return;
  say(`better-sqlite3 does not load (${fault.split('\n')[0]}); compiling SQLite, about 2-4 minutes, once`);
  const run = npm(['rebuild', 'better-sqlite3']);
  // a library that failed to load once is not tried again by the same process
  const again = spawnSync(process.execPath, ['-e', "new (require('better-sqlite3'))(':memory:').close()"], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (again.status === 0) return;
  say(run.tail);
  throw new SetupFault(`better-sqlite3 still does not load.\n${compilerFix()}`);
}

function sqliteFault() {
  try {
    const Database = createRequire(join(ROOT, 'package.json'))('better-sqlite3');
    new Database(':memory:').close();
    return null;
  } catch (error) {
    return String(error.message ?? error);
  }
}

// Chromium ---------------------------------------------------------------------------------------------------------

function ensureChromium() {
  if (findChromium()) return;
  const command = 'apt-get install -y --no-install-recommends chromium fonts-wqy-microhei';
  if (process.env.CHROMIUM)
    throw new SetupFault(
      `CHROMIUM is set to ${process.env.CHROMIUM}, which cannot be run.\nfix: unset it, or give the path of a Chromium or Chrome`,
    );
  const aptWorks =
    process.platform === 'linux' &&
    process.getuid?.() === 0 &&
    spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
  if (aptWorks) {
    say('installing Chromium for the browser tests, about 1 minute, once');
    const apt = (args) =>
      spawnSync('apt-get', args, {
        stdio: ['ignore', 2, 2],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    apt(['update', '-qq']);
    apt(command.split(' ').slice(1).concat('-qq'));
    if (findChromium()) return;
  }
  throw new SetupFault(
    `The browser tests need Chromium, and there is none.\nfix: ${command}   (as root), or set CHROMIUM=/path/to/chromium or chrome`,
  );
}

// One set-up at a time ---------------------------------------------------------------------------------------------

const LOCK = join(ROOT, 'build', '.setup-lock');
const WAIT_MS = 250;

/** A folder is made by one process only; its `pid` tells whether that process still lives. */
async function underLock(work) {
  mkdirSync(dirname(LOCK), { recursive: true });
  let told = false;
  for (;;) {
    try {
      mkdirSync(LOCK);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST')
        throw new SetupFault(`Could not write ${LOCK} (${error.code}).\nfix: make the project folder writable`);
      if (abandoned()) {
        rmSync(LOCK, { recursive: true, force: true });
        continue;
      }
      if (!told) say('waiting for another set-up of this folder to end');
      told = true;
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
  }
  const free = () => rmSync(LOCK, { recursive: true, force: true });
  process.once('exit', free);
  try {
    writeFileSync(join(LOCK, 'pid'), String(process.pid));
    await work();
  } finally {
    free();
    process.removeListener('exit', free);
  }
}

const PID_GRACE_MS = 2_000;
function abandoned() {
  let pid;
  try {
    pid = Number(read(join(LOCK, 'pid')));
  } catch {
    try {
      return Date.now() - statSync(LOCK).mtimeMs > PID_GRACE_MS;
    } catch {
      return false;
    }
  }
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Runs set-up; a fault is said in two lines and ends the process with 1. */
export async function setUpOrExit(purpose) {
  try {
    await setUp(purpose);
  } catch (error) {
    if (!(error instanceof SetupFault)) throw error;
    say(`set-up stopped: ${error.message}`);
    process.exit(1);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const purpose = process.argv[2] ?? 'start';
  if (!['start', 'test', 'cli'].includes(purpose)) {
    say(`expected start, test or cli, got ${purpose}`);
    process.exit(2);
  }
  await setUpOrExit(purpose);
}
