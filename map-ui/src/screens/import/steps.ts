// Which steps does an import have, at which one does it stand, and what does each still want?
import type { ImportKind, ImportQuestion, ImportRecord } from '#contract/import';
import { doubtfulColumns, hasPositions } from './options.ts';

export const STEPS = ['file', 'columns', 'coordinates', 'check', 'preview', 'done'] as const;
export type Step = (typeof STEPS)[number];
export const isStep = (text: string | null): text is Step => (STEPS as readonly (string | null)[]).includes(text);

type Standing = Pick<ImportRecord, 'state' | 'receipt'> &
  Partial<Pick<ImportRecord, 'problemGroups' | 'mapping' | 'truth'>>;

/** The step that a question belongs to. */
export function stepOfQuestion({ option }: Pick<ImportQuestion, 'option'>): Step {
  if (option === 'encoding' || option === 'layer') return 'file';
  if (option === 'crs' || option === 'axes') return 'coordinates';
  if (option === 'match' || option === 'matchM' || option === 'vanish') return 'preview';
  return 'columns';
}

const wantsLook = ({ problemGroups = [] }: Standing) => problemGroups.some(({ severity }) => severity !== 'note');

/** Another system fits better, or cameras lie in none of the regions. New borders may lie anywhere, and a camera need not
 * stand on public space; but where not one does, the list is of another place. */
export function doubtfulSystem({ truth, receipt }: Standing): boolean {
  if (!truth || truth.likely === truth.current) return false;
  if (truth.likely !== null) return true;
  return receipt?.kind === 'cameras' && (truth.basis !== 'space' || truth.hypotheses[truth.current]?.inside === 0);
}

/** It was stopped by somebody, or because the program ended: nothing is wrong with the file. */
export const isStopped = ({ state, receipt, reason }: Pick<ImportRecord, 'state' | 'receipt' | 'reason'>): boolean =>
  state === 'failed' && receipt?.problems[0]?.message !== reason;

/** Where an import stands: at its first open question, at its problems, or before it is taken over. */
export function stepOf(record: Standing): Step {
  const { state, receipt } = record;
  if (state === 'parsing' || state === 'failed') return 'file';
  if (state === 'committed' || state === 'undone') return 'done';
  const open = receipt?.questions[0];
  if (state === 'needs-answer' && open) return stepOfQuestion(open);
  if (receipt?.usable === 0) return 'check';
  if (doubtfulColumns(record.mapping ?? []).length > 0) return 'columns';
  if (doubtfulSystem(record)) return 'coordinates';
  return wantsLook(record) ? 'check' : 'preview';
}

/** Nothing has been read as long as it is open which table is meant, or how its text is written. */
export const isUnread = ({ receipt, state }: Pick<ImportRecord, 'receipt' | 'state'>): boolean =>
  state === 'needs-answer' && (receipt?.questions.some((question) => stepOfQuestion(question) === 'file') ?? false);

/** `later` = nothing to see there yet. */
export type Mark = 'fine' | 'look' | 'blocked' | 'open' | 'later';
export function markOf(step: Step, record: ImportRecord): Mark {
  const { state, receipt } = record;
  const over = state === 'committed' || state === 'undone';
  if (step === 'done') return over ? 'fine' : 'later';
  if (receipt === null || state === 'failed') return step === 'file' && state === 'failed' ? 'blocked' : 'later';
  if (receipt.questions.some((question) => stepOfQuestion(question) === step) && !over) return 'blocked';
  if (isUnread(record)) return 'later';
  if (step === 'preview') return over ? 'fine' : state === 'ready' ? 'open' : 'later';
  if (over) return 'fine';
  if (step === 'columns') return doubtfulColumns(record.mapping).length > 0 ? 'look' : 'fine';
  if (step === 'coordinates') return doubtfulSystem(record) ? 'look' : 'fine';
  if (step === 'check') return wantsLook(record) ? 'look' : 'fine';
  return 'fine';
}

/** A step that says nothing about a kind of file is left out: a list of targets has no positions, a grid no columns. */
export const stepsOf = (kind: ImportKind): readonly Step[] =>
  STEPS.filter(
    (step) => (step !== 'coordinates' || hasPositions(kind)) && (step !== 'columns' || kind !== 'elevation'),
  );

export function nextStep(step: Step, record: ImportRecord): Step | null {
  const steps = stepsOf(record.receipt?.kind ?? 'cameras');
  const next = steps[steps.indexOf(step) + 1];
  return next === undefined || next === 'done' ? null : next;
}
