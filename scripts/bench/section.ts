// One section in a process of its own: so that its memory is its own, and one that fails takes no other with it.
import { emptyResult, type SectionInput, type SectionResult } from './facts.ts';

const SECTIONS: Record<string, () => Promise<(input: SectionInput) => Promise<SectionResult>>> = {
  input: async () => {
    const { benchInput } = await import('./province.ts');
    return async ({ scale, seed }) => {
      const i = benchInput(scale, seed);
      const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
      const note =
        `the part ${scale}: ${i.villages} villages, ${i.cameras} cameras, ${i.townCount} towns (${i.towns.join('–')} cameras), ` +
        `${percent(i.duplicates)} duplicates, ${percent(i.onPoles)} on poles, ${percent(i.discs)} discs, ${percent(i.crossBorder)} seen from two villages`;
      return { ...emptyResult(), notes: [note] };
    };
  },
  engine: async () => (await import('./engine.ts')).engineSection,
  turf: async () => (await import('./turf.ts')).turfSection,
  clipper: async () => (await import('./clipper.ts')).clipperSection,
  geos: async () => (await import('./geos.ts')).geosSection,
  postgis: async () => (await import('./postgis.ts')).postgisSection,
  accuracy: async () => (await import('./accuracy.ts')).accuracySection,
  'import-files': async () => (await import('./import.ts')).importFilesSection,
  import: async () => (await import('./import.ts')).importSection,
  pipeline: async () => (await import('./pipeline.ts')).pipelineSection,
  edits: async () => (await import('./edits.ts')).editsSection,
  status: async () => (await import('./status.ts')).statusSection,
  tiles: async () => (await import('./tiles.ts')).tilesSection,
  gaps: async () => (await import('./gap-outlines.ts')).gapOutlinesSection,
  terrain: async () => (await import('./terrain.ts')).terrainSection,
  quadratic: async () => (await import('./quadratic.ts')).quadraticSection,
};

const [name, json] = process.argv.slice(2);
const load = SECTIONS[name];
if (!load || !process.send) throw new Error(`expected to be started by run.ts with a section, got ${name}`);
const section = await load();
const result = await section(JSON.parse(json) as SectionInput);
process.send(result, () => process.exit(0));
