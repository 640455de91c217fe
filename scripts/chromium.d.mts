/** CHROMIUM if it is set (and then nothing else), known places, PATH. Null when there is none. */
export function findChromium(): string | null;
