// The repositories keep to what both databases understand.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('.', import.meta.url);
const repositories = readdirSync(folder).filter((name) => name.endsWith('.repository.ts'));

test('repositories await their queries and never run them in a dialect of their own', () => {
  expect(repositories.length).toBeGreaterThan(8);
  for (const name of repositories) {
    const text = readFileSync(new URL(name, folder), 'utf8');
    expect(text, name).not.toMatch(/\.(all|get|run|values|sync)\(\)/);
    expect(text, name).not.toMatch(/better-sqlite3|sql\.raw|sql\.identifier|\.transaction\(/);
  }
});

test('every exported repository function that reads rows of the country takes a scope', () => {
  for (const name of repositories.filter((file) => !/^(meta|imports)\./.test(file))) {
    const text = readFileSync(new URL(name, folder), 'utf8');
    for (const [, fn, args] of text.matchAll(/export async function (\w+)\(([^)]*)\)/g))
      if (/reader: Reader/.test(args)) expect(`${fn}(${args})`).toMatch(/_?scope: Scope/);
  }
});
