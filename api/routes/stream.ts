// Server-sent events: who listens, and how do they learn of it at once? Heartbeats keep proxies from closing a quiet line.
import type { Events, ServerEvent } from '#services/ctx';
import { HttpError } from './problem.ts';

const HEARTBEAT_MS = 15_000;
/** How long a browser waits before it connects again. */
const RETRY_MS = 2_000;
const MAX_LISTENERS = 200;
/** A listener this many chunks behind is cut off; it reconnects and reads the present state. */
const MAX_BEHIND = 1_000;

export interface Streams {
  open(first: ServerEvent): Response;
  count(): number;
  /** Ends every stream with a retry hint. */
  close(): void;
}

export function createStreams(events: Events): Streams {
  const listeners = new Set<(gone?: boolean) => void>();
  const encoder = new TextEncoder();
  let closed = false;

  function open(first: ServerEvent): Response {
    if (closed || listeners.size >= MAX_LISTENERS) throw new HttpError(503, 'http.busy', { seconds: 2 });
    let end = (_gone?: boolean) => {};
    const body = new ReadableStream<Uint8Array>(
      {
        start(controller) {
          const send = (text: string) => {
            controller.enqueue(encoder.encode(text));
            if ((controller.desiredSize ?? 0) < -MAX_BEHIND) end();
          };
          const sendEvent = (event: ServerEvent) => send(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
          const stopListening = events.subscribe(sendEvent);
          const heartbeat = setInterval(() => send(': still here\n\n'), HEARTBEAT_MS);
          heartbeat.unref();
          end = (gone) => {
            if (!listeners.delete(end)) return;
            clearInterval(heartbeat);
            stopListening();
            if (!gone) controller.close();
          };
          listeners.add(end);
          send(`retry: ${RETRY_MS}\n\n`);
          sendEvent(first);
        },
        cancel() {
          end(true);
        },
      },
      { highWaterMark: 16 },
    );
    const headers = {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    };
    return new Response(body, { headers });
  }

  return {
    open,
    count: () => listeners.size,
    close() {
      closed = true;
      for (const end of [...listeners]) end();
    },
  };
}
