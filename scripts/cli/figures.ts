// lacuna figures and lacuna gaps: what the database says, on the terminal or as JSON.
import type { CameraSet, Figure, Knowledge } from '#contract/figure';
import type { RegionItem } from '#contract/region';
import type { Ctx } from '#services/ctx';
import { figuresAt, liveFiguresBelow, regionFigure, unmeasuredFigure } from '#services/figures';
import { figuresThen } from '#services/figures-then';
import { gapsGeojson, listGaps } from '#services/gaps';
import { getRegion, listRegions } from '#services/regions';
import { writeWhole } from './files.ts';
import { detailLine, figureTable } from './measure.ts';
import { EXIT, m2, type Terminal, table } from './terminal.ts';
import { withWorkspace } from './workspace.ts';

export interface FiguresArgs {
  db?: string;
  region?: string;
  set: CameraSet;
  detail?: string;
  profile?: string;
  /** a day or an instant of the past */
  at?: string;
  known?: Knowledge;
  json?: boolean;
}

export function figuresCommand(terminal: Terminal, args: FiguresArgs): Promise<number> {
  return withWorkspace(terminal, args.db, { mustExist: true, readOnly: true }, async (ctx) => {
    const rows: { region: Pick<RegionItem, 'code' | 'name' | 'parentCode' | 'level'>; figure: Figure }[] = [];
    const { detail, profile, set, at, known } = args;
    if (at !== undefined)
      for (const { figure, ...region } of await figuresThen(ctx, {
        at,
        known,
        set,
        detail,
        profile,
        scope: args.region,
      }))
        rows.push({ region, figure });
    const ofProfile = profile !== undefined || (detail ?? 'range') !== 'range';
    const isToday = at === undefined;
    const live = isToday && set === 'live' && !ofProfile ? await liveFiguresBelow(ctx, { scope: args.region }) : null;
    const found = isToday && ofProfile ? await figuresAt(ctx, { scope: args.region, set, detail, profile }) : null;
    for await (const region of isToday ? subtree(ctx, args.region) : []) {
      const kept = args.set === 'installed' ? region.figure : null;
      const all = found ?? live;
      const figure = all === null ? kept : (all.get(region.code) ?? null);
      const absent = live === null ? regionFigure : unmeasuredFigure;
      rows.push({ region, figure: figure ?? (await absent(ctx, { code: region.code, set })) });
    }
    if (args.json) {
      const regions = rows.map(({ region, figure }) => ({
        code: region.code,
        name: region.name,
        parentCode: region.parentCode,
        level: region.level,
        ...figure,
      }));
      await terminal.out(`${JSON.stringify({ regions, problems: [] })}\n`);
    } else {
      await terminal.out(
        figureTable(
          terminal,
          rows.map(({ region, figure }) => ({ code: region.code, name: region.name, figure })),
        ),
      );
      if (rows[0] !== undefined) await terminal.out(detailLine(terminal, rows[0].figure));
    }
    return EXIT.done;
  });
}

const PAGE = 500;
/** The region and everything below it, or all regions. */
async function* subtree(ctx: Ctx, code: string | undefined): AsyncGenerator<RegionItem> {
  if (code !== undefined) yield await getRegion(ctx, { code });
  let cursor: string | undefined;
  do {
    const page = await listRegions(ctx, {
      ...(code === undefined ? {} : { within: code }),
      sort: 'code',
      limit: PAGE,
      cursor,
    });
    for (const item of page.items) if (item.code !== code) yield item;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

export interface GapsArgs {
  db?: string;
  region?: string;
  out?: string;
  json?: boolean;
}
const SHOWN_GAPS = 20;

export function gapsCommand(terminal: Terminal, args: GapsArgs): Promise<number> {
  return withWorkspace(terminal, args.db, { mustExist: true, readOnly: true }, async (ctx) => {
    const region = args.region;
    if (args.out !== undefined) {
      await writeWhole(terminal, args.out, gapsGeojson(ctx, { region }));
      if (!args.json) return EXIT.done;
    }
    if (args.json) {
      let first = true;
      await terminal.out('{"items":[');
      let cursor: string | undefined;
      do {
        const page = await listGaps(ctx, { region, limit: PAGE, cursor });
        for (const item of page.items) {
          await terminal.out(`${first ? '' : ','}${JSON.stringify(item)}`);
          first = false;
        }
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      await terminal.out('],"nextCursor":null}\n');
      return EXIT.done;
    }
    const page = await listGaps(ctx, { region, limit: SHOWN_GAPS });
    const { t } = terminal;
    await terminal.out(
      table(
        [t('>序', '>#'), t('区划', 'region'), t('类别', 'class'), t('>面积 m²', '>area m²'), t('成因', 'reason')],
        page.items.map((g, i) => [String(i + 1), g.regionName, g.class, m2(g.areaM2), t(g.reasonZh, g.reason)]),
      ),
    );
    if (page.nextCursor) terminal.err(t('更多盲区:--json 或 --out F.geojson', 'more gaps: --json or --out F.geojson'));
    return EXIT.done;
  });
}
