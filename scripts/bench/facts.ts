// What a section hands back: rows for the table of measurements, and named numbers from which the figures are judged.

import os from 'node:os';

export interface Measurement {
  scale: number | null;
  what: string;
  villages: number | null;
  cameras: number | null;
  cpuS: number | null;
  wallS: number | null;
  peakMb: number | null;
  /** of the machine in the last minute, when the row was written */
  load: number;
  note: string;
}

export interface SectionResult {
  measurements: Measurement[];
  /** name → number; names end in `@scale` where they belong to one */
  facts: Record<string, number>;
  /** what could not be measured here, and what to do about it */
  notes: string[];
  /** programs and libraries that were measured */
  versions: Record<string, string>;
}

export interface SectionInput {
  scale: number;
  threads: number;
  seed: number;
  turfVillages: number;
  /** names of the engine's modes to measure */
  modes: string[];
}

export const emptyResult = (): SectionResult => ({ measurements: [], facts: {}, notes: [], versions: {} });

export const measurement = (what: string, rest: Partial<Omit<Measurement, 'what' | 'load'>> = {}): Measurement => ({
  what,
  scale: null,
  villages: null,
  cameras: null,
  cpuS: null,
  wallS: null,
  peakMb: null,
  load: os.loadavg()[0],
  note: '',
  ...rest,
});
