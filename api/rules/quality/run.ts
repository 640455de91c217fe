// Runs rules over records: what each finds, and which of them broke.
import type { Detail, EffectKind, QualityFacts, QualityRecord, QualityRule } from './types.ts';

export interface RuleOutcome {
  found: { rule: QualityRule; camera: QualityRecord; detail: Detail }[];
  /** rule → cameras of which it said nothing new */
  asBefore: Map<string, Set<string>>;
}

/** A rule that throws is out for the rest of the run: what it found before stays, marked as old. */
export function runRules(
  rules: readonly QualityRule[],
  camera: QualityRecord,
  facts: QualityFacts,
  outcome: RuleOutcome,
  failures: Map<string, string>,
): void {
  for (const rule of rules) {
    if (rule.check === null || failures.has(rule.id)) continue;
    try {
      const detail = rule.check(camera, facts);
      if (detail === 'as-before') {
        const known = outcome.asBefore.get(rule.id) ?? new Set<string>();
        outcome.asBefore.set(rule.id, known.add(camera.id));
      } else if (detail !== null) outcome.found.push({ rule, camera, detail });
    } catch (error) {
      failures.set(rule.id, error instanceof Error ? error.message : String(error));
    }
  }
}

/** Square metres an issue is ranked by. An unaimed camera adds nothing to low: no doubt can take it away. */
export const effectOf = (kind: EffectKind, isUnaimed: boolean, cameraM2: number): number =>
  kind === 'none' || (kind === 'doubts' && isUnaimed) ? 0 : cameraM2;
