// Is everything in order? Checks, never data.
import { brokenAuditRow } from '#storage/audit.repository';
import { dirtyLeafPaths } from '#storage/figures.repository';
import { countStaged } from '#storage/imports.repository';
import type { Ctx } from './ctx.ts';

export interface Check {
  name: string;
  ok: boolean;
  value: string;
}

export async function doctor(ctx: Ctx): Promise<Check[]> {
  const { reader } = ctx.storage;
  const broken = await brokenAuditRow(reader, ctx.scope);
  const dirty = (await dirtyLeafPaths(reader, ctx.scope)).length;
  return [
    { name: 'node', ok: Number(process.versions.node.split('.')[0]) >= 20, value: process.versions.node },
    ...ctx.storage.inspect(),
    { name: 'audit chain', ok: broken === null, value: broken === null ? 'whole' : `broken at row ${broken}` },
    { name: 'leaves to measure', ok: dirty === 0, value: String(dirty) },
    { name: 'staged rows', ok: true, value: String(await countStaged(reader, ctx.scope)) },
    { name: 'staged cameras', ok: true, value: `${ctx.storage.stagedImports().length} imports` },
  ];
}
