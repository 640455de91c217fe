// Which twenty visits narrow the interval of a region most, and by how much together?
import type { FieldSheet } from '#contract/quality';
import { azimuthUnknown } from '#rules/quality/missing';
import { shortRoute } from '#rules/quality/route';
import { findCameras } from '#storage/cameras.repository';
import { readMeta } from '#storage/meta.repository';
import { issuePage } from '#storage/quality.repository';
import { type Ctx, nowIso } from './ctx.ts';
import { narrowingM2 } from './field-sheet-narrows.ts';
import { scopeOf, sumsOfRegion } from './quality.ts';

const STOPS = 20;
const TO_NOTE = ['azimuthDeg', 'hfovDeg', 'rangeM', 'heightM', 'type'] as const;

/** The open unknown azimuths with the greatest effect, in walking order. Errors: region.not_found. */
export async function fieldSheet(ctx: Ctx, input: { region?: string }): Promise<FieldSheet> {
  const { reader } = ctx.storage;
  const scope = await scopeOf(ctx, input.region);
  const filter = { rule: azimuthUnknown.id, state: 'open' as const };
  const issues = (await issuePage(reader, scope, filter, '-effect', 0, STOPS)).filter((row) => row.effectM2 > 0);
  const { stops, routeM } = shortRoute(issues);
  const records = new Map(
    (
      await findCameras(
        reader,
        ctx.scope,
        stops.map((stop) => stop.subject),
      )
    ).map((row) => [row.id, row]),
  );
  const sums = await sumsOfRegion(ctx, input.region);
  const narrowsM2 = await narrowingM2(ctx, [...records.values()], scope);
  return {
    region: input.region ?? null,
    checks: stops.map((row, i) => ({
      stop: i + 1,
      camera: row.subject,
      name: row.name,
      region: row.regionName,
      regionEn: row.regionNameEn,
      longitude: row.longitude,
      latitude: row.latitude,
      note: TO_NOTE.filter((field) => (records.get(row.subject)?.[field] ?? null) === null),
      effectM2: row.effectM2,
    })),
    unsettledM2: sums.demandM2 > 0 ? Math.max(0, sums.highM2 - sums.lowM2) : null,
    narrowsM2,
    narrowsShare: sums.demandM2 > 0 ? narrowsM2 / sums.demandM2 : null,
    routeM,
    dataVersion: await readMeta(reader, 'dataVersion'),
    writtenAt: nowIso(ctx),
  };
}
