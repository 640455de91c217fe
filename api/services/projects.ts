// Batches of work: what they are to cost, who owns them, how far their cameras are.
import type { Project, ProjectInput, ProjectPatch, StageCounts } from '#contract/progress';
import { STAGES_REACHED } from '#contract/target';
import { appendAudit } from '#storage/audit.repository';
import { readMeta } from '#storage/meta.repository';
import {
  deleteProject,
  findProject,
  type ProjectRecord,
  projectCameraPage,
  projectPage,
  putProject,
  spendSums,
} from '#storage/projects.repository';
import { findRegion } from '#storage/regions.repository';
import { EVERYTHING, narrow } from '#storage/scope';
import type { Reader, Storage } from '#storage/storage';
import { type Ctx, nowIso } from './ctx.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { ServiceError } from './errors.ts';
import type { KeepAnswer } from './idempotency.ts';
import { breathe } from './in-turns.ts';
import { type Page, regionMissing } from './regions.ts';

/** ISO 4217 of what nothing is said of. */
const USUAL_CURRENCY = 'CNY';
/** Cameras counted at a time. */
const PAGE = 2_000;

/** In the order they were made. Errors: region.not_found, list.cursor_invalid. */
export async function listProjects(
  ctx: Ctx,
  input: { region?: string; limit?: number; cursor?: string },
): Promise<Page<Project>> {
  const { reader } = ctx.storage;
  const scope = await narrow(reader, ctx.scope, input.region);
  if (scope === null) throw regionMissing(input.region!);
  const limit = input.limit ?? 100;
  const cursor = fromCursor(input.cursor, 1);
  const rows = await projectPage(reader, scope, cursor === null ? '' : String(cursor[0]), limit + 1);
  const items = await toProjects(ctx, rows.slice(0, limit));
  return { items, nextCursor: rows.length > limit ? toCursor([items.at(-1)!.id]) : null };
}

/** Errors: project.not_found. */
export async function getProject(ctx: Ctx, input: { id: string }): Promise<Project> {
  const [made] = await toProjects(ctx, [await presentProject(ctx, ctx.storage.reader, input.id)]);
  return made;
}

export async function presentProject(ctx: Ctx, reader: Reader, id: string): Promise<ProjectRecord> {
  const row = await findProject(reader, ctx.scope, id);
  if (row === null) throw new ServiceError('project.not_found', 'not-found', { id });
  return row;
}

/** Errors: project.dates, region.not_found. */
export async function createProject(ctx: Ctx, input: ProjectInput, keep?: KeepAnswer<Project>): Promise<Project> {
  return ctx.storage.transaction(async (writer) => {
    const row: ProjectRecord = {
      ...fieldsOf(input),
      id: ctx.ids(),
      name: input.name,
      currency: input.currency ?? USUAL_CURRENCY,
      revision: 1,
      recordedAt: nowIso(ctx),
      actor: ctx.actor,
    };
    await mustFit(ctx, writer, row);
    await putProject(writer, row);
    await audited(ctx, writer, 'project.create', row.id, { ...row });
    const made = projectOf(row, noStages(), 0, { committed: 0, spent: 0 });
    await keep?.(writer, made);
    return made;
  });
}

/** Absent fields stay. Errors: project.not_found, project.revision_conflict, project.dates, region.not_found. */
export async function patchProject(
  ctx: Ctx,
  input: { id: string; patch: ProjectPatch; revision?: number },
): Promise<Project> {
  await ctx.storage.transaction(async (writer) => {
    const before = await presentProject(ctx, writer, input.id);
    mustBeAt(before, input.revision);
    const given = Object.fromEntries(Object.entries(input.patch).filter(([, value]) => value !== undefined));
    const row: ProjectRecord = {
      ...before,
      ...given,
      revision: before.revision + 1,
      recordedAt: nowIso(ctx),
      actor: ctx.actor,
    };
    await mustFit(ctx, writer, row);
    await putProject(writer, row);
    await audited(ctx, writer, 'project.patch', row.id, { patch: given, revision: row.revision });
  });
  return getProject(ctx, input);
}

/** Its cameras stay in the inventory. Errors: project.not_found, project.revision_conflict. */
export async function removeProject(ctx: Ctx, input: { id: string; revision?: number }): Promise<void> {
  await ctx.storage.transaction(async (writer) => {
    const before = await presentProject(ctx, writer, input.id);
    mustBeAt(before, input.revision);
    const money = (await spendSums(writer, EVERYTHING, [before.id])).get(before.id)!;
    await deleteProject(writer, before.id);
    await audited(ctx, writer, 'project.delete', before.id, { record: { ...before }, ...money });
  });
}

export const audited = (
  ctx: Ctx,
  writer: Parameters<typeof appendAudit>[0],
  action: string,
  subject: string,
  detail: Record<string, unknown>,
): Promise<void> => appendAudit(writer, { at: nowIso(ctx), actor: ctx.actor, action, subject, detail });

const fieldsOf = ({ regionCode, owner, budget, startOn, dueOn, note }: ProjectInput) => ({
  regionCode: regionCode ?? null,
  owner: owner ?? null,
  budget: budget ?? null,
  startOn: startOn ?? null,
  dueOn: dueOn ?? null,
  note: note ?? null,
});

async function mustFit(ctx: Ctx, reader: Reader, { regionCode, startOn, dueOn }: ProjectRecord): Promise<void> {
  if (startOn !== null && dueOn !== null && dueOn < startOn)
    throw new ServiceError('project.dates', 'invalid', { startOn, dueOn });
  if (regionCode !== null && (await findRegion(reader, ctx.scope, regionCode)) === null)
    throw regionMissing(regionCode);
  // whoever sees a part of the country could not see the project again
  if (regionCode === null && ctx.scope.kind !== 'everything')
    throw new ServiceError('project.region_missing', 'invalid');
}

function mustBeAt(row: ProjectRecord, given: number | undefined): void {
  if (given !== undefined && given !== row.revision)
    throw new ServiceError('project.revision_conflict', 'conflict', { id: row.id, given, current: row.revision });
}

const noStages = (): StageCounts => Object.fromEntries(STAGES_REACHED.map((stage) => [stage, 0])) as StageCounts;

function projectOf(
  row: ProjectRecord,
  stages: StageCounts,
  cameras: number,
  money: { committed: number; spent: number },
): Project {
  const { id, name, regionCode, owner, budget, currency, startOn, dueOn, note, revision } = row;
  return { id, name, regionCode, owner, budget, currency, startOn, dueOn, note, cameras, stages, ...money, revision };
}

async function toProjects(ctx: Ctx, rows: ProjectRecord[]): Promise<Project[]> {
  const money = await spendSums(
    ctx.storage.reader,
    ctx.scope,
    rows.map(({ id }) => id),
  );
  const made: Project[] = [];
  for (const row of rows) {
    const { stages, cameras } = await stagesOfProject(ctx, row);
    made.push(projectOf(row, stages, cameras, money.get(row.id)!));
  }
  return made;
}

interface Counted {
  key: string;
  stages: StageCounts;
  cameras: number;
}
/** Of whole projects, until a camera or a project changes: lists are asked for often, and a project may hold a province. */
const kept = new WeakMap<Storage, Map<string, Counted>>();

/** At each stage or a later one now; `cameras` counts the retired ones, too. */
async function stagesOfProject(ctx: Ctx, { id, revision }: ProjectRecord): Promise<Counted> {
  const { storage } = ctx;
  const key = `${await readMeta(storage.reader, 'dataVersion')} ${revision} ${JSON.stringify(ctx.scope)}`;
  const own = kept.get(storage) ?? new Map<string, Counted>();
  kept.set(storage, own);
  const known = own.get(id);
  if (known?.key === key) return known;
  const counted: Counted = { key, stages: noStages(), cameras: 0 };
  for (let after = ''; ; ) {
    const page = await projectCameraPage(storage.reader, ctx.scope, id, after, PAGE);
    counted.cameras += page.length;
    for (const { stage } of page)
      if (stage !== 'retired')
        for (const reached of STAGES_REACHED.slice(0, STAGES_REACHED.indexOf(stage) + 1)) counted.stages[reached] += 1;
    if (page.length < PAGE) break;
    after = page[PAGE - 1].id;
    await breathe();
  }
  own.set(id, counted);
  return counted;
}
