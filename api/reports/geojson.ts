// The report as GeoJSON: regions with their figures and gaps, one file; method, assumptions and quality as a member of it.
import { type Column, GAP_COLUMNS, regionColumns } from './columns.ts';
import {
  depthsOf,
  type ReportFile,
  type ReportLanguage,
  type ReportModel,
  type ReportPolygons,
  regionLines,
} from './model.ts';
import { assumptionLines, METHOD, qualityLines, summaryLines } from './notes.ts';
import { say } from './wording.ts';

/** Positions are written to 1e-7 degrees (about a centimetre). */
const DECIMALS = 1e7;

export function multiPolygon(polygons: ReportPolygons | null | undefined) {
  if (!polygons || polygons.length === 0) return null;
  const round = (v: number): number => Math.round(v * DECIMALS) / DECIMALS;
  const coordinates = polygons.map((rings) => rings.map((ring) => ring.map(([x, y]) => [round(x!), round(y!)])));
  return { type: 'MultiPolygon' as const, coordinates };
}

/** Same keys as the tables. A missing figure is null here, with its reason under `notComputed`. */
function properties<Row>(kind: string, columns: readonly Column<Row>[], row: Row, language: ReportLanguage) {
  const out: Record<string, unknown> = { kind };
  const notComputed: Record<string, string> = {};
  for (const c of columns) {
    const value = c.value(row, language);
    if (value !== null && typeof value === 'object') {
      out[c.key] = null;
      notComputed[c.key] = say(value.missing, language);
    } else out[c.key] = value;
  }
  return Object.keys(notComputed).length > 0 ? { ...out, notComputed } : out;
}

export function writeGeojson(model: ReportModel, base: string): ReportFile[] {
  const { language } = model;
  const columns = regionColumns(depthsOf(model));
  const parts: string[] = [];
  for (const line of regionLines(model)) {
    const geometry = line.part ? null : multiPolygon(line.region.geometry);
    parts.push(
      JSON.stringify({ type: 'Feature', properties: properties('region', columns, line, language), geometry }),
    );
  }
  for (const gap of model.gaps) {
    const geometry = multiPolygon(gap.geometry);
    parts.push(
      JSON.stringify({ type: 'Feature', properties: properties('gap', GAP_COLUMNS, gap, language), geometry }),
    );
  }
  const about = JSON.stringify({
    root: model.root,
    dataVersion: model.dataVersion,
    writtenAt: model.writtenAt,
    productVersion: model.productVersion,
    coordinates: 'WGS-84, longitude latitude (RFC 7946)',
    summary: summaryLines(model).map((l) => ({ label: say(l.label, language), value: l.value, kind: l.kind })),
    method: METHOD.map((m) => ({ topic: say(m.topic, language), text: say(m.text, language) })),
    assumptions: {
      version: model.assumptions.version,
      used: assumptionLines(model).map((a) => ({ name: a.name, count: a.count, text: say(a.words, language) })),
    },
    quality: qualityLines(model).map((q) => ({ code: q.code, count: q.count, of: q.of, text: say(q.words, language) })),
    columns: [...columns, ...GAP_COLUMNS].map((c) => ({
      key: c.key,
      title: say(c.title, language),
      unit: say(c.unit, language),
      meaning: say(c.meaning, language),
    })),
  });
  const content = `{"type":"FeatureCollection","lacuna":${about},"features":[\n${parts.join(',\n')}\n]}\n`;
  return [{ name: `${base}.geojson`, type: 'application/geo+json', content }];
}
