// Figures of all regions in columns, in one call: what a table, a map theme or a program needs at once.
import { createRoute, z } from '@hono/zod-openapi';
import { Basis, CameraSet, Knowledge } from '#contract/figure';
import { Job } from '#contract/job';
import { Grade } from '#contract/target';
import { figuresColumnar } from '#services/figures';
import { columnsThen } from '#services/figures-then';
import { detailQuery, json, pointAsked, pointQuery, router } from './define.ts';

const numbers = z.array(z.number());
const numbersOrNull = z.array(z.number().nullable());
const texts = z.array(z.string());
const textsOrNull = z.array(z.string().nullable());
const Columns = z.object({
  names: texts,
  namesEn: textsOrNull,
  levels: texts,
  parentCodes: textsOrNull,
  basis: z.array(Basis.nullable()),
  demandM2: numbersOrNull,
  coveredM2: numbersOrNull,
  likelyM2: numbersOrNull,
  coveredHighM2: numbersOrNull,
  overM2: numbersOrNull,
  privateM2: numbersOrNull,
  keyPlaces: numbers,
  keyPlacesCovered: numbers,
  cameras: numbers,
  unaimed: numbers,
  assumed: numbers,
  gapCount: numbers,
  gapNeed: numbers,
  measured: z.array(z.boolean()),
  leaves: numbers,
  leavesMeasured: numbers,
  actual: numbersOrNull,
  expected: numbersOrNull,
  minimum: numbersOrNull,
  distance: numbersOrNull,
  attainment: numbersOrNull,
  grade: z.array(Grade.nullable()),
  due: textsOrNull,
});
const ColumnName = Columns.keyof();
/** Index i of every array is one region, in code order. */
const FigureColumns = Columns.partial().extend({
  dataVersion: z.number().int(),
  /** these three: at a detail of a profile */
  detail: z.string().optional(),
  profile: z.string().nullable().optional(),
  /** the job that measures what is not measured yet */
  measureJobId: z.string().nullable().optional(),
  /** of a point in time */
  at: z.string().optional(),
  known: Knowledge.optional(),
  codes: texts,
});

/** In the document, and kept out of the typed client's sight: what asks of today is always answered with 200. */
const MEASURING: object = { 202: json(Job, 'a point in time that is being measured: ask again when it is done') };
const columnar = createRoute({
  method: 'get',
  path: '/figures',
  summary: 'Figures of all regions, in columns',
  request: {
    query: z.strictObject({
      scope: z.string().max(200).optional().meta({ description: 'this region and everything below it' }),
      level: z.string().max(200).optional(),
      set: CameraSet.optional(),
      ...detailQuery,
      ...pointQuery,
      columns: z
        .string()
        .max(1_000)
        .transform((value) => value.split(','))
        .pipe(z.array(ColumnName))
        .optional()
        .meta({ description: `comma-separated, default all: ${ColumnName.options.join(', ')}` }),
    }),
  },
  responses: { 200: json(FigureColumns, 'one array per column'), ...MEASURING },
});

export const figureRoutes = () =>
  router().openapi(columnar, async (c) => {
    const { columns, ...input } = c.req.valid('query');
    const point = pointAsked(input);
    const all = point === null ? await figuresColumnar(c.var.ctx, input) : await columnsThen(c.var.ctx, point);
    if ('job' in all) return c.json(all.job, 202) as never;
    if (!columns) return c.json(all, 200);
    const { dataVersion, detail, profile, measureJobId, at, known, codes } = all;
    const ofPoint = at === undefined ? {} : { at, known };
    const ofProfile = profile === null ? {} : { detail, profile, measureJobId };
    const wanted = Object.fromEntries(columns.map((name) => [name, all[name]]));
    return c.json({ dataVersion, ...ofProfile, ...ofPoint, codes, ...wanted }, 200);
  });
