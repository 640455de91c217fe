// Do the documents cite only paths, npm scripts and lacuna commands that exist?
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scripts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts;
const cli = readFileSync(join(root, 'scripts', 'lacuna.ts'), 'utf8');
const commands = new Set([...cli.matchAll(/\.command\(\s*'([a-z-]+)/g)].map((m) => m[1]));
const options = new Set([...cli.matchAll(/'(?:-\w, )?(--[a-z][a-z-]*)/g)].map((m) => m[1]));
options.add('--help').add('--version');

const documents = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'data/README.md', ...markdownIn('docs')].filter((f) =>
  existsSync(join(root, f)),
);
const faults = [];

function markdownIn(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return markdownIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

// A path of the project: starts with one of its folders (`/api/…` is an address of the server, not a path). What is made at run time is not there on a fresh clone.
const PROJECT_PATH =
  /^(?:\.\/)?((?:api|map-ui|scripts|tests|docs|data|\.ci)\/[\w./*{},@-]*|package\.json|tsconfig(?:\.\w+)?\.json|[\w.-]+\.config\.ts|biome\.json)(?::\d+)?$/;
const MADE_LATER = /^(data\/local|build|map-ui\/dist|test-results)(\/|$)/;

function checkPath(file, line, path, from = '') {
  const clean = normalize(join(from, path.replace(/:\d+$/, '').replace(/[#?].*$/, ''))).replace(/\/$/, '');
  if (clean === '' || MADE_LATER.test(clean)) return;
  // a pattern (api/*, NNNN-title.md) is checked up to its first open part
  const fixed = clean
    .split('/')
    .filter((_part, i, all) => !all.slice(0, i + 1).some((p) => /[*{}]|NNN/.test(p)))
    .join('/');
  if (!existsSync(join(root, fixed))) faults.push(`${file}:${line}: there is no ${clean}`);
}

function checkCommand(file, line, text) {
  for (const [, name] of text.matchAll(/\bnpm run (?:-s |--silent )?([\w:-]+)/g)) {
    if (!scripts[name]) faults.push(`${file}:${line}: package.json has no script "${name}"`);
  }
  for (const [, name, rest] of text.matchAll(
    /(?:\bnpm run (?:-s |--silent )?lacuna --|^\$?\s*(?:npx )?lacuna)\s+([a-z][a-z-]*)([^\n|;&]*)/gm,
  )) {
    if (!commands.has(name)) faults.push(`${file}:${line}: there is no command "lacuna ${name}"`);
    for (const [option] of rest.matchAll(/(?<=\s)--[a-z][a-z-]*/g)) {
      if (!options.has(option)) faults.push(`${file}:${line}: "lacuna ${name}" has no option ${option}`);
    }
  }
}

for (const file of documents) {
  const folder = dirname(file) === '.' ? '' : dirname(file);
  let fenced = false;
  readFileSync(join(root, file), 'utf8')
    .split('\n')
    .forEach((text, i) => {
      const line = i + 1;
      if (/^\s*```/.test(text)) {
        fenced = !fenced;
        return;
      }
      if (fenced) checkCommand(file, line, text);
      for (const [, code] of fenced ? [] : text.matchAll(/`([^`]+)`/g)) {
        checkCommand(file, line, code);
        if (PROJECT_PATH.test(code)) checkPath(file, line, code);
      }
      for (const [, target] of fenced ? [] : text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (!/^[a-z]+:|^#/.test(target)) checkPath(file, line, target, folder);
      }
    });
}

for (const [name, command] of Object.entries(scripts)) {
  for (const [path] of command.matchAll(/\b(?:scripts|api)\/[\w./-]+\.(?:m?js|ts)\b/g)) {
    if (!existsSync(join(root, path)))
      faults.push(`package.json: the script "${name}" runs ${path}, which is not there`);
  }
}

for (const fault of faults) process.stderr.write(`${fault}\n`);
process.stdout.write(`documents: ${documents.length} read, ${faults.length} faults\n`);
process.exit(faults.length > 0 ? 1 : 0);
