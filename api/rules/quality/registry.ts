// Which rules are there? Adding one: a function in a file of this folder, and one line here.
import { stale } from './age.ts';
import { angleUnknown, azimuthUnknown, rangeUnknown, typeUnknown } from './missing.ts';
import { inWater } from './not-run.ts';
import {
  filingMissing,
  legalBasisMissing,
  purposeMissing,
  restrictedWithoutReason,
  retentionShort,
  reviewMissing,
  reviewPassed,
  signageMissing,
} from './papers.ts';
import { forbiddenPlace, seesPrivateGround } from './places.ts';
import { contradictingTypes, duplicated, inBuilding, onRoof, outsideRegions, wrongCounty } from './position.ts';
import { mostlyHidden } from './sight.ts';
import { acceptedNeverOnline } from './stage.ts';
import type { QualityRule } from './types.ts';
import { angleImplausible, heightImplausible, rangeImplausible, seesNothing, tiltImplausible } from './values.ts';

export const QUALITY_RULES: readonly QualityRule[] = [
  azimuthUnknown,
  angleUnknown,
  rangeUnknown,
  typeUnknown,
  outsideRegions,
  wrongCounty,
  inBuilding,
  onRoof,
  duplicated,
  contradictingTypes,
  heightImplausible,
  tiltImplausible,
  angleImplausible,
  rangeImplausible,
  seesNothing,
  forbiddenPlace,
  seesPrivateGround,
  mostlyHidden,
  stale,
  acceptedNeverOnline,
  filingMissing,
  signageMissing,
  purposeMissing,
  legalBasisMissing,
  reviewMissing,
  reviewPassed,
  retentionShort,
  restrictedWithoutReason,
  inWater,
];

export const ruleOf = (id: string): QualityRule | null => QUALITY_RULES.find((rule) => rule.id === id) ?? null;

/** Rules whose open issues lower the grade: ground whose coverage is in doubt for more than a note. */
export const DOUBTING_RULES: readonly string[] = QUALITY_RULES.filter(
  (rule) => rule.effect === 'doubts' && rule.severity !== 'note',
).map((rule) => rule.id);
