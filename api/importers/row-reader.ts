// Which reader turns the rows of a kind into records?
import type { ImportKind, ImportQuestion } from '#contract/import';
import { createCameraReader } from './cameras.ts';
import type { HeaderReading } from './headers.ts';
import { createObstacleReader } from './obstacles.ts';
import type { PositionReading } from './positions.ts';
import { createPrivacyZoneReader } from './privacy-zones.ts';
import { createPublicSpaceReader } from './public-space.ts';
import { chooseCode, createRegionReader } from './regions.ts';
import type { Reporter } from './reporter.ts';
import type { SourceRow, Table } from './source.ts';
import { createStatusReader } from './status.ts';
import type { Survey } from './survey.ts';
import { createTargetReader } from './targets.ts';
import type { ParseRequest, RowOf } from './types.ts';

interface RowReader {
  read(source: SourceRow): RowOf[ImportKind][];
  finish(): void;
}
interface Parts {
  table: Table;
  header: HeaderReading;
  positions: PositionReading;
  reporter: Reporter;
  survey: Survey;
  options: ParseRequest['options'];
  questions: ImportQuestion[];
}

export function readerOf(
  kind: ImportKind,
  { table, header, positions, reporter, survey, options, questions }: Parts,
): RowReader {
  const one = (read: (source: SourceRow) => RowOf[ImportKind] | null): RowReader => ({
    read(source) {
      const row = read(source);
      return row === null ? [] : [row];
    },
    finish() {},
  });
  switch (kind) {
    case 'cameras':
      return createCameraReader(table, header, positions, reporter, new Set(options.repairs));
    case 'public-space':
      return createPublicSpaceReader(header, positions, reporter);
    case 'obstacles':
      return createObstacleReader(header, positions, reporter);
    case 'privacy-zones':
      return one(createPrivacyZoneReader(header, positions, reporter).read);
    case 'elevation':
      throw new Error('expected a table, got an elevation grid');
    case 'status':
      return one(createStatusReader(table, header, reporter, options.zone).read);
    case 'targets':
      return one(createTargetReader(header, reporter).read);
    case 'regions': {
      // of what OpenStreetMap has, only its own number is there for every region
      const own = table.format.startsWith('osm-') ? { codeField: 'id', ...options } : options;
      const choice = chooseCode(survey.codes, own, table.columns, survey.ids, header.uses.has('name'));
      questions.push(...choice.questions);
      // the others are not read as anything, and the mapping must not say so
      for (const { index } of survey.codes)
        if (index !== choice.index) Object.assign(header.mapping[index]!, { field: null, sure: 'none' });
      for (const { code, params } of choice.notes)
        reporter.say(code, { row: null, column: params.column ?? null }, params);
      return one(createRegionReader(table, header, choice, positions, reporter).read);
    }
  }
}
