/** Builds the thread only when it is missing or older than a source; answers its path. */
export function ensureGapTextWorker(): Promise<string>;
