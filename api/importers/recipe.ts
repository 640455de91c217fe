// Was a file with these columns read before, and how?
import type { ImportOptions } from '#contract/import';
import type { ByteSource } from './detect.ts';
import { type Opened, openTable } from './source.ts';
import type { ParseLimits, ParseRequest, ParseSummary, RememberedRecipe } from './types.ts';

/** What a recipe says about opening the bytes: it has to be known before the columns are. */
const OPENING = ['encoding', 'layer'] as const satisfies (keyof ImportOptions)[];

/** Opens the table with the options of the recipe that fits, under those given; the recipe is named in the summary. Of
 * several sheets it is the one that was meant last time, when its columns are still the same. */
export async function openWithRecipe(
  source: ByteSource,
  { kind, options, recipes = [] }: Pick<ParseRequest, 'kind' | 'options' | 'recipes'>,
  limits: ParseLimits,
  summary: ParseSummary,
): Promise<{ opened: Opened; options: ImportOptions }> {
  const named = options.recipe === undefined ? undefined : recipes.find(({ id }) => id === options.recipe);
  const first = named === undefined ? options : { ...named.options, ...options };
  const opened = await openTable(source, first, limits, kind);
  if (named !== undefined) return use(named, opened, first, summary);
  if (options.recipe !== undefined) return { opened, options };
  if (opened.kind === 'layer-unclear') {
    const again = recipes.filter(({ options: { layer } }) => opened.layers.some(({ name }) => name === layer));
    for (const recipe of again) {
      const merged = { ...recipe.options, ...options };
      const found = await openTable(source, merged, limits, kind);
      if (found.kind === 'table' && sameColumns(recipe.columns, found.table.columns))
        return use(recipe, found, merged, summary);
      if (found.kind === 'table') await found.table.close?.();
    }
  }
  if (opened.kind !== 'table') return { opened, options };
  const fitting = recipes.find(({ columns }) => sameColumns(columns, opened.table.columns));
  if (fitting === undefined) return { opened, options };
  const merged = { ...fitting.options, ...options };
  const isOpen = OPENING.every((key) => merged[key] === options[key]);
  if (isOpen) return use(fitting, opened, merged, summary);
  await opened.table.close?.();
  return use(fitting, await openTable(source, merged, limits, kind), merged, summary);
}

function use(
  recipe: RememberedRecipe,
  opened: Opened,
  options: ImportOptions,
  summary: ParseSummary,
): { opened: Opened; options: ImportOptions } {
  summary.recipe = recipe.id;
  return { opened, options };
}

/** In any order: a column moved to another place is still itself. */
function sameColumns(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length || a.length === 0) return false;
  const known = new Set(a);
  return b.every((column) => known.has(column));
}
