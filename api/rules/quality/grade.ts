// How far can the figures of a region be trusted, as one letter with its formula? docs/model.md §8.

export type QualityGrade = 'A' | 'B' | 'C' | 'D';
export interface Graded {
  grade: QualityGrade;
  /** 0..100 */
  score: number;
  demandM2: number;
  /** high − low */
  unsettledM2: number;
  /** ground whose coverage hangs on records in doubt, at most low */
  doubtfulM2: number;
  /** half of high − low, as a share of the demand */
  plusMinus: number;
}
const BANDS: readonly (readonly [QualityGrade, number])[] = [
  ['A', 95],
  ['B', 85],
  ['C', 70],
  ['D', 0],
];

/** null where there is nothing to be seen, or nothing measured. */
export function gradeOf(sums: { demandM2: number; lowM2: number; highM2: number; doubtfulM2: number }): Graded | null {
  const { demandM2, lowM2, highM2 } = sums;
  if (!(demandM2 > 0)) return null;
  const unsettledM2 = Math.max(0, highM2 - lowM2);
  // cameras in doubt may share ground: their sum is a bound, and no more than low can be in doubt
  const doubtfulM2 = Math.min(Math.max(0, sums.doubtfulM2), lowM2);
  const score = 100 * Math.max(0, 1 - unsettledM2 / demandM2 - doubtfulM2 / demandM2);
  const grade = BANDS.find(([, least]) => score >= least)![0];
  return { grade, score, demandM2, unsettledM2, doubtfulM2, plusMinus: unsettledM2 / (2 * demandM2) };
}
