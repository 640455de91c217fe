// How does a feature become a privacy zone, and which rule holds there?
import { createCells, nameIn } from './cells.ts';
import type { HeaderReading } from './headers.ts';
import { readArea } from './polygons.ts';
import type { PositionReading } from './positions.ts';
import type { Reporter } from './reporter.ts';
import { partsOf } from './shapes.ts';
import type { SourceRow } from './source.ts';
import { clean, isBlank } from './text.ts';
import type { PrivacyZoneRow } from './types.ts';
import { readRule } from './values.ts';

export interface PrivacyZoneReader {
  read(source: SourceRow): PrivacyZoneRow | null;
}

export function createPrivacyZoneReader(
  header: HeaderReading,
  positions: PositionReading,
  reporter: Reporter,
): PrivacyZoneReader {
  const cells = createCells(header);
  const { crs, swap } = positions;
  /** What nobody stated, or nobody can read, is the strictest rule: a mistake must not open a private yard. */
  const ruleOf = (source: SourceRow): PrivacyZoneRow['rule'] => {
    let unknown: { column: string; value: string } | null = null;
    for (const { index, column } of header.uses.get('rule') ?? []) {
      const text = source.get(index);
      if (text === null || isBlank(text)) continue;
      const rule = readRule(text);
      if (rule !== null) return rule;
      if (header.mapping[index]!.sure !== 'guess') unknown ??= { column, value: clean(text) };
    }
    if (unknown) reporter.say('zone.rule_unknown', { row: source.row, ...unknown });
    else reporter.sayOnce('zone.rule_missing', { row: source.row, column: null });
    return 'forbid';
  };
  return {
    read(source) {
      const { row } = source;
      if (source.broken) return reporter.say('feature.invalid', { row });
      const parts = partsOf(source.geometry);
      if (parts === null) return reporter.say('geometry.missing', { row, column: 'geometry' });
      const { lines, points, strange } = parts;
      const other = [...(lines.length > 0 ? ['LineString'] : []), ...(points.length > 0 ? ['Point'] : []), ...strange];
      for (const type of other)
        reporter.say('geometry.not_polygon', { row, column: 'geometry', value: type }, { type });
      if (parts.areas.length === 0) return null;
      const area = readArea(
        { type: 'MultiPolygon', coordinates: parts.areas },
        swap ? (x, y) => crs.toWgs84(y, x) : crs.toWgs84,
      );
      for (const { code, value, params } of area.findings)
        reporter.say(code, { row, column: 'geometry', value }, params);
      if (!area.ok) return null;
      return {
        row,
        id: (cells.of(source, 'id')?.text ?? source.featureId)?.slice(0, 100) ?? null,
        name: nameIn(cells, source, 'name'),
        nameEn: nameIn(cells, source, 'nameEn'),
        rule: ruleOf(source),
        geometry: area.geometry,
        bbox: area.bbox,
      };
    },
  };
}
