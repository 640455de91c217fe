// Targets are replaced as a whole list; every list that held is kept as a version.
import { useQuery } from '@tanstack/react-query';
import type { PresetName, Target, TargetInput, TargetList } from '#contract/target';
import { refreshData } from './events.ts';
import { getJson, sendJson } from './http.ts';
import { keys } from './keys.ts';
import { type Page, queryClient } from './queries.ts';

interface Answer {
  items: Target[];
  /** null = no list was ever set */
  version: TargetVersion | null;
}
export async function replaceTargets(targets: readonly TargetInput[], reason?: string): Promise<Target[]> {
  const { items } = await sendJson<Page<Target>>('PUT', '/targets', { targets, ...(reason && { reason }) });
  queryClient.setQueryData<Answer>(keys.targets, (before) => before && { ...before, items });
  void queryClient.invalidateQueries({ queryKey: keys.targets });
  refreshData();
  return items;
}

/** One version without its targets. */
export type TargetVersion = Omit<TargetList, 'targets'>;
export interface TargetChange {
  added: Target[];
  changed: { before: Target; after: Target }[];
  removed: Target[];
}
const versionKey = [...keys.targets, 'versions'] as const;

/** The list that holds, and which version of it that is. */
export const useTargetAnswer = () =>
  useQuery({
    queryKey: keys.targets,
    queryFn: ({ signal }) => getJson<Answer>('/targets', {}, signal),
  });
/** Newest first; the first one holds. */
export const useTargetVersions = () =>
  useQuery({
    queryKey: [...versionKey, 'all'],
    queryFn: async ({ signal }) => (await getJson<Page<TargetVersion>>('/targets/versions', {}, signal)).items,
  });
/** One version whole, with what it changed. */
export const useTargetList = (version: number | null) =>
  useQuery({
    queryKey: [...versionKey, version],
    queryFn: ({ signal }) => getJson<TargetList & Partial<TargetChange>>(`/targets/versions/${version}`, {}, signal),
    enabled: version !== null,
  });
export async function confirmTargets(version: number, note: string): Promise<void> {
  await sendJson('POST', '/targets/confirm', { version, ...(note.trim() !== '' && { note: note.trim() }) });
  await queryClient.invalidateQueries({ queryKey: keys.targets });
}
/** What a preset would set; nothing is stored before the list is put. */
export const proposeTargets = async (name: PresetName, region: string | null): Promise<TargetInput[]> =>
  (await getJson<{ items: TargetInput[] }>(`/targets/presets/${name}`, { region })).items;
