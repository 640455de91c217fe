// Which pixel density does a detail ask for, and which names does a profile know? docs/model.md §2.
import type { DetailProfile } from '#contract/detail';

/** The detail without a profile. */
export const RANGE = 'range';

/** px per metre across the view, IEC 62676-4: the editions of 2014 and 2025. */
export const BUILT_IN_PROFILES: readonly DetailProfile[] = [
  {
    id: 'iec-62676-4:2014',
    details: { monitor: 12.5, detect: 25, observe: 62.5, recognise: 125, identify: 250, inspect: 1000 },
  },
  {
    id: 'iec-62676-4:2025',
    details: {
      overview: 20,
      outline: 40,
      discern: 80,
      perceive: 125,
      characterise: 250,
      validate: 500,
      scrutinise: 1500,
    },
  },
];

/** One detail of one profile; `range` has neither profile nor density. */
export interface Detail {
  name: string;
  profile: string | null;
  pxPerM: number | null;
}
export const RANGE_DETAIL: Detail = { name: RANGE, profile: null, pxPerM: null };

export type DetailFault = {
  code: 'detail.unknown' | 'detail.profile_unknown' | 'detail.needed';
  params: Record<string, string>;
};

/** The detail a caller names. Without a profile the first that knows the name: the built-in ones, then custom ones by id.
 * A name that the profile does not know is a fault that lists the names. */
export function detailOf(
  asked: { detail?: string; profile?: string },
  custom: readonly DetailProfile[] = [],
): Detail | DetailFault {
  const { detail, profile } = asked;
  const all = [...BUILT_IN_PROFILES, ...[...custom].sort((a, b) => (a.id < b.id ? -1 : 1))];
  const namesOf = (list: readonly DetailProfile[]): string =>
    list.map((p) => `${p.id}: ${Object.keys(p.details).join(', ')}`).join('; ');
  if (profile === undefined) {
    if (detail === undefined || detail === RANGE) return RANGE_DETAIL;
    const found = all.find((p) => Object.hasOwn(p.details, detail));
    if (found) return { name: detail, profile: found.id, pxPerM: found.details[detail]! };
    return { code: 'detail.unknown', params: { detail, choices: `${RANGE}; ${namesOf(all)}` } };
  }
  const named = all.find((p) => p.id === profile);
  if (!named) return { code: 'detail.profile_unknown', params: { profile, choices: all.map((p) => p.id).join(', ') } };
  if (detail === undefined) return { code: 'detail.needed', params: { profile, choices: namesOf([named]) } };
  const pxPerM = Object.hasOwn(named.details, detail) ? named.details[detail]! : null;
  if (pxPerM === null) return { code: 'detail.unknown', params: { detail, choices: namesOf([named]) } };
  return { name: detail, profile, pxPerM };
}

/** What is wrong with a list of custom profiles, beyond its form. */
export function profileFault(
  custom: readonly DetailProfile[],
): { code: 'profile.id_taken'; params: { id: string } } | null {
  const taken = new Set(BUILT_IN_PROFILES.map((p) => p.id));
  for (const { id } of custom) {
    if (taken.has(id)) return { code: 'profile.id_taken', params: { id } };
    taken.add(id);
  }
  return null;
}
