// Which words say nothing that those around them do not say? A camera that reports every few minutes that it is still online
// leaves one word for all of that: the first, with the time of the last. docs/status.md.

export interface OldWord {
  at: number;
  /** it stands for a run already: the time of its last word */
  until: number | null;
  feedNo: number;
  state: number;
  reasonNo: number;
  batchNo: number;
  /** when it came in, by our clock */
  receivedAt: number;
  /** it may become part of a run */
  isOld: boolean;
}
/** Indexes into the words: `first` is kept and stands for all up to `last`. */
export interface Run {
  first: number;
  last: number;
}

const endOf = ({ at, until }: OldWord): number => until ?? at;

/** `words` of one subject by time. What is joined makes the same intervals, at whatever instant they are asked for and with
 * whatever was known then. */
export function runsOf(words: readonly OldWord[], staleAfterOf: (feedNo: number) => number): Run[] {
  const runs: Run[] = [];
  let run: Run = { first: 0, last: 0 };
  let end = Number.NEGATIVE_INFINITY;
  const close = (): void => {
    if (run.last > run.first) runs.push(run);
  };
  words.forEach((word, i) => {
    const before = words[i - 1];
    if (before !== undefined && endOf(before) >= end && isNext(before, word, staleAfterOf)) run.last = i;
    else {
      close();
      run = { first: i, last: i };
    }
    end = Math.max(end, endOf(word));
  });
  close();
  return runs;
}

function isNext(before: OldWord, word: OldWord, staleAfterOf: (feedNo: number) => number): boolean {
  if (!before.isOld || !word.isOld) return false;
  if (before.feedNo !== word.feedNo || before.state !== word.state || before.reasonNo !== word.reasonNo) return false;
  const end = endOf(before);
  const stale = staleAfterOf(word.feedNo);
  if (word.at <= end || word.at - end > stale) return false;
  // nobody who asked before it came in was told that the camera had gone silent
  return word.batchNo === before.batchNo || (word.receivedAt >= before.receivedAt && word.receivedAt - end <= stale);
}
