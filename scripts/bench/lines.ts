// The figures to reach: what each line demands, from which numbers it is judged, and the command that measures it.

export interface Line {
  what: string;
  atLeast: string;
  reachFor: string;
  reached: string;
  /** how many times the least demand was met: 1 or more is a pass */
  ratio: string;
  verdict: 'reached the far mark' | 'pass' | 'miss' | 'not measured';
  command: string;
}

interface Demand {
  what: string;
  /** least demand and far mark, in the unit of `value` */
  atLeast: number;
  reachFor: number;
  better: 'more' | 'less';
  unit: string;
  command: string;
  /** null = not measured in this run */
  value: (facts: Facts) => number | null;
  /** said beside the value */
  beside?: (facts: Facts) => string;
}

/** Facts by name; `at(name)` is the value at the largest part of the province for which there is one. */
export class Facts {
  private readonly all: Record<string, number>;
  constructor(all: Record<string, number>) {
    this.all = all;
  }
  get(name: string): number | null {
    return this.all[name] ?? null;
  }
  scales(...names: string[]): number[] {
    const of = (name: string): number[] =>
      Object.keys(this.all).flatMap((key) => (key.startsWith(`${name}@`) ? [Number(key.slice(name.length + 1))] : []));
    return of(names[0])
      .filter((scale) => names.every((name) => of(name).includes(scale)))
      .sort((a, b) => a - b);
  }
  /** The values of several names at the largest part where all are known. */
  together(...names: string[]): { scale: number; values: number[] } | null {
    const scale = this.scales(...names).at(-1);
    return scale === undefined ? null : { scale, values: names.map((name) => this.all[`${name}@${scale}`]) };
  }
}

/** A ratio of two facts at the largest common part. */
const over =
  (a: string, b: string) =>
  (facts: Facts): number | null => {
    const both = facts.together(a, b);
    return both && both.values[0] / both.values[1];
  };
const latest =
  (name: string) =>
  (facts: Facts): number | null =>
    facts.together(name)?.values[0] ?? null;
const partOf =
  (...names: string[]) =>
  (facts: Facts): string => {
    const scale = facts.together(...names)?.scale;
    return scale === undefined || scale === 1 ? '' : `at ${scale}`;
  };
const bench = (args: string): string => `npm run bench -- ${args}`;

const DEMANDS: Demand[] = [
  {
    what: 'province, every village, k = 1: PostGIS CPU s ÷ ours',
    atLeast: 12,
    reachFor: 25,
    better: 'more',
    unit: '×',
    command: bench('--only engine,postgis --scale 0.05,1'),
    value: over('postgis.cpuS', 'engine.k1.cpuS'),
    beside: partOf('postgis.cpuS', 'engine.k1.cpuS'),
  },
  {
    what: 'the same, wall with 2 threads each',
    atLeast: 10,
    reachFor: 25,
    better: 'more',
    unit: '×',
    command: bench('--only engine,postgis --scale 0.05,1'),
    value: over('postgis.wallS', 'pool2.k1.wallS'),
    beside: partOf('postgis.wallS', 'pool2.k1.wallS'),
  },
  {
    what: 'the same, memory of the engine',
    atLeast: 1_500,
    reachFor: 1_500,
    better: 'less',
    unit: 'MB',
    command: bench('--only engine --scale 1'),
    value: (facts) => {
      const scale = facts.scales('engine.peakMb').at(-1);
      if (scale === undefined) return null;
      return Math.max(facts.get(`engine.peakMb@${scale}`) ?? 0, facts.get(`pool2.peakMb@${scale}`) ?? 0);
    },
    beside: partOf('engine.peakMb'),
  },
  {
    what: 'province from the database to figures k = 1…4 and gap outlines in the database, wall on 2 cores',
    atLeast: 40,
    reachFor: 20,
    better: 'less',
    unit: 's',
    command: bench('--only pipeline --db-scale 1'),
    value: (facts) => facts.get('pipeline.wallOfProvinceS'),
    beside: (facts) => scaledBy(facts, 'pipeline.scale'),
  },
  {
    what: 'the same, memory',
    atLeast: 1_500,
    reachFor: 1_500,
    better: 'less',
    unit: 'MB',
    command: bench('--only pipeline --db-scale 1'),
    value: (facts) => facts.get('pipeline.peakMb'),
    beside: (facts) => at(facts, 'pipeline.scale'),
  },
  {
    what: 'against @turf union on the same villages',
    atLeast: 300,
    reachFor: 600,
    better: 'more',
    unit: '×',
    command: bench('--only peers'),
    value: (facts) => facts.get('turf.ratio'),
  },
  {
    what: 'against the best npm library (clipper2-wasm) at 1/20',
    atLeast: 6,
    reachFor: 12,
    better: 'more',
    unit: '×',
    command: bench('--only peers --peer-scale 0.05'),
    value: (facts) => facts.get('clipper.ratio'),
    beside: (facts) => (facts.get('geos.ratio') === null ? '' : `geos-wasm ${facts.get('geos.ratio')!.toFixed(1)} ×`),
  },
  {
    what: 'accuracy: worst village against GEOS, 512 and 4,096 segments extrapolated',
    atLeast: 1e-8,
    reachFor: 5e-9,
    better: 'less',
    unit: '',
    command: bench('--only accuracy'),
    value: (facts) => facts.get('accuracy.worst'),
  },
  {
    what: 'every chain closed',
    atLeast: 1e-6,
    reachFor: 1e-6,
    better: 'less',
    unit: 'm',
    command: bench('--only engine --scale 1'),
    value: latest('engine.k4gaps.residualM'),
    beside: partOf('engine.k4gaps.residualM'),
  },
  {
    what: 'k = 1…4 in one pass ÷ k = 1',
    atLeast: 2,
    reachFor: 1.5,
    better: 'less',
    unit: '×',
    command: bench('--only engine'),
    value: over('engine.k4.cpuS', 'engine.k1.cpuS'),
    beside: partOf('engine.k4.cpuS'),
  },
  {
    what: 'gap outlines of all villages ÷ own areas (k = 1)',
    atLeast: 1.4,
    reachFor: 1.2,
    better: 'less',
    unit: '×',
    command: bench('--only engine'),
    value: over('engine.k1gaps.cpuS', 'engine.k1.cpuS'),
    beside: (facts) => {
      const k4 = over('engine.k4gaps.cpuS', 'engine.k4.cpuS')(facts);
      return k4 === null ? '' : `${k4.toFixed(2)} × with k = 1…4`;
    },
  },
  {
    what: 'the same: loops open or lost',
    atLeast: 0,
    reachFor: 0,
    better: 'less',
    unit: '',
    command: bench('--only engine'),
    value: latest('engine.k4gaps.openRings'),
  },
  {
    what: 'the same: abs(demand − high − gaps)',
    atLeast: 1e-4,
    reachFor: 1e-4,
    better: 'less',
    unit: 'm²',
    command: bench('--only engine'),
    value: latest('engine.k4gaps.gapsOffM2'),
  },
  ...(['village', 'town'] as const).flatMap((place): Demand[] => [
    {
      what: `one camera changed, ${place === 'village' ? 'villages of 40' : 'towns of 3,000'}: p50 at the server`,
      atLeast: 1.5,
      reachFor: 1.5,
      better: 'less',
      unit: 'ms',
      command: bench('--only edits'),
      value: (facts) => facts.get(`edits.${place}.p50Ms`),
    },
    {
      what: 'the same, p99',
      atLeast: 10,
      reachFor: 3,
      better: 'less',
      unit: 'ms',
      command: bench('--only edits'),
      value: (facts) => facts.get(`edits.${place}.p99Ms`),
    },
  ]),
  {
    what: 'two threads against one, wall',
    atLeast: 1.8,
    reachFor: 1.9,
    better: 'more',
    unit: '×',
    command: bench('--only engine --threads 1,2'),
    value: over('engine.k4gaps.wallS', 'pool2.k4gaps.wallS'),
    beside: (facts) => {
      const k1 = over('engine.k1.wallS', 'pool2.k1.wallS')(facts);
      return `k = 1…4 with gaps${k1 === null ? '' : `; ${k1.toFixed(2)} × at k = 1`}`;
    },
  },
  {
    what: 'cost per camera, smallest part → largest: change',
    atLeast: 25,
    reachFor: 10,
    better: 'less',
    unit: '%',
    command: bench('--only engine --scale 0.01,0.05,1'),
    value: (facts) => {
      const scales = facts.scales('engine.k1.perCpuS');
      if (scales.length < 2) return null;
      const [small, large] = [scales[0], scales[scales.length - 1]].map((s) => facts.get(`engine.k1.perCpuS@${s}`)!);
      return Math.max(0, 100 * (small / large - 1));
    },
    beside: (facts) => facts.scales('engine.k1.perCpuS').join(' → '),
  },
  {
    what: 'words about states, batches of 1,000, answered when on the disk',
    atLeast: 20_000,
    reachFor: 20_000,
    better: 'more',
    unit: 'rows/s',
    command: bench('status --db-scale 1'),
    value: (facts) => facts.get('status.rowsPerS'),
    beside: (facts) => at(facts, 'status.scale'),
  },
  {
    what: 'the same: a new tile meanwhile, p99',
    atLeast: 200,
    reachFor: 50,
    better: 'less',
    unit: 'ms',
    command: bench('status --db-scale 1'),
    value: (facts) => facts.get('status.tileP99Ms'),
    beside: (facts) => at(facts, 'status.scale'),
  },
  {
    what: 'changes of state of a camera that flaps, in 30 min',
    atLeast: 1,
    reachFor: 1,
    better: 'less',
    unit: '',
    command: bench('status --db-scale 1'),
    value: (facts) => facts.get('status.changesPerDevice'),
    beside: (facts) => at(facts, 'status.scale'),
  },
  {
    what: 'import of 1.9 million cameras from CSV, validated, indexed, durable',
    atLeast: 60,
    reachFor: 20,
    better: 'less',
    unit: 's',
    command: bench('--only import --db-scale 1'),
    value: (facts) => facts.get('import.wallOfProvinceS'),
    beside: (facts) => scaledBy(facts, 'import.scale'),
  },
  {
    what: 'the same, memory of both processes',
    atLeast: 1_000,
    reachFor: 1_000,
    better: 'less',
    unit: 'MB',
    command: bench('--only import --db-scale 1'),
    value: (facts) => facts.get('import.peakMb'),
    beside: (facts) => at(facts, 'import.scale'),
  },
  {
    what: 'tiles of cameras, first hit: p95 at the worst zoom from z12 on',
    atLeast: 5,
    reachFor: 5,
    better: 'less',
    unit: 'ms',
    command: bench('--only tiles --db-scale 1'),
    value: (facts) => facts.get('tiles.deepP95Ms'),
    beside: (facts) => at(facts, 'tiles.scale'),
  },
  {
    what: 'the same, z8–10: slowest',
    atLeast: 50,
    reachFor: 50,
    better: 'less',
    unit: 'ms',
    command: bench('--only tiles --db-scale 1'),
    value: (facts) => facts.get('tiles.middleMs'),
    beside: (facts) => at(facts, 'tiles.scale'),
  },
  {
    what: 'the same, z6',
    atLeast: 150,
    reachFor: 20,
    better: 'less',
    unit: 'ms',
    command: bench('--only tiles --db-scale 1'),
    value: (facts) => facts.get('tiles.z6Ms'),
    beside: (facts) => at(facts, 'tiles.scale'),
  },
  {
    what: 'gap outlines of the province as GeoJSON',
    atLeast: 10,
    reachFor: 5,
    better: 'less',
    unit: 's',
    command: bench('--only gaps --db-scale 1'),
    value: (facts) => facts.get('gapOutlines.wallOfProvinceS'),
    beside: (facts) => scaledBy(facts, 'gapOutlines.scale'),
  },
  {
    what: 'line of sight on a 5 m elevation grid, range 120 m, per camera',
    atLeast: 2,
    reachFor: 0.5,
    better: 'less',
    unit: 'ms',
    command: bench('--only terrain'),
    value: (facts) => facts.get('terrain.perCameraMs'),
  },
  {
    what: 'a village where 3,000 footprints share one apex',
    atLeast: 1,
    reachFor: 1,
    better: 'less',
    unit: 's',
    command: bench('--only quadratic'),
    value: (facts) => facts.get('quadratic.wallS'),
  },
];

function scaledBy(facts: Facts, name: string): string {
  const scale = facts.get(name);
  return scale === null || scale === 1 ? '' : `measured at ${scale}, times ${+(1 / scale).toFixed(1)}`;
}
function at(facts: Facts, name: string): string {
  const scale = facts.get(name);
  return scale === null || scale === 1 ? '' : `at ${scale}`;
}

const shown = (v: number, unit: string): string => {
  const text =
    v === 0
      ? '0'
      : Math.abs(v) < 1e-3
        ? v.toExponential(1)
        : Math.abs(v) >= 100
          ? Math.round(v).toLocaleString('en')
          : String(+v.toPrecision(3));
  return unit === '' ? text : `${text} ${unit}`;
};

export function judge(all: Record<string, number>): Line[] {
  const facts = new Facts(all);
  return DEMANDS.map((d) => {
    const value = d.value(facts);
    const sign = d.better === 'more' ? '≥' : '≤';
    const beside = value === null ? '' : (d.beside?.(facts) ?? '');
    const meets = (mark: number): boolean => value !== null && (d.better === 'more' ? value >= mark : value <= mark);
    const ratio =
      value === null || d.atLeast === 0 ? null : d.better === 'more' ? value / d.atLeast : d.atLeast / value;
    return {
      what: d.what,
      atLeast: `${sign} ${shown(d.atLeast, d.unit)}`,
      reachFor: d.reachFor === d.atLeast ? '' : `${sign} ${shown(d.reachFor, d.unit)}`,
      reached: value === null ? '–' : `${shown(value, d.unit)}${beside ? ` (${beside})` : ''}`,
      ratio: ratio === null || !Number.isFinite(ratio) ? '' : ratio >= 100 ? '> 100' : ratio.toPrecision(2),
      verdict:
        value === null
          ? 'not measured'
          : meets(d.reachFor) && d.reachFor !== d.atLeast
            ? 'reached the far mark'
            : meets(d.atLeast)
              ? 'pass'
              : 'miss',
      command: d.command,
    };
  });
}
