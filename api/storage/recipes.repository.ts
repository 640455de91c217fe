// Recipes: how files of one owner are read.
import { desc, eq } from 'drizzle-orm';
import type { Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { recipes } from './tables.sqlite.ts';

export type RecipeRow = typeof recipes.$inferSelect;

/** Newest first. */
export async function recipeRows(reader: Reader, _scope: Scope, kind?: RecipeRow['kind']): Promise<RecipeRow[]> {
  return reader
    .select()
    .from(recipes)
    .where(kind === undefined ? undefined : eq(recipes.kind, kind))
    .orderBy(desc(recipes.createdAt), desc(recipes.id));
}
export async function findRecipe(reader: Reader, _scope: Scope, id: string): Promise<RecipeRow | null> {
  return (await reader.select().from(recipes).where(eq(recipes.id, id)))[0] ?? null;
}
export async function putRecipe(writer: Writer, row: RecipeRow): Promise<void> {
  writer.insertMany(recipes, [row], 'replace');
}
export async function deleteRecipe(writer: Writer, id: string): Promise<void> {
  await writer.delete(recipes).where(eq(recipes.id, id));
}
