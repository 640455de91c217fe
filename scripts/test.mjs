// Is everything all right? Lint, lock, types, documents, then the tests; the last line counts them.
// `--only unit|api|browser` runs that one project of tests; what follows `--` goes to vitest.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from './chromium.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const args = process.argv.slice(2);
const rest = args.includes('--') ? args.slice(args.indexOf('--') + 1) : [];
const onlyAt = args.indexOf('--only');
const only = onlyAt >= 0 ? args[onlyAt + 1] : null;
const PROJECTS = ['unit', 'api', 'browser'];
if (onlyAt >= 0 && !PROJECTS.includes(only)) {
  process.stderr.write(`--only takes unit, api or browser, got ${only ?? 'nothing'}\n`);
  process.exit(2);
}

const bin = (name) => join(ROOT, 'node_modules', '.bin', name);
const temporary = mkdtempSync(join(tmpdir(), 'lacuna-test-'));
const count = { passed: 0, failed: 0, skipped: 0 };
const failedSteps = [];

/** Streams what the step says; resolves with its exit status. */
function run(program, programArgs) {
  return new Promise((resolve) => {
    const env = { ...process.env, CHROMIUM: findChromium() ?? '' };
    if (env.CHROMIUM === '') delete env.CHROMIUM;
    const child = spawn(program, programArgs, { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(-1);
    });
    child.on('close', (status) => resolve(status ?? -1));
  });
}

async function check(name, program, programArgs) {
  process.stdout.write(`\n── ${name}\n`);
  const status = await run(program, programArgs);
  if (status === 0) count.passed++;
  else {
    count.failed++;
    failedSteps.push(name);
  }
}

async function tests(projects) {
  process.stdout.write(`\n── tests: ${projects.join(', ')}\n`);
  const file = join(temporary, `${projects.join('-')}.json`);
  const status = await run(process.execPath, [
    join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...rest,
  ]);
  let failed = 0;
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    failed = report.numFailedTests;
    count.passed += report.numPassedTests;
    count.skipped += report.numPendingTests + report.numTodoTests;
    // a file that does not even load has no tests to count
    for (const suite of report.testResults)
      if (suite.status === 'failed' && suite.assertionResults.length === 0) failed++;
  } catch (error) {
    process.stderr.write(`no result of the tests could be read: ${error.message}\n`);
  }
  // an unhandled error or a missing report fails the run without failing a test
  if (status !== 0 && failed === 0) failed = 1;
  count.failed += failed;
  if (failed > 0) failedSteps.push(`tests: ${projects.join(', ')}`);
}

if (only === null) {
  await check('lint', bin('biome'), ['check', '.']);
  await check('lock', process.execPath, ['scripts/check-lock.mjs']);
  await check('types', bin('tsc'), ['-b']);
  await check('documents', process.execPath, ['scripts/check-docs.mjs']);
  await tests(['unit', 'api']);
  await tests(['browser']);
} else await tests([only]);

rmSync(temporary, { recursive: true, force: true });
if (failedSteps.length > 0) process.stdout.write(`\nfailed: ${failedSteps.join('; ')}\n`);
process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
process.exit(count.failed > 0 ? 1 : 0);
