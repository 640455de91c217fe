// How does a row of a table become a target?
import {
  COUNTED,
  type TargetMetric as Metric,
  type TargetInput,
  TargetMeasure,
  TargetMetric,
  TargetInput as TargetSchema,
} from '#contract/target';
import { milestonesFrom } from '#rules/target-table';
import type { HeaderReading } from './headers.ts';
import type { Reporter } from './reporter.ts';
import { withoutSecrets } from './secrets.ts';
import type { SourceRow } from './source.ts';
import { clean, isBlank, plain } from './text.ts';
import type { TargetRow } from './types.ts';
import { readClass, readDate, readNumber, readShare, readStage } from './values.ts';

export interface TargetReader {
  read(source: SourceRow): TargetRow | null;
}

const METRIC_WORDS: Record<Metric, string> = {
  coverage: 'coverage|覆盖率|覆盖|covered',
  cameras: 'cameras|number of cameras|点位数|点位|数量|摄像机数量|建设数量',
  keyPlaces: 'keyplaces|key places|重点场所|重点场所覆盖率|重点部位',
  onlineRate: 'onlinerate|online|online rate|在线率',
  intactRate: 'intactrate|intact|intact rate|完好率',
  networkedRate: 'networkedrate|networked|networking rate|联网率',
  filedRate: 'filedrate|filed|备案率',
  villagesAtTarget: 'villagesattarget|villages at target|share of villages|达标村比例|达标村占比|村达标率',
};
const METRIC_OF = new Map(
  (Object.entries(METRIC_WORDS) as [Metric, string][]).flatMap(([metric, words]) =>
    words.split('|').map((word) => [word, metric] as const),
  ),
);
const YES = new Set(['true', 'yes', '1', 'y', '是', '√', '关键']);
const LONGEST = 500;
const LONGEST_NAME = 200;

/** `1,200` is 1200: half a camera is none, so the comma is no decimal one. */
const readCount = (text: string): number | null => {
  const value = plain(text);
  return readNumber(/^\d{1,3}(?:[,，]\d{3})+$/.test(value) ? value.replaceAll(/[,，]/g, '') : value);
};
const SETS = new Map([
  ['已安装', 'installed'],
  ['在线', 'live'],
  ['规划', 'planned'],
]);
const JUDGED_BY = new Map([
  ['可能值', 'likely'],
  ['可能', 'likely'],
  ['下限', 'low'],
  ['最低', 'low'],
]);

interface Cell {
  text: string;
  column: string;
}

export function createTargetReader(header: HeaderReading, reporter: Reporter): TargetReader {
  const cellOf = (source: SourceRow, field: string): Cell | null => {
    for (const { index, column } of header.uses.get(field) ?? []) {
      const text = source.get(index);
      if (text !== null && !isBlank(text)) return { text: clean(text), column };
    }
    return null;
  };
  const columnOf = (field: string): string => header.uses.get(field)?.[0]?.column ?? field;

  /** A ratio, or a whole number of cameras; undefined = refused, and said. */
  function valueIn(row: number, cell: Cell, metric: Metric, mayBeNothing = false): number | undefined {
    const isEnough = (value: number): boolean => (mayBeNothing ? value >= 0 : value > 0);
    if (COUNTED.has(metric)) {
      const count = readCount(cell.text);
      if (count !== null && Number.isInteger(count) && isEnough(count)) return count;
      reporter.say('target.count', { row, column: cell.column, value: cell.text });
      return undefined;
    }
    const read = readShare(cell.text);
    if (!read || !isEnough(read.share) || read.share > 1) {
      reporter.say('target.minimum', { row, column: cell.column, value: cell.text });
      return undefined;
    }
    if (read.assumedPercent)
      reporter.say(
        'target.minimum_percent',
        { row, column: cell.column, value: cell.text },
        { percent: Number((read.share * 100).toPrecision(6)) },
      );
    return read.share;
  }

  function milestonesOf(source: SourceRow, metric: Metric): TargetInput['milestones'] | null {
    const cell = cellOf(source, 'milestones');
    if (cell === null) return [];
    const { row } = source;
    const read = milestonesFrom(cell.text);
    const found: NonNullable<TargetInput['milestones']> = [];
    for (const one of read ?? []) {
      const date = readDate(one.date);
      const value = date === null ? undefined : valueIn(row, { ...cell, text: one.value }, metric, true);
      if (date === null || value === undefined) return say(cell);
      found.push({
        date,
        value,
        ...(one.name === null ? {} : { name: withoutSecrets(one.name).slice(0, LONGEST_NAME) || null }),
      });
    }
    return read === null ? say(cell) : found.sort((a, b) => (a.date < b.date ? -1 : 1));

    function say({ column, text }: Cell): null {
      reporter.say('target.milestones', { row, column, value: text });
      return null;
    }
  }

  function measureOf(source: SourceRow): TargetMeasure | null {
    const { row } = source;
    const text = (field: string): string | undefined => cellOf(source, field)?.text;
    const stage = text('stage');
    const classes = text('classes')
      ?.split(/[\s,;，；、]+/)
      .map((one) => readClass(one) ?? one);
    const worded = (field: string, words: ReadonlyMap<string, string>): string | undefined => {
      const said = text(field);
      return said === undefined ? undefined : (words.get(plain(said)) ?? said);
    };
    const of = text('of');
    const ofMetric = of === undefined ? 'coverage' : (METRIC_OF.get(plain(of).toLowerCase()) ?? of);
    const least = cellOf(source, 'ofMinimum');
    const ofMinimum = least === null ? undefined : valueIn(row, least, ofMetric === 'cameras' ? 'cameras' : 'coverage');
    // refused, and said
    if (least !== null && ofMinimum === undefined) return null;
    const given: Record<string, unknown> = {
      set: worded('set', SETS),
      detail: text('detail'),
      profile: text('profile'),
      k: text('k') === undefined ? undefined : Number(text('k')),
      judgedBy: worded('judgedBy', JUDGED_BY),
      stage: stage === undefined ? undefined : (readStage(stage) ?? stage),
      classes,
      of: of === undefined ? undefined : ofMetric,
      ofMinimum,
    };
    const measure = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const parsed = TargetMeasure.safeParse(measure);
    if (parsed.success) return parsed.data;
    const field = String(parsed.error.issues[0]!.path[0]);
    reporter.say('target.measure', { row, column: columnOf(field), value: text(field) ?? '' });
    return null;
  }

  return {
    read(source) {
      const { row } = source;
      if (source.broken) return reporter.say('feature.invalid', { row });
      const region = cellOf(source, 'region');
      const level = cellOf(source, 'level');
      if (!region && !level) return reporter.say('target.scope', { row, column: columnOf('region') });
      if (region && level)
        return reporter.say('target.scope_both', { row, column: level.column, value: `${region.text}, ${level.text}` });
      const named = cellOf(source, 'metric');
      const word = named === null ? 'coverage' : plain(named.text).toLowerCase();
      const metric = METRIC_OF.get(word) ?? TargetMetric.options.find((one) => one.toLowerCase() === word);
      if (metric === undefined)
        return reporter.say('target.metric', { row, column: named!.column, value: named!.text });
      const least = cellOf(source, 'minimum');
      if (least === null) return reporter.say('target.minimum', { row, column: columnOf('minimum'), value: '' });
      const minimum = valueIn(row, least, metric);
      if (minimum === undefined) return null;
      const most = cellOf(source, 'ceiling');
      const ceiling = most === null ? null : valueIn(row, most, metric);
      if (ceiling === undefined) return null;
      const due = cellOf(source, 'due');
      const dueOn = due ? readDate(due.text) : null;
      if (!dueOn) return reporter.say('target.due', { row, column: columnOf('due'), value: due?.text ?? '' });
      const start = cellOf(source, 'start');
      const startOn = start ? readDate(start.text) : null;
      if (start && !startOn) return reporter.say('target.due', { row, column: start.column, value: start.text });
      if (startOn && startOn > dueOn)
        return reporter.say('target.order', { row, column: start!.column, value: `${startOn} > ${dueOn}` });
      const milestones = milestonesOf(source, metric);
      const measure = measureOf(source);
      if (milestones === null || measure === null) return null;
      const late = milestones!.find(({ date }) => date > dueOn);
      if (late)
        return reporter.say('target.milestone_after', {
          row,
          column: columnOf('milestones'),
          value: `${late.date} > ${dueOn}`,
        });
      const textOf = (field: string, most: number): string | null => {
        const cell = cellOf(source, field);
        return cell ? withoutSecrets(cell.text).slice(0, most) || null : null;
      };
      const id = textOf('id', 100);
      const critical = cellOf(source, 'critical');
      const made = {
        ...(id === null ? {} : { id }),
        scope: region ? { region: region.text } : { level: level!.text },
        metric,
        ...(Object.keys(measure).length > 0 ? { measure } : {}),
        minimum,
        ...(ceiling === null ? {} : { ceiling }),
        due: dueOn,
        ...(startOn ? { start: startOn } : {}),
        ...(milestones!.length > 0 ? { milestones } : {}),
        ...(critical && YES.has(plain(critical.text).toLowerCase()) ? { critical: true } : {}),
        ...(cellOf(source, 'owner') ? { owner: textOf('owner', 300) } : {}),
        note: textOf('note', LONGEST),
      };
      return { row, target: TargetSchema.parse(made) };
    },
  };
}
