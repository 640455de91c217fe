// What is a rule of data quality, and what may it look at? A rule is a pure function of one record and a few facts.
import type { CameraFields } from '#contract/camera';
import type { EmptyFootprint, Footprint } from '../assumptions.ts';
import type { Seen } from '../stage-evidence.ts';

export type QualityRecord = CameraFields & {
  id: string;
  regionCode: string | null;
  revision: number;
  validFrom: string;
  recordedAt: string;
};

/** What is known of the place and the day, so that a rule reads nothing itself. */
export interface QualityFacts {
  nowMs: number;
  /** YYYY-MM-DD */
  today: string;
  footprint: Footprint | EmptyFootprint;
  /** first six digits of the numeric codes of its region and of those above; empty = they are not numbered */
  countyOfRegion: string | null;
  /** first six digits of all numeric region codes */
  counties: ReadonlySet<string>;
  /** other records of the same region at most `SAME_SPOT_M` away */
  neighbours: readonly QualityRecord[];
  /** top of the building it stands in; null = in one of unknown height; undefined = in none */
  buildingTopM: number | null | undefined;
  /** stands in a zone that must not be viewed */
  isForbidden: boolean;
  /** private ground its footprint covers; undefined = not measured in this run, what was found before stays */
  privateM2: number | undefined;
  /** share of its own sector that obstacles hide; null = cannot be known; undefined = not measured in this run */
  hiddenShare: number | null | undefined;
  /** what the words about its state say */
  seen: Seen;
}

export type Severity = 'error' | 'warning' | 'note';
/** `settles`: ground that only a missing value leaves open. `doubts`: ground whose coverage hangs on a value that may be
 * wrong. `none`: paper. */
export type EffectKind = 'settles' | 'doubts' | 'none';
export type QuickFix = 'azimuth-from-name' | 'type-from-angle';
/** A layer without which a rule has nothing to say. */
export type Need = 'regions' | 'numbered-regions' | 'obstacles' | 'privacy-zones' | 'water' | 'status';
export type Detail = Record<string, string | number | null>;
export interface RuleText {
  title: string;
  why: string;
  fix: string;
}

export interface QualityRule {
  /** dotted, stable: marks and issues are kept under it */
  id: string;
  severity: Severity;
  effect: EffectKind;
  /** what has to be known to settle it */
  fields: readonly (keyof CameraFields)[];
  quickFix: QuickFix | null;
  needs: Need | null;
  /** it reads what only measuring ground finds: before its first run all ground is measured */
  isMeasured?: true;
  en: RuleText;
  zh: RuleText;
  /** null = nothing wrong; `as-before` = what is needed was not looked at; a rule without check is never run */
  check: ((camera: QualityRecord, facts: QualityFacts) => Detail | null | 'as-before') | null;
}

/** Two records closer than this stand on one pole: half the width of a mast's foot plus what a phone's position is worth
 * after averaging (m). */
export const SAME_SPOT_M = 2;

export const isInstalled = ({ stage }: Pick<CameraFields, 'stage'>): boolean =>
  stage === 'installed' || stage === 'networked' || stage === 'accepted';

/** Days from one date to another. */
export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;
