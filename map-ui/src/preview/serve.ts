// Answers the preview's calls: the same code in the worker and, in tests, without one.
import type { LeafInput } from '#engine';
import { fromArrayJson } from '#rules/array-json';
import type { CallMessage, OpenRequest, PreviewCalls, ReplyMessage, Timed } from './messages.ts';
import { openPreview, type PreviewFrame, type PreviewLeaf } from './preview-leaf.ts';

type Table = { [K in keyof PreviewCalls]: (argument: PreviewCalls[K][0]) => PreviewCalls[K][1] };

export function previewTable(nowMs: () => number): Table {
  let leaf: PreviewLeaf | null = null;
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
    edit(row) {
      if (leaf === null) throw new Error('expected an open leaf, got an edit before it');
      const open = leaf;
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
