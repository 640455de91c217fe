// The names under which answers are kept. `data` answers change with the data version, the others do not.
export const keys = {
  workspace: ['workspace'] as const,
  data: ['data'] as const,
  region: (code: string) => ['data', 'region', code] as const,
  regions: (query: object) => ['data', 'regions', query] as const,
  figures: (scope: string | null) => ['data', 'figures', scope] as const,
  figure: (code: string, set: string) => ['data', 'figure', code, set] as const,
  gaps: (code: string) => ['data', 'gaps', code] as const,
  cameras: (code: string) => ['data', 'cameras', code] as const,
  places: (code: string) => ['data', 'places', code] as const,
  leastMissed: (code: string) => ['data', 'least-missed', code] as const,
  camera: (id: string) => ['data', 'camera', id] as const,
  quality: ['data', 'quality'] as const,
  targets: ['data', 'targets'] as const,
  /** states, outages, feeds and works: made old by data and by words about states */
  monitoring: ['data', 'monitoring'] as const,
  jobs: ['jobs'] as const,
  alerts: ['alerts'] as const,
  imports: ['imports'] as const,
  import: (id: string) => ['imports', id] as const,
  /** of one reading: it never changes, so it is not among what events make old */
  truth: (id: string, reading: string | null) => ['truth', id, reading] as const,
  allRecipes: ['recipes'] as const,
  recipes: (kind: string) => ['recipes', kind] as const,
  outlines: (codes: readonly string[]) => ['data', 'outlines', ...codes] as const,
};
