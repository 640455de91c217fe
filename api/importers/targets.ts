// How does a row of a table become a target?
import type { HeaderReading } from './headers.ts';
import type { Reporter } from './reporter.ts';
import { withoutSecrets } from './secrets.ts';
import type { SourceRow } from './source.ts';
import { clean, isBlank, plain } from './text.ts';
import type { TargetRow } from './types.ts';
import { readDate, readShare } from './values.ts';

export interface TargetReader {
  read(source: SourceRow): TargetRow | null;
}
const COVERAGE = new Set(['coverage', '覆盖率', '覆盖', 'covered']);

export function createTargetReader(header: HeaderReading, reporter: Reporter): TargetReader {
  const cellOf = (source: SourceRow, field: string): { text: string; column: string } | null => {
    for (const { index, column } of header.uses.get(field) ?? []) {
      const text = source.get(index);
      if (text !== null && !isBlank(text)) return { text: clean(text), column };
    }
    return null;
  };
  const columnOf = (field: string): string => header.uses.get(field)?.[0]?.column ?? field;
  return {
    read(source) {
      const { row } = source;
      if (source.broken) return reporter.say('feature.invalid', { row });
      const region = cellOf(source, 'region');
      const level = cellOf(source, 'level');
      if (!region && !level) return reporter.say('target.scope', { row, column: columnOf('region') });
      if (region && level)
        return reporter.say('target.scope_both', { row, column: level.column, value: `${region.text}, ${level.text}` });
      const metric = cellOf(source, 'metric');
      if (metric && !COVERAGE.has(plain(metric.text).toLowerCase()))
        return reporter.say('target.metric', { row, column: metric.column, value: metric.text });
      const minimum = cellOf(source, 'minimum');
      const read = minimum ? readShare(minimum.text) : null;
      if (!read || read.share <= 0 || read.share > 1)
        return reporter.say('target.minimum', { row, column: columnOf('minimum'), value: minimum?.text ?? '' });
      if (read.assumedPercent)
        reporter.say(
          'target.minimum_percent',
          { row, column: minimum!.column, value: minimum!.text },
          { percent: Number((read.share * 100).toPrecision(6)) },
        );
      const due = cellOf(source, 'due');
      const dueOn = due ? readDate(due.text) : null;
      if (!dueOn) return reporter.say('target.due', { row, column: columnOf('due'), value: due?.text ?? '' });
      const start = cellOf(source, 'start');
      const startOn = start ? readDate(start.text) : null;
      if (start && !startOn) return reporter.say('target.due', { row, column: start.column, value: start.text });
      if (startOn && startOn > dueOn)
        return reporter.say('target.order', { row, column: start!.column, value: `${startOn} > ${dueOn}` });
      const note = cellOf(source, 'note');
      return {
        row,
        target: {
          scope: region ? { region: region.text } : { level: level!.text },
          metric: 'coverage',
          minimum: read.share,
          due: dueOn,
          ...(startOn ? { start: startOn } : {}),
          note: note ? withoutSecrets(note.text).slice(0, 500) || null : null,
        },
      };
    },
  };
}
