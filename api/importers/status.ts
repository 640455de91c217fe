// How does a row of a table become a word about the state of a camera?
import { createCells } from './cells.ts';
import type { HeaderReading } from './headers.ts';
import type { Reporter } from './reporter.ts';
import { withoutSecrets } from './secrets.ts';
import type { SourceRow } from './source.ts';
import { plain } from './text.ts';
import type { StatusRow } from './types.ts';

export interface StatusReader {
  read(source: SourceRow): StatusRow | null;
}

const STATES: Record<StatusRow['state'], string> = {
  online: 'online|on|up|1|true|yes|ok|normal|在线|正常|是',
  offline: 'offline|off|down|0|false|no|fault|vlost|defect|离线|掉线|不在线|故障|否',
  unknown: 'unknown|unclear|未知|不详',
};
const STATE_OF = new Map(
  (Object.entries(STATES) as [StatusRow['state'], string][]).flatMap(([state, words]) =>
    words.split('|').map((word) => [word, state] as const),
  ),
);
/** null = no word for a state. */
export const stateOf = (text: string): StatusRow['state'] | null => STATE_OF.get(plain(text).toLowerCase()) ?? null;

/** GB/T 28181 also notifies of what is added to a list, taken out or changed: no word about a state. */
const LIST_EVENTS = new Set(['add', 'del', 'delete', 'update', 'upd']);
const TEXT_CHARS = 300;
/** Catalogues and platforms of GB/T 28181 write local time without a zone. */
const ASSUMED_ZONE = '+08:00';

/** UTC, ISO 8601; null = no time. `assumed` = the text names no zone. */
export function readInstant(text: string): { at: string; assumed: boolean } | null {
  const m =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]+(\d{1,2})[:时](\d{2})(?:[:分](\d{2})(?:\.\d+)?秒?)?分?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i.exec(
      plain(text),
    );
  if (!m) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', zone] = m;
  const two = (part: string): string => part.padStart(2, '0');
  const assumed = zone === undefined;
  const offset = assumed
    ? ASSUMED_ZONE
    : /^(?:z|utc)$/i.test(zone)
      ? 'Z'
      : zone.includes(':')
        ? zone
        : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const local = `${year}-${two(month!)}-${two(day!)}T${two(hour)}:${two(minute)}:${two(second)}`;
  const ms = Date.parse(local + offset);
  // 31 February would roll over into March
  if (Number.isNaN(ms) || new Date(`${local}Z`).toISOString().slice(0, 19) !== local) return null;
  return { at: new Date(ms).toISOString(), assumed };
}

export function createStatusReader(header: HeaderReading, reporter: Reporter): StatusReader {
  const cells = createCells(header);
  const columnOf = (field: string): string => header.uses.get(field)?.[0]?.column ?? field;
  const textOf = (source: SourceRow, field: string): string | null =>
    withoutSecrets(cells.of(source, field)?.text ?? '').slice(0, TEXT_CHARS) || null;
  return {
    read(source) {
      const { row } = source;
      if (source.broken) return reporter.say('feature.invalid', { row });
      const camera = cells.of(source, 'cameraId');
      if (!camera) return reporter.say('status.camera', { row, column: columnOf('cameraId') });
      const state = cells.of(source, 'state');
      const known = state && STATE_OF.get(plain(state.text).toLowerCase());
      if (state && !known && LIST_EVENTS.has(plain(state.text).toLowerCase()))
        return reporter.say('status.list_event', { row, column: state.column, value: state.text });
      if (!known) return reporter.say('status.state', { row, column: columnOf('state'), value: state?.text ?? '' });
      const time = cells.of(source, 'at');
      const read = time && readInstant(time.text);
      if (!read) return reporter.say('status.at', { row, column: columnOf('at'), value: time?.text ?? '' });
      if (read.assumed) reporter.sayOnce('status.zone_assumed', { row: null, column: time.column });
      return {
        row,
        cameraId: camera.text,
        state: known,
        at: read.at,
        source: textOf(source, 'source'),
        reason: textOf(source, 'reason'),
      };
    },
  };
}
