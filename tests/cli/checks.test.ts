// The checks of npm test can fail: a document that lies and a lock that would not install elsewhere are caught.
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Folder, folder } from './lacuna.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
let dir: Folder;
beforeAll(() => {
  dir = folder();
  for (const name of ['package.json', 'scripts', 'api/start.ts'])
    cpSync(join(ROOT, name), join(dir.path, name), { recursive: true });
});
afterAll(() => dir.remove());
const check = (script: string) =>
  spawnSync(process.execPath, [join(dir.path, 'scripts', script)], { encoding: 'utf8' });

describe('check-docs', () => {
  it('accepts what exists, and what is made at run time', () => {
    dir.write(
      'README.md',
      'See `scripts/lacuna.ts`, `data/local/lacuna.db`, [it](package.json).\n```\nnpm test\nnpm run -s lacuna -- gaps --out F\n```\n',
    );
    const ran = check('check-docs.mjs');
    expect([ran.status, ran.stderr]).toEqual([0, '']);
  });
  it('names a path, a script, a command and an option that are not there', () => {
    dir.write(
      'README.md',
      '`api/gone.ts` [x](docs/gone.md)\n```\nnpm run nope\nnpm run -s lacuna -- exportx\nlacuna gaps --wrong\n```\n',
    );
    const ran = check('check-docs.mjs');
    expect(ran.status).toBe(1);
    for (const gone of ['api/gone.ts', 'docs/gone.md', '"nope"', '"lacuna exportx"', '--wrong'])
      expect(ran.stderr).toContain(gone);
    expect(ran.stderr).toMatch(/^README\.md:1: /m);
  });
});

describe('check-lock', () => {
  const lock = () => JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  it('accepts the lock as it stands', () => {
    dir.write('package-lock.json', JSON.stringify(lock()));
    expect(check('check-lock.mjs').status).toBe(0);
  });
  it('names a missing platform package and an address', () => {
    const broken = lock();
    const platform = Object.keys(broken.packages).find((path) => /esbuild.*darwin/.test(path))!;
    delete broken.packages[platform];
    broken.packages['node_modules/zod'].resolved = 'https://example.org/zod.tgz';
    dir.write('package-lock.json', JSON.stringify(broken));
    const ran = check('check-lock.mjs');
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain(platform.slice(platform.lastIndexOf('node_modules/') + 'node_modules/'.length));
    expect(ran.stderr).toContain('node_modules/zod carries an address');
  });
});
