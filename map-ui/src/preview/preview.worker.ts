// The thread that runs the engine for previews.
import type { CallMessage } from './messages.ts';
import { answerCall, previewTable } from './serve.ts';

const table = previewTable(() => performance.now());
self.onmessage = ({ data }: MessageEvent<CallMessage>) => {
  self.postMessage(answerCall(table, data));
  if (data.call === 'open') setTimeout(rehearse);
};

/** Step by step, so that a call waits for one step at most. */
function rehearse(): void {
  if (table.rehearse()) setTimeout(rehearse);
}
