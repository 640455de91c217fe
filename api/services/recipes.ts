// How files of one owner are read, remembered: made from an import, found again by the columns of the next file.
import type { ImportKind, ImportOptions, Recipe } from '#contract/import';
import type { RememberedRecipe } from '#importers/types';
import { appendAudit } from '#storage/audit.repository';
import { findImport } from '#storage/imports.repository';
import { deleteRecipe, findRecipe, putRecipe, type RecipeRow, recipeRows } from '#storage/recipes.repository';
import type { Reader } from '#storage/storage';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';

/** Options that speak of one file only. */
type Lasting = Omit<ImportOptions, 'fixes' | 'recipe' | 'vanish' | 'extent' | 'match'>;
function lasting(options: ImportOptions): Lasting {
  const { fixes: _fixes, recipe: _recipe, vanish: _vanish, extent: _extent, match: _match, ...rest } = options;
  return rest;
}

const toRecipe = ({ actor: _actor, ...row }: RecipeRow): Recipe => row;

export async function listRecipes(ctx: Ctx, input: { kind?: ImportKind }): Promise<Recipe[]> {
  return (await recipeRows(ctx.storage.reader, ctx.scope, input.kind)).map(toRecipe);
}

/** Remembers how an import was read; one of the same name and kind is replaced.
 * Errors: import.not_found, recipe.no_columns. */
export async function saveRecipe(ctx: Ctx, input: { import: string; name: string }): Promise<Recipe> {
  const row = await findImport(ctx.storage.reader, ctx.scope, input.import);
  if (row === null) throw new ServiceError('import.not_found', 'not-found', { id: input.import });
  const columns = row.mapping.map(({ column }) => column);
  if (columns.length === 0) throw new ServiceError('recipe.no_columns', 'conflict');
  // what was recognised is written down as well: the next version of this program may recognise other things
  const mapping = Object.fromEntries(
    row.mapping.flatMap(({ column, field, dropped }) => (field === null || dropped ? [] : [[column, field]])),
  );
  const options = { ...lasting(row.options), mapping: { ...mapping, ...row.options.mapping } };
  return ctx.storage.transaction(async (writer) => {
    const known = (await recipeRows(writer, ctx.scope, row.kind)).find(({ name }) => name === input.name);
    const recipe: RecipeRow = {
      id: known?.id ?? ctx.ids(),
      name: input.name,
      kind: row.kind,
      columns,
      options,
      actor: ctx.actor,
      createdAt: nowIso(ctx),
      usedAt: null,
    };
    await putRecipe(writer, recipe);
    await appendAudit(writer, {
      at: recipe.createdAt,
      actor: ctx.actor,
      action: known ? 'recipe.replace' : 'recipe.create',
      subject: recipe.id,
      detail: { name: recipe.name, kind: recipe.kind, import: row.id },
    });
    return toRecipe(recipe);
  });
}

/** Errors: recipe.not_found. */
export async function removeRecipe(ctx: Ctx, input: { id: string }): Promise<void> {
  await ctx.storage.transaction(async (writer) => {
    const known = await findRecipe(writer, ctx.scope, input.id);
    if (known === null) throw new ServiceError('recipe.not_found', 'not-found', { id: input.id });
    await deleteRecipe(writer, input.id);
    await appendAudit(writer, {
      at: nowIso(ctx),
      actor: ctx.actor,
      action: 'recipe.delete',
      subject: input.id,
      detail: { name: known.name, kind: known.kind },
    });
  });
}

/** As the reading of a file takes them. */
export async function rememberedRecipes(reader: Reader, ctx: Ctx, kind: ImportKind): Promise<RememberedRecipe[]> {
  return (await recipeRows(reader, ctx.scope, kind)).map(({ id, columns, options }) => ({ id, columns, options }));
}

/** Names by id, for lists of imports. */
export async function recipeNames(ctx: Ctx): Promise<Map<string, string>> {
  return new Map((await recipeRows(ctx.storage.reader, ctx.scope)).map(({ id, name }) => [id, name]));
}
