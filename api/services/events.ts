// Server events inside this process: whoever subscribed hears what is published.
import type { Events, Log, ServerEvent } from './ctx.ts';

export function createEvents(log: Log): Events {
  const listeners = new Set<(event: ServerEvent) => void>();
  return {
    publish(event) {
      for (const listener of listeners) {
        try {
          listener(event);
        } catch (error) {
          log.error({ error: String(error) }, 'a listener of server events failed');
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
