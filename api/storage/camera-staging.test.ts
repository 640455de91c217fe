import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { createCameraStaging } from './camera-staging.sqlite.ts';

const folder = mkdtempSync(join(tmpdir(), 'lacuna-staging-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a known record is looked for among staged rows by index, so that a large file does not stop the service', () => {
  const path = join(folder, 'county.db');
  const staging = createCameraStaging(path, 'one');
  staging.finish({ dataVersion: 1, looks: '', byId: true }, []);
  const staged = new BetterSqlite3(`${path}.staged-one`, { readonly: true });
  for (const column of ['id', 'matched']) {
    const plan = staged.prepare(`explain query plan select 1 from rows where ${column} = ?`).all('x') as {
      detail: string;
    }[];
    expect([column, plan.map(({ detail }) => detail).join()]).toEqual([column, expect.stringContaining('USING')]);
  }
  staged.close();
});
