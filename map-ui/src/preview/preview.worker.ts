// The thread that runs the engine for previews.
import type { CallMessage } from './messages.ts';
import { answerCall, previewTable } from './serve.ts';

const table = previewTable(() => performance.now());
self.onmessage = ({ data }: MessageEvent<CallMessage>) => self.postMessage(answerCall(table, data));
