// Answers the preview's calls: the same code in the worker and, in tests, without one.
import type { LeafInput } from '#engine';
import { fromArrayJson } from '#rules/array-json';
import type { CallMessage, OpenRequest, PreviewCalls, ReplyMessage, Timed } from './messages.ts';
import { openPreview, type PreviewFrame, type PreviewLeaf } from './preview-leaf.ts';

type Table = { [K in keyof PreviewCalls]: (argument: PreviewCalls[K][0]) => PreviewCalls[K][1] };

/** Leaves are rehearsed so often after they were opened, and for so long (ms) at most: then the engine's code is compiled. A
 * call waits for one rehearsal at most, so that a slow machine may take its time. */
const REHEARSALS = 300;
const REHEARSED_MS = 4_000;

export function previewTable(nowMs: () => number): Table & { rehearse(): boolean } {
  let leaf: PreviewLeaf | null = null;
  let rehearsals = 0;
  let rehearsedMs = 0;
  const timed = (work: () => PreviewFrame): Timed<PreviewFrame> => {
    const begin = nowMs();
    const answer = work();
    return { answer, engineMs: nowMs() - begin };
  };
  return {
    open({ input, cameraIds, cameraId }: OpenRequest) {
      const read = fromArrayJson<LeafInput>(input);
      return timed(() => {
        const opened = openPreview(read, cameraIds, cameraId);
        leaf = opened;
        return opened.first;
      });
    },
    /** To be called while nothing else is asked; answers whether there is more to rehearse. The first edit ends it. */
    rehearse() {
      if (leaf === null || rehearsals >= REHEARSALS || rehearsedMs >= REHEARSED_MS) return false;
      const begin = nowMs();
      leaf.rehearse();
      rehearsedMs += nowMs() - begin;
      rehearsals += 1;
      return true;
    },
    edit(row) {
      if (leaf === null) throw new Error('expected an open leaf, got an edit before it');
      const open = leaf;
      rehearsals = REHEARSALS;
      return timed(() => open.edit(row));
    },
  };
}

export function answerCall(table: Table, { n, call, argument }: CallMessage): ReplyMessage {
  try {
    return { n, answer: (table[call] as (a: unknown) => unknown)(argument) };
  } catch (error) {
    return { n, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
