// How does a feature become public space?
import type { HeaderReading } from './headers.ts';
import { readArea } from './polygons.ts';
import type { PositionReading } from './positions.ts';
import type { Reporter } from './reporter.ts';
import type { SourceRow } from './source.ts';
import { clean, isBlank, withoutAddresses } from './text.ts';
import type { PublicSpaceRow } from './types.ts';
import { readClass, readNumber } from './values.ts';

export interface PublicSpaceReader {
  read(source: SourceRow): PublicSpaceRow | null;
}
const NAME_CHARS = 300;

export function createPublicSpaceReader(
  header: HeaderReading,
  positions: PositionReading,
  reporter: Reporter,
): PublicSpaceReader {
  const cellOf = (source: SourceRow, field: string): { text: string; column: string } | null => {
    for (const { index, column } of header.uses.get(field) ?? []) {
      const text = source.get(index);
      if (text !== null && !isBlank(text)) return { text: clean(text), column };
    }
    return null;
  };
  /** The first column that names a known class; a column that only might be one is not complained about. */
  const readKind = (source: SourceRow): PublicSpaceRow['class'] | null => {
    let unknown: { column: string; text: string } | null = null;
    for (const { index, column } of header.uses.get('class') ?? []) {
      const text = source.get(index);
      if (text === null || isBlank(text)) continue;
      const kind = readClass(text);
      if (kind !== null) return kind;
      if (header.mapping[index]!.sure !== 'guess') unknown ??= { column, text: clean(text) };
    }
    if (unknown)
      reporter.say('publicspace.class_unknown', { row: source.row, column: unknown.column, value: unknown.text });
    return null;
  };
  const nameIn = (source: SourceRow, field: string): string | null =>
    withoutAddresses(cellOf(source, field)?.text ?? '').slice(0, NAME_CHARS) || null;
  return {
    read(source) {
      const { row } = source;
      if (source.broken) return reporter.say('feature.invalid', { row });
      const geometry = source.geometry as { type?: unknown; coordinates?: unknown } | null | undefined;
      if (geometry === null || geometry === undefined || typeof geometry !== 'object')
        return reporter.say('geometry.missing', { row, column: 'geometry' });
      const type = String(geometry.type).slice(0, 40);
      if (/^(?:Multi)?(?:LineString|Point)$/.test(type))
        return reporter.say('publicspace.not_yet', { row, column: 'geometry', value: type }, { type });
      if (type !== 'Polygon' && type !== 'MultiPolygon')
        return reporter.say('geometry.not_polygon', { row, column: 'geometry', value: type }, { type });
      const { crs, swap } = positions;
      const area = readArea(
        { type, coordinates: geometry.coordinates },
        swap ? (x, y) => crs.toWgs84(y, x) : crs.toWgs84,
      );
      for (const { code, value, params } of area.findings)
        reporter.say(code, { row, column: 'geometry', value }, params);
      if (!area.ok) return null;
      const kind = readKind(source);
      const weightCell = cellOf(source, 'weight');
      const weight = weightCell ? readNumber(weightCell.text) : 1;
      const heavy = weight !== null && weight > 0;
      if (!heavy) reporter.say('publicspace.weight', { row, column: weightCell!.column, value: weightCell!.text });
      const id = cellOf(source, 'id')?.text ?? source.featureId;
      return {
        row,
        id: id === null ? null : id.slice(0, 100),
        name: nameIn(source, 'name'),
        nameEn: nameIn(source, 'nameEn'),
        class: kind ?? 'other',
        weight: heavy ? weight : 1,
        geometry: area.geometry,
        bbox: area.bbox,
      };
    },
  };
}
