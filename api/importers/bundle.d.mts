/** Where the bundle lies; run.ts uses it when it is newer than its sources. */
export const bundlePath: string;
/** Writes the bundle (default `bundlePath`) and answers where it is. */
export function bundleParseChild(outfile?: string): Promise<string>;
