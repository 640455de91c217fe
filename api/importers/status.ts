// How does a row of a table become a word about the state of a camera?
import { createCells } from './cells.ts';
import { type HeaderReading, normalise } from './headers.ts';
import type { Reporter } from './reporter.ts';
import { withoutSecrets } from './secrets.ts';
import type { SourceRow, Table } from './source.ts';
import { plain } from './text.ts';
import type { StatusRow } from './types.ts';
import { type WallClock, type WallInstant, wallClockOf } from './zone-time.ts';

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

const WRITTEN =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]+(\d{1,2})[:时](\d{2})(?:[:分](\d{2})(?:\.(\d+))?秒?)?分?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i;
/** Platforms also write 20260301081500. */
const PACKED = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})()()$/;
/** Seconds or milliseconds since 1970, of this century. */
const COUNTED = /^[1-9]\d{9}(?:\d{3})?$/;

export interface Instant {
  /** UTC, ISO 8601 */
  at: string;
  /** the text names no zone */
  assumed: boolean;
  odd: WallInstant['odd'];
}
/** null = no time. `wall`: how a time without a zone is read; absent: as that of China. */
export function readInstant(text: string, wall?: WallClock): Instant | null {
  const bare = plain(text);
  if (COUNTED.test(bare)) {
    const at = new Date(Number(bare) * (bare.length === 10 ? 1000 : 1)).toISOString();
    return { at, assumed: false, odd: null };
  }
  const m = WRITTEN.exec(bare) ?? PACKED.exec(bare);
  if (!m) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = m;
  const two = (part: string): string => part.padStart(2, '0');
  const date = `${year}-${two(month!)}-${two(day!)}`;
  const local = `${date}T${two(hour)}:${two(minute)}:${two(second)}.${fraction.slice(0, 3).padEnd(3, '0')}`;
  const shown = Date.parse(`${local}Z`);
  // 31 February would roll over into March, and the hour 24 into the next day
  if (Number.isNaN(shown) || new Date(shown).toISOString().slice(0, -1) !== local) return null;
  const assumed = zone === undefined || zone === '';
  if (assumed && wall !== undefined) {
    const { ms, odd } = wall(shown);
    return { at: new Date(ms).toISOString(), assumed, odd };
  }
  const ms = Date.parse(local + (assumed ? ASSUMED_ZONE : offsetOf(zone)));
  return Number.isNaN(ms) ? null : { at: new Date(ms).toISOString(), assumed, odd: null };
}
const offsetOf = (zone: string): string =>
  /^(?:z|utc)$/i.test(zone) ? 'Z' : zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;

/** A catalogue says who is ON or OFF now, but not when that was: as of when it came in. */
export const isCatalogueTable = ({ format, columns }: Pick<Table, 'format' | 'columns'>): boolean => {
  if (format === 'gb28181-xml') return true;
  const words = new Set(columns.map(normalise));
  return words.has('deviceid') && CATALOGUE_WORDS.some((word) => words.has(word));
};
const CATALOGUE_WORDS = ['civilcode', 'parentid', 'parental', 'registerway', 'manufacturer'];

export function createStatusReader(
  table: Pick<Table, 'format' | 'columns'>,
  header: HeaderReading,
  reporter: Reporter,
  zone?: string,
): StatusReader {
  const isCatalogue = isCatalogueTable(table);
  const wall = zone === undefined ? undefined : wallClockOf(zone);
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
      const read = time && readInstant(time.text, wall);
      if (time ? !read : !isCatalogue)
        return reporter.say('status.at', { row, column: columnOf('at'), value: time?.text ?? '' });
      if (!read) reporter.sayOnce('status.time_received', { row: null });
      else if (read.assumed) {
        const place = { row: null, column: time.column };
        if (zone === undefined) reporter.sayOnce('status.zone_assumed', place);
        else reporter.sayOnce('status.zone_given', place, { zone });
        if (read.odd !== null) reporter.say(`status.hour_${read.odd}`, { row, column: time.column, value: time.text });
      }
      return {
        row,
        cameraId: camera.text,
        state: known,
        at: read?.at ?? null,
        source: textOf(source, 'source'),
        reason: textOf(source, 'reason'),
      };
    },
  };
}
