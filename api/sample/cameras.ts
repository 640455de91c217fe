// Which cameras does the county have? As many as asked, shared out so that villages differ as real ones do.
import type { County } from './county.ts';
import { type Land, seats, type Unit } from './land.ts';
import { asks, type Mount, polesOf } from './mount.ts';
import { between, gauss, hash01, stream } from './random.ts';
import { gbId, type Papers, record, recorderId } from './record.ts';
import type { CameraRow } from './types.ts';

/** Share of records that stand twice in the list, under another id. */
const DUPLICATES = 0.03;
/** Share of villages whose cameras hang on recorders, and how many on each. */
const WITH_RECORDERS = 0.7;
const PER_RECORDER = 16;
/** How much later than the middle a township builds, in parts of the roll-out. */
const LAGS: [number, number] = [-0.14, 0.12];
const LAGGARD_LAG = 0.24;

/** The township that lags behind: the highest one that is not the seat. */
export function laggard(land: Land): Unit | null {
  const height = (t: Unit): number =>
    t.villages.reduce((sum, v) => sum + land.lattice.heightM[land.villages.seed[v]], 0) / t.villages.length;
  const others = land.townships.slice(1);
  return others.length ? others.reduce((a, b) => (height(b) > height(a) ? b : a)) : null;
}

/** How much of a village's public space its cameras are to see, and how many records lack an azimuth. */
function aims(land: Land, holes: number): { share: number; holes: number }[] {
  const { x, y } = seats(land);
  const behind = laggard(land);
  const drift = new Map(land.townships.map((t, k) => [t, 0.06 * gauss(stream(land.seed, 111, k))]));
  return land.leaf.map((unit, v) => {
    const r = stream(land.seed, 112, v);
    const township = unit.parent!;
    const near = Math.exp(-Math.hypot(x[v], y[v]) / 9_000);
    const complete = r() < 0.045 && township !== behind;
    const share =
      township === behind
        ? 0.16 + 0.09 * gauss(r)
        : complete
          ? 0.93
          : 0.42 + 0.14 * near + (drift.get(township) ?? 0) + 0.185 * gauss(r);
    const lost = holes * (1.12 + 0.42 * gauss(r));
    return {
      share: Math.max(0.05, Math.min(0.95, share)),
      holes: complete ? 0.2 * holes : Math.max(0, Math.min(0.85, lost)),
    };
  });
}

/** Mounts by village, `total` in all: first what each village aims at, then cut back or added to in proportion. */
export function mountCounty(county: County, total: number, holes: number): Mount[][] {
  const { land } = county;
  const aim = aims(land, holes);
  const poles = asks(county).map((ask, v) => polesOf(county, { ...ask, ...aim[v] }));
  const out: Mount[][] = land.leaf.map(() => []);
  let sum = 0;
  poles.forEach((pole, v) => {
    for (let step = pole.next(); !step.done; step = pole.next()) {
      out[v].push(...step.value.mounts);
      if (step.value.seen >= aim[v].share || out[v].length >= 0.2 * total + 4) break;
    }
    sum += out[v].length;
  });
  if (sum === 0) return out;
  // rounded so that the parts add up: each village gets what the running sum leaves it
  let [run, given] = [0, 0];
  poles.forEach((pole, v) => {
    run += out[v].length;
    const want = Math.round((run / sum) * total) - given;
    while (out[v].length < want) out[v].push(...pole.next().value!.mounts);
    out[v].length = want;
    given += want;
  });
  return out;
}

/** The records of the county, village by village, in the order of the codes. */
export function* camerasOf(
  county: County,
  mounts: readonly Mount[][],
  total: number,
  today: number,
): Generator<CameraRow> {
  const { land } = county;
  const ledger = { serial: 0, recorders: 0 };
  const standing = mounts.reduce((sum, list) => sum + list.length, 0);
  const twice = total - standing;
  let seen = 0;
  let recorder = '';
  const behind = laggard(land);
  for (const [k, township] of land.townships.entries())
    for (const v of township.villages) {
      const lag = township === behind ? LAGGARD_LAG : between(stream(land.seed, 114, k), ...LAGS);
      const papers: Papers = { unit: land.leaf[v], township, county: land.root, ledger, today, lag };
      const r = stream(land.seed, 113, v);
      const number = new Map<string, number>();
      const hasRecorders = hash01(land.seed, 115, v) < WITH_RECORDERS;
      let onRecorder = 0;
      for (const m of mounts[v]) {
        const n = (number.get(m.at) ?? 0) + 1;
        number.set(m.at, n);
        if (hasRecorders && onRecorder++ % PER_RECORDER === 0) recorder = recorderId(papers);
        const row = { ...record(r, papers, m, n), parentId: hasRecorders ? recorder : null };
        yield row;
        seen++;
        if (Math.floor((seen * twice) / standing) > Math.floor(((seen - 1) * twice) / standing))
          yield { ...row, id: gbId(papers, row.owner), name: r() < 0.5 ? row.name : row.name && `${row.name}（新）` };
      }
    }
}

/** How many mounts make `cameras` records, the doubled ones included. */
export const mountsFor = (cameras: number): number => cameras - Math.round(cameras * DUPLICATES);
