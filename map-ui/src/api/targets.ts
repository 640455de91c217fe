// Targets are replaced as a whole list.
import type { Target, TargetInput } from '#contract/target';
import { refreshData } from './events.ts';
import { sendJson } from './http.ts';
import { keys } from './keys.ts';
import { type Page, queryClient } from './queries.ts';

export async function replaceTargets(targets: readonly TargetInput[]): Promise<Target[]> {
  const answer = await sendJson<Page<Target>>('PUT', '/targets', { targets });
  queryClient.setQueryData(keys.targets, answer);
  refreshData();
  return answer.items;
}
