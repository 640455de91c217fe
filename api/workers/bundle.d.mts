export const WORKER_FILE: string;
/** Builds the worker; the same sources give the same bytes. */
export function bundleMeasureWorker(outfile?: string): Promise<void>;
/** Builds it only when it is missing or older than a source; answers its path. */
export function ensureMeasureWorker(): Promise<string>;
export function bundlePlain(entry: string, outfile: string): Promise<void>;
/** The same for any entry; `folders`: where its sources lie. */
export function ensurePlain(entry: string, outfile: string, folders: readonly string[]): Promise<string>;
