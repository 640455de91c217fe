// lacuna measure: files in, figures out, no database.
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import type { Figure } from '#contract/figure';
import type { ImportOptions, ImportQuestion } from '#contract/import';
import { parseFile } from '#importers/run';
import { DEFAULT_ASSUMPTIONS } from '#rules/assumptions';
import { type Detail, detailOf } from '#rules/profiles';
import { type FileInput, measureFiles } from '#services/measure-files';
import { createPool } from '#workers/pool';
import { writeWhole } from './files.ts';
import {
  areProblems,
  CliFault,
  createProgress,
  EXIT,
  fault,
  interval,
  m2,
  printProblems,
  type Terminal,
  table,
} from './terminal.ts';

export interface MeasureArgs {
  regions: string;
  cameras: string;
  publicSpace?: string;
  obstacles?: string;
  privacyZones?: string;
  elevation?: string;
  elevationCrs?: string;
  k: number;
  profile?: string;
  detail?: string;
  where?: string;
  crs?: string;
  regionsCrs?: string;
  camerasCrs?: string;
  encoding?: string;
  codeField?: string;
  axes?: 'lon-lat' | 'lat-lon';
  mapping?: Record<string, string>;
  gaps?: string;
  json?: boolean;
  strict?: boolean;
}

export async function measureCommand(terminal: Terminal, args: MeasureArgs): Promise<number> {
  const options = given({ crs: args.crs, encoding: args.encoding });
  const file = (path: string, more: ImportOptions = {}): FileInput => ({
    path,
    name: basename(path),
    options: { ...options, ...more },
  });
  const detail = detailGiven(terminal, args);
  const where = args.where === undefined ? undefined : whereOf(terminal, args.where);
  const runner = createPool(availableParallelism());
  const progress = createProgress(terminal);
  const stop = new AbortController();
  process.once('SIGINT', () =>
    stop.abort(new CliFault(terminal.t('已中断,未写入任何内容。', 'Interrupted; nothing was written.'), 130)),
  );
  const phases = { reading: terminal.t('读取字节', 'reading bytes'), measuring: terminal.t('计算', 'measuring') };
  try {
    const result = await measureFiles(
      {
        regions: { ...file(args.regions, given({ codeField: args.codeField, crs: args.regionsCrs })), where },
        // what is asked of positions and columns is asked of the list of cameras
        cameras: file(args.cameras, given({ axes: args.axes, mapping: args.mapping, crs: args.camerasCrs })),
        publicSpace: args.publicSpace ? file(args.publicSpace) : undefined,
        obstacles: args.obstacles ? file(args.obstacles) : undefined,
        privacyZones: args.privacyZones ? file(args.privacyZones) : undefined,
        // a grid says its own system: --crs speaks of the lists
        elevation: args.elevation
          ? { path: args.elevation, name: basename(args.elevation), options: given({ crs: args.elevationCrs }) }
          : undefined,
        detail,
        k: args.k,
        gaps: args.gaps !== undefined,
      },
      {
        importRunner: { parse: parseFile },
        runner,
        now: new Date().toISOString(),
        signal: stop.signal,
        onProgress: (phase, done, total) => progress.tell(phases[phase], done, total),
      },
    );
    progress.end();
    if (!result.ok) {
      printProblems(terminal, result.problems);
      for (const { file: name, question } of result.questions) {
        terminal.err(`${name}: ${terminal.t(question.messageZh, question.message)} ${answers(terminal, question)}`);
      }
      return EXIT.input;
    }
    const faulty = areProblems(result.problems);
    printProblems(terminal, result.problems);
    if (faulty && args.strict) {
      terminal.err(
        terminal.t('--strict:有问题,未输出数字。', '--strict: there are problems, so no figures are given.'),
      );
      return EXIT.input;
    }
    if (args.gaps !== undefined) await writeWhole(terminal, args.gaps, featureCollection(result.gaps));
    if (args.json) {
      const regions = result.regions.map(({ figure, ...region }) => ({ ...region, ...figureFields(figure) }));
      const total = figureFields(result.total);
      await terminal.out(
        `${JSON.stringify({ detail: detail.name, profile: detail.profile, assumptionsVersion: DEFAULT_ASSUMPTIONS.version, regions, total, problems: result.problems })}\n`,
      );
    } else {
      const named = result.regions.map((r) => ({ code: r.code, name: r.name, figure: r.figure }));
      if (named.length > 1) named.push({ code: '', name: terminal.t('合计', 'total'), figure: result.total });
      await terminal.out(figureTable(terminal, named));
      await terminal.out(detailLine(terminal, result.total));
      await terminal.out(assumptionLine(terminal, result.total));
    }
    return faulty ? EXIT.problems : EXIT.done;
  } catch (error) {
    progress.end();
    throw error;
  } finally {
    await runner.close();
  }
}

/** `--detail` and `--profile`; a name that is not known is a fault that lists the names. */
function detailGiven(terminal: Terminal, args: MeasureArgs): Detail {
  const found = detailOf({ detail: args.detail, profile: args.profile });
  if ('code' in found) throw fault(terminal, found.code, found.params);
  return found;
}

/** Nothing at `range`, which every figure has that names none. */
export function detailLine(terminal: Terminal, figure: Figure): string {
  if (figure.profile === null) return '';
  return `${terminal.t('清晰度', 'detail')}: ${figure.detail} (${figure.profile})\n`;
}

/** Only the options that were given. */
export const given = (options: ImportOptions): ImportOptions =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

/** `--code-field adcode (label)` for every choice of a question. */
export const answers = (terminal: Terminal, question: ImportQuestion): string =>
  question.choices.map((c) => `--${kebab(question.option)} ${c.value} (${terminal.t(c.labelZh, c.label)})`).join(' | ');

const kebab = (name: string): string => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

function whereOf(terminal: Terminal, text: string): { field: string; value: string } {
  const at = text.indexOf('=');
  if (at < 1) throw fault(terminal, 'cli.where', { value: text });
  return { field: text.slice(0, at), value: text.slice(at + 1) };
}

/** What a figure says in JSON, without what only a database knows. */
function figureFields(figure: Figure) {
  const {
    detail: _detail,
    profile: _profile,
    assumptionsVersion: _table,
    dataVersion: _version,
    computedAt: _at,
    ...fields
  } = figure;
  return fields;
}

export function figureTable(
  terminal: Terminal,
  regions: readonly { code: string; name: string; figure: Figure | null }[],
): string {
  const { t } = terminal;
  const share = (f: Figure | null): string => {
    if (f === null || f.leavesMeasured === 0) return t('未计算', 'not computed');
    if (f.basis === 'mixed') {
      return f.parts!.map((p) => `${p.basis} ${interval(...sharesOf(p))}`).join('; ');
    }
    return f.demandM2! > 0 ? interval(...sharesOf(f as Required<typeof f>)) : t('不适用', 'not applicable');
  };
  return table(
    [
      t('代码', 'code'),
      t('名称', 'name'),
      t('口径', 'basis'),
      t('覆盖率', 'coverage'),
      t('>应覆盖 m²', '>demand m²'),
      t('>确定覆盖 m²', '>covered m²'),
      t('>点位', '>cameras'),
      t('>朝向不明', '>unaimed'),
      t('>盲区', '>gaps'),
    ],
    regions.map(({ code, name, figure: f }) => [
      code,
      name,
      f?.basis ?? '—',
      share(f),
      m2(f?.demandM2 ?? null),
      m2(f?.coveredM2 ?? null),
      f ? String(f.cameras) : '—',
      f ? String(f.unaimed) : '—',
      f ? String(f.gapCount) : '—',
    ]),
  );
}
function sharesOf(a: {
  demandM2: number | null;
  coveredM2: number | null;
  likelyM2: number | null;
  coveredHighM2: number | null;
}): [number, number, number] {
  return [a.coveredM2! / a.demandM2!, a.likelyM2! / a.demandM2!, a.coveredHighM2! / a.demandM2!];
}

export function assumptionLine(terminal: Terminal, figure: Figure): string {
  const used = Object.entries(figure.assumptions).map(([name, n]) => `${name} × ${n}`);
  if (used.length === 0) return '';
  const version = figure.assumptionsVersion === undefined ? '' : ` (${figure.assumptionsVersion})`;
  return `${terminal.t('所用假设', 'assumptions used')}${version}: ${used.join(', ')}\n`;
}

export function* featureCollection(features: Iterable<unknown>): Generator<string> {
  let first = true;
  yield '{"type":"FeatureCollection","features":[';
  for (const feature of features) {
    yield `${first ? '\n' : ',\n'}${JSON.stringify(feature)}`;
    first = false;
  }
  yield '\n]}\n';
}
