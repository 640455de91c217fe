// A compute worker: measures the batches it is given, one after the other. It opens no database and reads no environment.
import { parentPort } from 'node:worker_threads';
import { measureOne } from './measure-one.ts';
import type { AnswerMessage, BatchMessage, MeasureReply, MeasureRequest } from './messages.ts';
import { packReplies } from './pack-replies.ts';
import { unpackRequests } from './pack-requests.ts';

function* measured(batch: MeasureRequest[]): Generator<MeasureReply> {
  for (const request of batch) yield measureOne(request);
}

const port = parentPort!;
const answer = (message: AnswerMessage, moved: ArrayBuffer[] = []): void => port.postMessage(message, moved);

port.on('message', ({ id, packed }: BatchMessage) => {
  try {
    const replies = packReplies(measured(unpackRequests(packed)));
    answer({ id, packed: replies }, [replies.columns]);
  } catch (error) {
    answer({ id, error });
  }
});
