// Vector tiles, and the layers as GeoJSON for a box.
import { createRoute, z } from '@hono/zod-openapi';
import { StoredSet } from '#contract/figure';
import { TILE_LAYERS, type TileSource } from '#contract/tile';
import { obstaclesGeojson, privacyZonesGeojson, publicSpaceGeojson } from '#services/layers';
import { tile } from '#services/tiles';
import { BboxText, detailQuery, json, router } from './define.ts';
import { matches } from './etag.ts';
import { fieldProblem } from './fields.ts';
import { HttpError } from './problem.ts';

const Source = z.enum(Object.keys(TILE_LAYERS) as [TileSource, ...TileSource[]]);
const whole = z.coerce.number().int().min(0);
const vector = createRoute({
  method: 'get',
  path: '/tiles/{source}/{z}/{x}/{y}',
  summary: 'A vector tile; {y} ends in .mvt',
  description: 'Mapbox Vector Tile 2.1 of 512 px tiles; the layers of each source are in the map contract.',
  request: {
    params: z.strictObject({
      source: Source,
      z: whole.max(20),
      x: whole,
      y: z
        .string()
        .regex(/^\d{1,7}\.mvt$/, '{y}.mvt')
        .meta({ example: '0.mvt' }),
    }),
    query: z.strictObject({
      set: StoredSet.optional(),
      ...detailQuery,
      v: z.string().max(100).optional().meta({ description: 'data version, to tell cached tiles apart' }),
    }),
  },
  responses: {
    200: {
      content: { 'application/vnd.mapbox-vector-tile': { schema: z.string().meta({ format: 'binary' }) } },
      description: 'the tile; no bytes where there is nothing',
    },
  },
});
const inBox = <P extends string>(path: P, summary: string) =>
  createRoute({
    method: 'get',
    path,
    summary,
    request: { query: z.strictObject({ bbox: BboxText.meta({ description: 'west,south,east,north' }) }) },
    responses: {
      200: json(
        z.looseObject({ type: z.literal('FeatureCollection'), features: z.array(z.unknown()) }),
        'at most 5,000 features; `truncated` says that there are more',
      ),
    },
  });
const publicSpace = inBox('/public-space', 'Public space that meets a box, as GeoJSON');
const obstacles = inBox('/obstacles', 'Buildings and walls that meet a box, as GeoJSON');
const privacyZones = inBox('/privacy-zones', 'Privacy zones that meet a box, as GeoJSON');

export const tileRoutes = () =>
  router()
    .openapi(vector, async (c) => {
      const { source, z: zoom, x, y: file } = c.req.valid('param');
      const y = Number.parseInt(file, 10);
      const last = 2 ** zoom - 1;
      const outside = Object.entries({ x, y }).filter(([, value]) => value > last);
      if (outside.length > 0) {
        const fields = outside.map(([name, value]) => fieldProblem(name, 'field.too_big', value, { limit: last }));
        throw new HttpError(422, 'http.invalid', { count: fields.length }, { fields });
      }
      const { set, detail, profile } = c.req.valid('query');
      const gzip = /\bgzip\b/.test(c.req.header('Accept-Encoding') ?? '');
      const found = await tile(c.var.ctx, {
        source,
        z: zoom,
        x,
        y,
        set,
        detail,
        profile,
        known: (tag) => matches(c.req.header('If-None-Match'), tag),
      });
      const headers = { ETag: found.etag, 'Cache-Control': 'private, no-cache', Vary: 'Accept-Encoding' };
      if (found.same) return c.body(null, 304, headers) as never;
      const type = { ...headers, 'Content-Type': 'application/vnd.mapbox-vector-tile' };
      return (
        gzip && found.gzip
          ? c.body(found.gzip, 200, { ...type, 'Content-Encoding': 'gzip' })
          : c.body(found.bytes, 200, type)
      ) as never;
    })
    .openapi(publicSpace, async (c) => c.json(await publicSpaceGeojson(c.var.ctx, c.req.valid('query')), 200))
    .openapi(obstacles, async (c) => c.json(await obstaclesGeojson(c.var.ctx, c.req.valid('query')), 200))
    .openapi(privacyZones, async (c) => c.json(await privacyZonesGeojson(c.var.ctx, c.req.valid('query')), 200));
