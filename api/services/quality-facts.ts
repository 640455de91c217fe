// What do the quality rules need to know of some cameras beside their records? Neighbours, buildings, zones, regions.
import { metresPerDegree } from '#engine';
import { footprintOf, type Look } from '#rules/assumptions';
import { metresBetween } from '#rules/distance';
import type { BboxDeg } from '#rules/leaf-input';
import type { Need, QualityFacts, QualityRecord } from '#rules/quality/types';
import { SAME_SPOT_M } from '#rules/quality/types';
import { NEVER_SEEN } from '#rules/stage-evidence';
import { standsIn } from '#rules/standing';
import { decodeSoup } from '#storage/geometry-blob';
import { obstacleRecords } from '#storage/obstacles.repository';
import { codesOfPath } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import { anyWord } from '#storage/status-words.repository';
import type { Reader } from '#storage/storage';
import type { CameraGround } from './quality-effects.ts';
import type { ObstacleIndex, SpatialCache, ZoneIndex } from './spatial-cache.ts';
import { seenOf } from './stage-evidence.ts';

/** What holds for all cameras of a run. */
export interface RunFacts {
  nowMs: number;
  look: Look;
  counties: ReadonlySet<string>;
  obstacles: ObstacleIndex;
  zones: ZoneIndex;
  /** layers that are loaded */
  has: ReadonlySet<Need>;
}

const countyDigits = (code: string): string | null => (/^\d{6,}$/.test(code) ? code.slice(0, 6) : null);

export async function runFacts(
  reader: Reader,
  spatial: SpatialCache,
  look: Look,
  nowMs: number,
  regionCodes: readonly string[],
): Promise<RunFacts> {
  const counties = new Set(regionCodes.map(countyDigits).filter((digits) => digits !== null));
  const obstacles = await spatial.obstacles(reader);
  const zones = await spatial.zones(reader);
  const has = new Set<Need>();
  if (regionCodes.length > 0) has.add('regions');
  if (counties.size > 0) has.add('numbered-regions');
  if (obstacles.count > 0) has.add('obstacles');
  if (zones.list.length > 0) has.add('privacy-zones');
  if (await anyWord(reader, EVERYTHING)) has.add('status');
  return { nowMs, look, counties, obstacles, zones, has };
}

/** Facts of every camera of a group, in its order. */
export async function factsOf(
  reader: Reader,
  run: RunFacts,
  cameras: readonly QualityRecord[],
  pathOfRegion: (code: string) => string | null,
  groundOf: (id: string) => CameraGround | null,
): Promise<QualityFacts[]> {
  const neighbours = neighboursOf(cameras);
  const buildings = await buildingsUnder(reader, run.obstacles, cameras);
  const seen = run.has.has('status') ? await seenOf({ scope: EVERYTHING }, reader, cameras, run.nowMs) : null;
  const today = new Date(run.nowMs).toISOString().slice(0, 10);
  return cameras.map((camera, i) => ({
    nowMs: run.nowMs,
    today,
    footprint: footprintOf(camera, run.look),
    counties: run.counties,
    countyOfRegion: countyOf(camera.regionCode === null ? null : pathOfRegion(camera.regionCode)),
    neighbours: neighbours[i],
    buildingTopM: buildings.get(camera.id),
    isForbidden: isForbidden(run.zones, camera),
    privateM2: groundOf(camera.id)?.privateM2,
    hiddenShare: groundOf(camera.id)?.hiddenShare,
    seen: seen?.get(camera.id) ?? NEVER_SEEN,
  }));
}

function countyOf(path: string | null): string | null {
  if (path === null) return null;
  for (const code of codesOfPath(path).reverse()) {
    const digits = countyDigits(code);
    if (digits !== null) return digits;
  }
  return null;
}

const boxAt = ({ longitude, latitude }: QualityRecord): BboxDeg => [longitude, latitude, longitude, latitude];

/** Camera → top of the building it stands in. */
async function buildingsUnder(
  reader: Reader,
  index: ObstacleIndex,
  cameras: readonly QualityRecord[],
): Promise<Map<string, number | null>> {
  const tops = new Map<string, number | null>();
  if (index.count === 0) return tops;
  const idsAt = cameras.map((camera) => index.meeting([boxAt(camera)]));
  const wanted = [...new Set(idsAt.flat())].sort((a, b) => a - b);
  const known = new Map(
    (await obstacleRecords(reader, EVERYTHING, wanted))
      .filter(({ shape }) => shape === 'building')
      .map(({ id, heightM, geometry }) => [id, { heightM, soup: decodeSoup(geometry) }]),
  );
  cameras.forEach((camera, i) => {
    for (const id of idsAt[i]) {
      const building = known.get(id);
      if (building !== undefined && standsIn(building.soup, camera.longitude, camera.latitude)) {
        tops.set(camera.id, building.heightM);
        return;
      }
    }
  });
  return tops;
}

const isForbidden = (zones: ZoneIndex, camera: QualityRecord): boolean =>
  zones
    .meeting([boxAt(camera)])
    .some((i) => zones.list[i].rule === 'forbid' && standsIn(zones.list[i].soup, camera.longitude, camera.latitude));

/** Cells a little larger than what is looked for, since one scale serves a whole group. */
const CELL_M = 1.05 * SAME_SPOT_M;

/** The others of the group within SAME_SPOT_M, by cells. */
export function neighboursOf(cameras: readonly QualityRecord[]): QualityRecord[][] {
  const cells = new Map<string, QualityRecord[]>();
  const [perLon, perLat] = metresPerDegree(cameras[0]?.latitude ?? 0);
  const cellOf = ({ longitude, latitude }: QualityRecord): [number, number] => [
    Math.floor((longitude * perLon) / CELL_M),
    Math.floor((latitude * perLat) / CELL_M),
  ];
  for (const camera of cameras) {
    const key = cellOf(camera).join();
    const known = cells.get(key);
    if (known === undefined) cells.set(key, [camera]);
    else known.push(camera);
  }
  return cameras.map((camera) => {
    const [x, y] = cellOf(camera);
    const found: QualityRecord[] = [];
    for (let dx = -1; dx <= 1; dx += 1)
      for (let dy = -1; dy <= 1; dy += 1)
        for (const other of cells.get(`${x + dx},${y + dy}`) ?? [])
          if (other !== camera && metresBetween(placeOf(camera), placeOf(other)) <= SAME_SPOT_M) found.push(other);
    return found;
  });
}

const placeOf = ({ longitude, latitude }: QualityRecord): [number, number] => [longitude, latitude];
