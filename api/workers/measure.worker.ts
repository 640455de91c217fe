// A compute worker: measures the leaves it is given. It opens no database and reads no environment.
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { buffersOf, measureOne } from './measure-one.ts';
import type { MeasureReply, MeasureRequest } from './messages.ts';

/** The answer's buffers move to the caller instead of being copied. */
export default function measure(batch: MeasureRequest[]): unknown {
  const replies: MeasureReply[] = batch.map(measureOne);
  const transferable = {
    get [transferableSymbol]() {
      return buffersOf(replies);
    },
    get [valueSymbol]() {
      return replies;
    },
  };
  return move(transferable as never);
}
