// A leaf with edits, and what the preview answers to each: the same in Node and in every browser.
import type { CameraRow } from '#engine';
import type { CallMessage, ReplyMessage, Timed } from './messages.ts';
import type { PreviewFigure, PreviewFrame, PreviewWorth } from './preview-leaf.ts';
import { answerCall, previewTable } from './serve.ts';

export interface Fixture {
  why: string;
  cameraIds: string[];
  cameraId: string;
  /** LeafInput with its arrays written out */
  input: unknown;
  /** null takes the camera out; height null = not known */
  edits: ((Omit<CameraRow, 'heightM' | 'terrain'> & { heightM: number | null }) | null)[];
}
/** One per answer: opening first, then each edit. */
export type Expected = { figure: PreviewFigure; worth: PreviewWorth | null; failedChecks: string[] }[];

/** The calls of a fixture, in order. */
export function callsOf({ cameraIds, cameraId, input, edits }: Fixture): CallMessage[] {
  const open: CallMessage = { n: 0, call: 'open', argument: { input, cameraIds, cameraId } };
  return [
    open,
    ...edits.map(
      (row, i): CallMessage => ({
        n: i + 1,
        call: 'edit',
        argument: row && { ...row, heightM: row.heightM ?? Number.NaN },
      }),
    ),
  ];
}

export function answersOf(replies: readonly ReplyMessage[]): Expected {
  return replies.map((reply) => {
    if ('fault' in reply) throw new Error(reply.fault);
    const { figure, worth, failedChecks } = (reply.answer as Timed<PreviewFrame>).answer;
    return { figure, worth, failedChecks };
  });
}

/** What this process answers. */
export function expectedOf(fixture: Fixture): Expected {
  const table = previewTable(() => 0);
  return answersOf(callsOf(fixture).map((call) => answerCall(table, call)));
}

/** How far two answers are from each other: the greatest difference of two areas, relative to the ground to be seen. */
export function apart(a: Expected, b: Expected): number {
  if (a.length !== b.length) return Infinity;
  let most = 0;
  a.forEach((answer, i) => {
    const scale = Math.max(1, answer.figure.demandM2);
    const other = b[i];
    if (answer.failedChecks.join() !== other.failedChecks.join()) most = Infinity;
    if ((answer.worth === null) !== (other.worth === null)) most = Infinity;
    const pairs = [...numbersOf(answer.figure), ...numbersOf(answer.worth)];
    const others = [...numbersOf(other.figure), ...numbersOf(other.worth)];
    pairs.forEach((x, k) => {
      most = Math.max(most, x === others[k] ? 0 : Math.abs(x - others[k]) / scale);
    });
  });
  return most;
}
const numbersOf = (part: PreviewFigure | PreviewWorth | null): number[] =>
  Object.values(part ?? {}).flatMap((value) => value ?? []);
