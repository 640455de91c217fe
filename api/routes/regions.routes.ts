// Regions: the list, one of them, its figure, its gaps and its cameras.
import { createRoute, z } from '@hono/zod-openapi';
import { Camera } from '#contract/camera';
import { EngineInput } from '#contract/engine-input';
import { CameraSet, Figure, StoredSet } from '#contract/figure';
import { GapClass, GapItem } from '#contract/gap';
import { Job } from '#contract/job';
import { page } from '#contract/page';
import { PlaceItem } from '#contract/place';
import { RegionChange, RegionDetail, RegionItem } from '#contract/region';
import { WORTH_SORTS, weighedCameras } from '#services/camera-worth';
import { listCameras } from '#services/cameras';
import { engineInput } from '#services/engine-input';
import { regionFigureAt } from '#services/figures';
import { regionFigureThen } from '#services/figures-then';
import { gapsGeojson, getGap, listGaps } from '#services/gaps';
import { listPlaces } from '#services/places';
import { getRegion, listCrosswalk, listRegions, REGION_SORTS } from '#services/regions';
import { versions } from '#services/workspace';
import { bindingOf } from './cursor.ts';
import { Code, detailQuery, type Http, Id, json, pageQuery, pointAsked, pointQuery, router } from './define.ts';
import { matches, weakTag } from './etag.ts';
import { streamText } from './stream-text.ts';

const code = z.string().max(200);
const list = createRoute({
  method: 'get',
  path: '/regions',
  summary: 'Regions with figure and attainment',
  request: {
    query: z.strictObject({
      parent: code.optional().meta({ description: 'children of this region; empty = the roots' }),
      within: code.optional().meta({ description: 'everything below this region' }),
      level: code.optional(),
      q: z.string().max(200).optional().meta({ description: 'part of a code or a name' }),
      sort: z.enum(REGION_SORTS).optional(),
      ...pageQuery,
    }),
  },
  responses: { 200: json(page(RegionItem), 'a page of regions') },
});
const crosswalk = createRoute({
  method: 'get',
  path: '/regions/crosswalk',
  summary: 'Which region became which: merges, splits, new codes',
  request: { query: z.strictObject({ from: code.optional(), to: code.optional(), ...pageQuery }) },
  responses: { 200: json(page(RegionChange), 'a page of changes') },
});
const one = createRoute({
  method: 'get',
  path: '/regions/{code}',
  summary: 'One region with its ancestors',
  description: 'A region that was retired answers 410 with `links`: the regions in its place.',
  request: { params: Code, query: z.strictObject({ geometry: z.stringbool().optional() }) },
  responses: { 200: json(RegionDetail, 'the region') },
});
/** In the document, and kept out of the typed client's sight: what asks for `range` is always answered with 200. */
const MEASURING: object = { 202: json(Job, 'a detail of a profile that is being measured: ask again when it is done') };
const figures = createRoute({
  method: 'get',
  path: '/regions/{code}/figures',
  summary: 'What is covered of a region',
  description:
    'A detail of a profile, or a point in time (`at`), is measured when it is asked for: a large region answers 202 and the job; ask again when it is done.',
  request: {
    params: Code,
    query: z.strictObject({
      set: CameraSet.optional(),
      ...detailQuery,
      ...pointQuery,
      k: z.coerce.number().int().min(1).max(4).optional(),
    }),
  },
  responses: { 200: json(Figure, 'the figure'), ...MEASURING },
});
const gaps = createRoute({
  method: 'get',
  path: '/regions/{code}/gaps',
  summary: 'Gaps of a region, greatest need first',
  description: 'With `Accept: application/geo+json` all of them at once, as GeoJSON.',
  request: { params: Code, query: z.strictObject({ class: GapClass.optional(), ...pageQuery }) },
  responses: {
    200: {
      content: {
        'application/json': { schema: page(GapItem) },
        'application/geo+json': { schema: z.looseObject({ type: z.literal('FeatureCollection') }) },
      },
      description: 'a page of gaps',
    },
  },
});
const allGaps = createRoute({
  method: 'get',
  path: '/gaps',
  summary: 'Gaps of everything in scope, greatest need first',
  request: { query: z.strictObject({ class: GapClass.optional(), ...pageQuery }) },
  responses: { 200: json(page(GapItem), 'a page of gaps') },
});
const oneGap = createRoute({
  method: 'get',
  path: '/gaps/{id}',
  summary: 'One gap',
  description: 'A gap that is gone answers 404 with `links`: the gaps in its place.',
  request: { params: Id },
  responses: { 200: json(GapItem, 'the gap') },
});
const cameras = createRoute({
  method: 'get',
  path: '/regions/{code}/cameras',
  summary: 'Cameras that stand in a region',
  description:
    'With `sort=uniqueM2` the installed ones, least missed first, each with `uniqueM2` (likely area of the region lost without it) and `privateM2` (private ground it sees); computed on demand.',
  request: {
    params: Code,
    query: z.strictObject({ sort: z.enum(WORTH_SORTS).optional(), ...pageQuery }),
  },
  responses: {
    200: json(
      page(
        Camera.extend({
          uniqueM2: z.number().min(0).nullable().optional(),
          privateM2: z.number().min(0).nullable().optional(),
        }),
      ),
      'a page of cameras',
    ),
  },
});
const engine = createRoute({
  method: 'get',
  path: '/regions/{code}/engine-input',
  summary: 'What the engine needs to measure one leaf',
  description:
    'For previews: outline, public space, cameras, obstacles, zones and key places, as the server measures from them. Leaves only.',
  request: { params: Code, query: z.strictObject({ set: StoredSet.optional(), ...detailQuery }) },
  responses: { 200: json(EngineInput, 'the input') },
});
const places = createRoute({
  method: 'get',
  path: '/regions/{code}/places',
  summary: 'Key places of a region: covered or not, and which hang on one camera',
  request: {
    params: Code,
    query: z.strictObject({
      set: StoredSet.optional(),
      k: z.coerce.number().int().min(1).max(4).optional(),
      minShare: z.coerce.number().gt(0).max(1).optional(),
      by: z.enum(['likely', 'low']).optional(),
      covered: z.stringbool().optional(),
      ...pageQuery,
    }),
  },
  responses: { 200: json(page(PlaceItem), 'a page of key places') },
});

export const regionRoutes = ({ cursors }: Http) =>
  router()
    .openapi(list, async (c) => {
      const query = c.req.valid('query');
      const binding = bindingOf('regions', query);
      const answer = await listRegions(c.var.ctx, { ...query, cursor: cursors.open(query.cursor, binding) });
      return c.json({ ...answer, nextCursor: cursors.seal(answer.nextCursor, binding) }, 200);
    })
    .openapi(crosswalk, async (c) => {
      const query = c.req.valid('query');
      const binding = bindingOf('crosswalk', query);
      const answer = await listCrosswalk(c.var.ctx, { ...query, cursor: cursors.open(query.cursor, binding) });
      return c.json({ ...answer, nextCursor: cursors.seal(answer.nextCursor, binding) }, 200);
    })
    .openapi(one, async (c) =>
      c.json(await getRegion(c.var.ctx, { ...c.req.valid('param'), ...c.req.valid('query') }), 200),
    )
    .openapi(figures, async (c) => {
      const { code: region } = c.req.valid('param');
      const query = c.req.valid('query');
      const point = pointAsked(query);
      const answer =
        point === null
          ? await regionFigureAt(c.var.ctx, { ...query, code: region })
          : await regionFigureThen(c.var.ctx, { ...point, code: region });
      return 'job' in answer ? (c.json(answer.job, 202) as never) : c.json(answer.figure, 200);
    })
    .openapi(gaps, async (c) => {
      const region = c.req.valid('param').code;
      const query = c.req.valid('query');
      c.header('Vary', 'Accept');
      if (c.req.header('Accept')?.includes('application/geo+json')) {
        const { dataVersion, figuresVersion } = await versions(c.var.ctx);
        const etag = weakTag('gaps', region, `${dataVersion}.${figuresVersion}`);
        if (matches(c.req.header('If-None-Match'), etag)) return c.body(null, 304, { ETag: etag }) as never;
        await getRegion(c.var.ctx, { code: region });
        c.header('ETag', etag);
        return streamText(c, 'application/geo+json', gapsGeojson(c.var.ctx, { region })) as never;
      }
      const binding = bindingOf(`gaps ${region}`, query);
      const answer = await listGaps(c.var.ctx, { ...query, region, cursor: cursors.open(query.cursor, binding) });
      return c.json({ ...answer, nextCursor: cursors.seal(answer.nextCursor, binding) }, 200);
    })
    .openapi(allGaps, async (c) => {
      const query = c.req.valid('query');
      const binding = bindingOf('gaps', query);
      const answer = await listGaps(c.var.ctx, { ...query, cursor: cursors.open(query.cursor, binding) });
      return c.json({ ...answer, nextCursor: cursors.seal(answer.nextCursor, binding) }, 200);
    })
    .openapi(oneGap, async (c) => c.json(await getGap(c.var.ctx, c.req.valid('param')), 200))
    .openapi(cameras, async (c) => {
      const region = c.req.valid('param').code;
      const { sort, ...query } = c.req.valid('query');
      await getRegion(c.var.ctx, { code: region });
      const binding = bindingOf(`cameras of ${region}`, { ...query, sort });
      const input = { ...query, region, cursor: cursors.open(query.cursor, binding) };
      const answer =
        sort === undefined ? await listCameras(c.var.ctx, input) : await weighedCameras(c.var.ctx, { ...input, sort });
      return c.json({ ...answer, nextCursor: cursors.seal(answer.nextCursor, binding) }, 200);
    })
    .openapi(engine, async (c) =>
      c.json(await engineInput(c.var.ctx, { ...c.req.valid('param'), ...c.req.valid('query') }), 200),
    )
    .openapi(places, async (c) => {
      const region = c.req.valid('param').code;
      const query = c.req.valid('query');
      const binding = bindingOf(`places of ${region}`, query);
      const answer = await listPlaces(c.var.ctx, { ...query, region, cursor: cursors.open(query.cursor, binding) });
      return c.json({ ...answer, nextCursor: cursors.seal(answer.nextCursor, binding) }, 200);
    });
