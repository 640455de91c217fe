// All gap outlines as one GeoJSON text, streamed to a file as the command line and the server do.
import { createWriteStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gapsGeojson } from '#services/gaps';
import { measured, withDatabase } from './database.ts';
import { emptyResult, measurement, type SectionInput, type SectionResult } from './facts.ts';
import { peakMb, timed } from './meter.ts';
import { scratch } from './province.ts';

export async function gapOutlinesSection(input: SectionInput): Promise<SectionResult> {
  const { scale } = input;
  const path = scratch('gaps.geojson');
  return withDatabase(input, async (ctx) => {
    await measured(ctx);
    const { cpuS, wallS } = await timed(() => pipeline(Readable.from(gapsGeojson(ctx, {})), createWriteStream(path)));
    return {
      ...emptyResult(),
      measurements: [
        measurement('gap outlines as GeoJSON, from the database to a file', {
          scale,
          cpuS,
          wallS,
          peakMb: peakMb(),
          note: `${(statSync(path).size / 1e6).toFixed(0)} MB`,
        }),
      ],
      facts: {
        'gapOutlines.scale': scale,
        'gapOutlines.wallOfProvinceS': wallS / scale,
        'gapOutlines.peakMb': peakMb(),
      },
    };
  });
}
