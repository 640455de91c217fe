// How does a feature become public space: which class, how wide, how far around a point?
import type { PublicSpaceClass } from '#contract/gap';
import { highwayWidthM, MAX_RADIUS_M, MAX_WIDTH_M, SPACE_DEFAULTS } from '#rules/public-space';
import { createCells, nameIn } from './cells.ts';
import type { HeaderReading } from './headers.ts';
import { readArea } from './polygons.ts';
import type { PositionReading } from './positions.ts';
import type { Reporter } from './reporter.ts';
import { bboxOfPositions, partsOf, readLine, readPosition } from './shapes.ts';
import type { SourceRow } from './source.ts';
import { clean, isBlank } from './text.ts';
import type { LonLat, PublicSpaceRow } from './types.ts';
import { readClass, readFlag, readMetres, readNumber } from './values.ts';

export interface PublicSpaceReader {
  /** several where a collection holds areas, lines and points */
  read(source: SourceRow): PublicSpaceRow[];
  finish(): void;
}
/** OSM `highway` of ways that are no street on the ground today. */
const NO_STREET = new Set('construction|proposed|planned|abandoned|disused|razed|corridor|elevator|no'.split('|'));
const CLASS_BY_HIGHWAY: Readonly<Record<string, PublicSpaceClass>> = {
  platform: 'transport',
  bus_stop: 'transport',
  services: 'service',
  rest_area: 'service',
};

export function createPublicSpaceReader(
  header: HeaderReading,
  positions: PositionReading,
  reporter: Reporter,
): PublicSpaceReader {
  const cells = createCells(header);
  const unstated = { width: 0, radius: 0 };
  const { crs, swap } = positions;
  const toWgs84 = swap ? (x: number, y: number) => crs.toWgs84(y, x) : crs.toWgs84;

  /** The first column that names a known class; a column that only might be one is not complained about. */
  const readKind = (source: SourceRow, highway: string | null, isArea: boolean): PublicSpaceClass => {
    let unknown: { column: string; text: string } | null = null;
    for (const { index, column } of header.uses.get('class') ?? []) {
      const text = source.get(index);
      if (text === null || isBlank(text)) continue;
      const kind = readClass(text);
      if (kind !== null) return kind;
      if (header.mapping[index]!.sure !== 'guess') unknown ??= { column, text: clean(text) };
    }
    if (highway !== null) {
      const known = CLASS_BY_HIGHWAY[highway];
      return known ?? (highway === 'pedestrian' && isArea ? 'square' : 'road');
    }
    if (unknown)
      reporter.say('publicspace.class_unknown', { row: source.row, column: unknown.column, value: unknown.text });
    return 'other';
  };
  /** What the row states in metres, between 0 and `most`; null = nothing that can be used. */
  const readSize = (source: SourceRow, field: 'widthM' | 'radiusM', most: number, usedM: number): number | null => {
    const cell = cells.of(source, field);
    if (cell === null) return null;
    const size = readMetres(cell.text);
    if (size !== null && size > 0 && size <= most) return size;
    const params = { what: field === 'widthM' ? 'width' : 'radius', most, used: usedM };
    const whatZh = field === 'widthM' ? '宽度' : '半径';
    reporter.say('publicspace.size', { row: source.row, column: cell.column, value: cell.text }, { ...params, whatZh });
    return usedM;
  };
  const widthOf = (source: SourceRow, highway: string | null): number => {
    const byHighway = highway === null ? null : highwayWidthM(highway);
    if (highway !== null && byHighway === null)
      reporter.sayOnce(
        'publicspace.highway',
        { row: source.row, column: 'highway', value: highway },
        {
          highway,
          used: SPACE_DEFAULTS.widthM,
        },
      );
    const usual = byHighway ?? SPACE_DEFAULTS.widthM;
    const stated = readSize(source, 'widthM', MAX_WIDTH_M, usual);
    if (stated === null && byHighway === null) unstated.width++;
    return stated ?? usual;
  };
  const radiusOf = (source: SourceRow): number => {
    const stated = readSize(source, 'radiusM', MAX_RADIUS_M, SPACE_DEFAULTS.radiusM);
    if (stated === null) unstated.radius++;
    return stated ?? SPACE_DEFAULTS.radiusM;
  };

  return {
    finish() {
      const { widthM, radiusM } = SPACE_DEFAULTS;
      if (unstated.width > 0)
        reporter.say('publicspace.width_default', { row: null }, { n: unstated.width, used: widthM });
      if (unstated.radius > 0)
        reporter.say('publicspace.radius_default', { row: null }, { n: unstated.radius, used: radiusM });
    },
    read(source) {
      const { row } = source;
      const none = (said: null): PublicSpaceRow[] => said ?? [];
      if (source.broken) return none(reporter.say('feature.invalid', { row }));
      const parts = partsOf(source.geometry);
      if (parts === null) return none(reporter.say('geometry.missing', { row, column: 'geometry' }));
      for (const type of parts.strange)
        reporter.say('geometry.unknown', { row, column: 'geometry', value: type }, { type });

      const highway = cells.of(source, 'highway')?.text.toLowerCase() ?? null;
      const tunnel = cells.of(source, 'tunnel')?.text ?? 'no';
      if (readFlag(tunnel) !== false)
        return none(reporter.say('publicspace.tunnel', { row, column: 'tunnel', value: tunnel }));
      if (highway !== null && NO_STREET.has(highway))
        return none(reporter.say('publicspace.no_street', { row, column: 'highway', value: highway }));

      const weightCell = cells.of(source, 'weight');
      const stated = weightCell ? readNumber(weightCell.text) : 1;
      const weight = stated !== null && stated > 0 ? stated : 1;
      if (weight !== stated)
        reporter.say('publicspace.weight', { row, column: weightCell!.column, value: weightCell!.text });
      const id = (cells.of(source, 'id')?.text ?? source.featureId)?.slice(0, 100) ?? null;
      const common = { row, id, name: nameIn(cells, source, 'name'), nameEn: nameIn(cells, source, 'nameEn'), weight };
      const kind = readKind(source, highway, parts.areas.length > 0);

      const found: PublicSpaceRow[] = [];
      if (parts.areas.length > 0) {
        const area = readArea({ type: 'MultiPolygon', coordinates: parts.areas }, toWgs84);
        for (const { code, value, params } of area.findings)
          reporter.say(code, { row, column: 'geometry', value }, params);
        if (area.ok)
          found.push({
            ...common,
            class: kind,
            shape: 'area',
            radiusM: null,
            geometry: area.geometry,
            bbox: area.bbox,
          });
      }
      const lines: LonLat[][] = [];
      for (const raw of parts.lines) {
        const line = readLine(raw, toWgs84);
        if (line.ok) lines.push(...line.lines);
        else reporter.say(line.finding.code, { row, column: 'geometry', value: line.finding.value });
      }
      if (lines.length > 0) {
        const radiusM = widthOf(source, highway) / 2;
        const geometry = lines.map((line) => [line]);
        found.push({ ...common, class: kind, shape: 'line', radiusM, geometry, bbox: bboxOfPositions(lines) });
      }
      const points: LonLat[] = [];
      for (const raw of parts.points) {
        const point = readPosition(raw, toWgs84);
        if (point !== null) points.push(point);
        else reporter.say('polygon.position', { row, column: 'geometry', value: JSON.stringify(raw)?.slice(0, 100) });
      }
      if (points.length > 0) {
        const geometry = points.map((point) => [[point]]);
        const bbox = bboxOfPositions([points]);
        found.push({ ...common, class: kind, shape: 'point', radiusM: radiusOf(source), geometry, bbox });
      }
      return found;
    },
  };
}
