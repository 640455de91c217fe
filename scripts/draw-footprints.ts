// What do footprints cut by real buildings look like? Draws an extract of a real place as SVG and PNG, for looking at and for
// the documents: `node --import tsx scripts/draw-footprints.ts sheffield|monaco [light|dark] [en|zh] OUT.png`.
// Cameras are those of the golden figures: real positions, directions by a seeded rule.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { cutFootprintPolygon, type ObstacleInput, planeAt } from '#engine';
import { readHeight } from '#importers/obstacles';
import { parseFile } from '#importers/run';
import { footprintOf } from '#rules/assumptions';
import { soupFrom } from '#rules/leaf-input';
import { obstacleInput } from '#rules/leaf-layers';
import { highwayWidthM, SPACE_DEFAULTS } from '#rules/public-space';
import { type GapFeature, measureFiles } from '#services/measure-files';
import { inlineRunner } from '#workers/runner';
import { findChromium } from './chromium.mjs';
import {
  ATTRIBUTION,
  type City,
  type Feature,
  inventedZones,
  type RealScene,
  readFeatures,
  realCameras,
  sceneFiles,
} from './real-places.ts';

type Lang = 'en' | 'zh';
type Theme = 'light' | 'dark';
type Position = [number, number];
type Rings = Position[][];

/** Size of the picture (px) and ground it shows (m across). */
const [WIDTH, HEIGHT] = [1280, 800];

interface Extract {
  scene: RealScene;
  /** the region whose figures the caption has */
  region: { field: string; value: string };
  centre: Position;
  acrossM: number;
  title: Record<Lang, string>;
  /** gaps that carry a number */
  numbered: number;
}
const EXTRACTS: Record<City, Extract> = {
  monaco: {
    scene: { name: '', city: 'monaco', division: 'quarters', built: true },
    region: { field: 'name', value: 'Monte-Carlo' },
    centre: [7.4262, 43.7398],
    acrossM: 620,
    title: { en: 'Monte-Carlo: streets and places behind buildings', zh: '蒙特卡洛:建筑后的街道与场所' },
    numbered: 5,
  },
  sheffield: {
    scene: { name: '', city: 'sheffield', division: 'wards', built: true },
    region: { field: 'WD13NM', value: 'Central' },
    centre: [-1.4695, 53.3806],
    acrossM: 720,
    title: { en: 'Sheffield, city centre: what 12,423 buildings leave', zh: '谢菲尔德市中心:12,423 栋建筑之间' },
    numbered: 0,
  },
};

/** The tokens of map-ui/src/theme, and shades for buildings from low to high. */
const PALETTE = {
  light: {
    paper: '#f7f6f2',
    panel: '#ffffff',
    ink: '#1b2428',
    mute: '#5c676b',
    line: '#e2dfd6',
    seen: '#2a6a93',
    gap: '#c2602a',
    gapTint: '#f6e6dd',
    badge: '#b4521e',
    privacy: '#5e2a7e',
    camera: '#0f5c73',
    space: '#ffffff',
    building: ['#e2ddd1', '#d4cebf', '#c2bbab', '#aba391', '#8c8472'],
    edge: '#f7f6f2',
  },
  dark: {
    paper: '#15191e',
    panel: '#1c2228',
    ink: '#e8eceb',
    mute: '#98a3a7',
    line: '#2c343b',
    seen: '#5f9db9',
    gap: '#f0a26e',
    gapTint: '#43382f',
    badge: '#f0a26e',
    privacy: '#b98ad6',
    camera: '#c0d6fc',
    space: '#232a31',
    building: ['#2a3138', '#343c44', '#404952', '#4f5963', '#626d78'],
    edge: '#15191e',
  },
} as const;
/** Tops (m) from which the next shade begins. */
const STOREYS = [9, 15, 24, 40];

const WORDS = {
  certain: { en: 'seen by an aimed camera', zh: '有方向点位所见' },
  unaimed: { en: 'reach of a camera without direction', zh: '无方向点位可及' },
  space: { en: 'public space', zh: '公共区域' },
  gap: { en: 'gap: nobody sees it', zh: '盲区' },
  privacy: { en: 'privacy zone (invented)', zh: '隐私区(虚构)' },
  heights: { en: 'buildings, low to high', zh: '建筑,由低到高' },
  rule: {
    en: 'Camera positions are from open lists; directions, ranges and heights are assigned by a seeded rule.',
    zh: '点位位置来自开放数据;方向、距离与高度按固定规则生成。',
  },
} as const;

async function draw(extract: Extract, theme: Theme, lang: Lang, file: string): Promise<void> {
  const svg = await pictureOf(extract, theme, lang);
  writeFileSync(file.replace(/\.png$/, '.svg'), svg);
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('no Chromium: set CHROMIUM');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT }, deviceScaleFactor: 1 });
    const font = readFileSync(
      resolve(import.meta.dirname, '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2'),
    ).toString('base64');
    const face = `@font-face{font-family:Inter;font-weight:100 900;src:url(data:font/woff2;base64,${font})}`;
    await page.setContent(`<style>${face}body{margin:0}svg{display:block}</style>${svg}`);
    await page.evaluate('document.fonts.ready');
    await page.screenshot({ path: file });
  } finally {
    await browser.close();
  }
}

async function pictureOf(extract: Extract, theme: Theme, lang: Lang): Promise<string> {
  const { scene, centre, acrossM } = extract;
  const c = PALETTE[theme];
  const scale = WIDTH / acrossM;
  const plane = planeAt(...centre);
  const xy = [0, 0];
  const at = ([lon, lat]: Position): [number, number] => {
    plane.toPlane(lon, lat, xy, 0);
    return [WIDTH / 2 + xy[0]! * scale, HEIGHT / 2 - xy[1]! * scale];
  };
  const onPicture = (points: Position[], marginPx = 0): boolean => {
    const seen = points.map(at);
    const [xs, ys] = [seen.map(([x]) => x), seen.map(([, y]) => y)];
    return (
      Math.max(...xs) > -marginPx &&
      Math.min(...xs) < WIDTH + marginPx &&
      Math.max(...ys) > -marginPx &&
      Math.min(...ys) < HEIGHT + marginPx
    );
  };
  const text = (p: [number, number]): string => `${p[0].toFixed(1)} ${p[1].toFixed(1)}`;
  const line = (points: Position[]): string => `M${points.map((p) => text(at(p))).join('L')}`;
  const area = (polygons: Rings[]): string =>
    polygons.flatMap((rings) => rings.map((ring) => `${line(ring)}Z`)).join('');

  const buildings = readFeatures(`${scene.city}/buildings.geojson`);
  const obstacles = obstaclesOf(buildings);
  const near = buildings
    .map((f) => ({ polygons: polygonsOf(f), topM: topOf(f) }))
    .filter(({ polygons }) => polygons.some((rings) => onPicture(rings[0]!)))
    .sort((a, b) => (a.topM ?? 0) - (b.topM ?? 0));
  const shade = (topM: number | null): string => c.building[STOREYS.filter((from) => (topM ?? 8) >= from).length]!;

  const cameras = realCameras(scene.city)
    .filter((f) => onPicture([f.geometry.coordinates as Position], 120 * scale))
    .map((f) => seenBy(f, obstacles));
  const { gaps, caption } = await measured(extract, lang);
  const zones = scene.city === 'monaco' ? inventedZones(buildings) : [];
  const space = scene.city === 'monaco' ? spaceOf() : [];

  const strokes = space
    .filter(({ points }) => onPicture(points, 60 * scale))
    .map(({ points, widthM }) =>
      points.length === 1
        ? `<circle cx="${at(points[0]!)[0].toFixed(1)}" cy="${at(points[0]!)[1].toFixed(1)}" r="${((widthM / 2) * scale).toFixed(1)}"/>`
        : `<path d="${line(points)}" fill="none" stroke-width="${(widthM * scale).toFixed(1)}"/>`,
    )
    .join('');
  const shapes = {
    certain: area(cameras.filter((one) => one.certain).flatMap((one) => one.polygons)),
    gaps: gaps.filter((g) => onPicture(g.geometry.coordinates[0]![0]!)),
  };
  const hasSpace = strokes !== '';
  const sector = (one: (typeof cameras)[number]): string =>
    one.certain
      ? `<path d="${area(one.polygons)}" fill="${c.seen}" fill-opacity=".26" fill-rule="evenodd" stroke="${c.seen}" stroke-width="1" stroke-opacity=".75" stroke-linejoin="round"/>`
      : `<path d="${area(one.polygons)}" fill="${c.seen}" fill-opacity=".07" fill-rule="evenodd" stroke="${c.seen}" stroke-width="1" stroke-opacity=".65" stroke-dasharray="2 3"/>`;
  const dot = (one: (typeof cameras)[number]): string => {
    const [x, y] = at(one.position);
    return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3.6" fill="${one.certain ? c.camera : c.panel}" stroke="${one.certain ? c.panel : c.camera}" stroke-width="1.4"/>`;
  };
  const badges = shapes.gaps.slice(0, extract.numbered).map((g, i) => {
    const [x, y] = at(g.properties.labelPoint as Position);
    return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="9" fill="${c.badge}"/><text x="${x.toFixed(1)}" y="${(y + 4).toFixed(1)}" text-anchor="middle" font-size="11" font-weight="600" fill="${c.panel}">${i + 1}</text>`;
  });
  const gapPath = area(shapes.gaps.flatMap((g) => g.geometry.coordinates as Rings[]));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="Inter, 'Noto Sans SC', 'WenQuanYi Micro Hei', sans-serif">
<defs><pattern id="private" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="${c.privacy}" fill-opacity=".08"/><path d="M0 0V6" stroke="${c.privacy}" stroke-width="1.6"/></pattern></defs>
<rect width="${WIDTH}" height="${HEIGHT}" fill="${c.paper}"/>
<g fill="${c.space}" stroke="${c.space}" stroke-linecap="round" stroke-linejoin="round">${strokes}</g>
${gapPath === '' || !hasSpace ? '' : `<path d="${gapPath}" fill="none" stroke="${c.gap}" stroke-width="2" stroke-dasharray="4 3"/><path d="${gapPath}" fill="${c.gapTint}" fill-rule="evenodd"/>`}
<g>${cameras.map(sector).join('')}</g>
<g stroke="${c.edge}" stroke-width=".8" stroke-linejoin="round" fill-rule="evenodd">${near.map(({ polygons, topM }) => `<path d="${area(polygons)}" fill="${shade(topM)}"/>`).join('')}</g>
${zones.map((f) => `<path d="${area(polygonsOf(f))}" fill="url(#private)" stroke="${c.privacy}" stroke-width="1"/>`).join('')}
<g>${cameras.map(dot).join('')}</g>
${badges.join('')}
${card(extract, theme, lang, caption, hasSpace)}
${footer(extract, theme, lang, scale)}
</svg>`;
}

/** Title, one sentence with figures, and what the colours mean. */
function card(extract: Extract, theme: Theme, lang: Lang, caption: string[], hasSpace: boolean): string {
  const c = PALETTE[theme];
  const say = (word: keyof typeof WORDS): string => WORDS[word][lang];
  const x = 32;
  const swatch = (y: number, attributes: string, word: keyof typeof WORDS): string =>
    `<rect x="${x}" y="${y - 9}" width="18" height="11" rx="2" ${attributes}/><text x="${x + 28}" y="${y}" font-size="12" fill="${c.ink}">${say(word)}</text>`;
  const rows = [
    (y: number) => swatch(y, `fill="${c.seen}" fill-opacity=".3" stroke="${c.seen}" stroke-opacity=".75"`, 'certain'),
    (y: number) =>
      swatch(y, `fill="${c.seen}" fill-opacity=".07" stroke="${c.seen}" stroke-dasharray="2 3"`, 'unaimed'),
    ...(hasSpace
      ? [
          (y: number) => swatch(y, `fill="${c.space}" stroke="${c.line}"`, 'space'),
          (y: number) => swatch(y, `fill="${c.gapTint}" stroke="${c.gap}" stroke-dasharray="4 3"`, 'gap'),
          (y: number) => swatch(y, `fill="url(#private)" stroke="${c.privacy}"`, 'privacy'),
        ]
      : []),
    (y: number) =>
      `${c.building.map((fill, i) => `<rect x="${x + 12 * i}" y="${y - 9}" width="12" height="11" fill="${fill}"/>`).join('')}<text x="${x + 70}" y="${y}" font-size="12" fill="${c.ink}">${say('heights')}</text>`,
  ];
  const top = 58 + 18 * caption.length;
  const height = top + 20 * rows.length;
  return `<rect x="16" y="16" width="392" height="${height}" rx="10" fill="${c.panel}" stroke="${c.line}"/>
<text x="${x}" y="43" font-size="14" font-weight="600" fill="${c.ink}">${extract.title[lang]}</text>
${caption.map((words, i) => `<text x="${x}" y="${65 + 18 * i}" font-size="12" fill="${c.mute}">${words}</text>`).join('')}
${rows.map((row, i) => row(top + 18 + 20 * i)).join('')}`;
}

function footer({ scene }: Extract, theme: Theme, lang: Lang, scale: number): string {
  const c = PALETTE[theme];
  const bar = 100 * scale;
  return `<rect y="${HEIGHT - 44}" width="${WIDTH}" height="44" fill="${c.panel}"/><path d="M0 ${HEIGHT - 44}H${WIDTH}" stroke="${c.line}"/>
<text x="16" y="${HEIGHT - 26}" font-size="11" fill="${c.mute}">${WORDS.rule[lang]}</text>
<text x="16" y="${HEIGHT - 10}" font-size="11" fill="${c.mute}">${ATTRIBUTION[scene.city]}</text>
<path d="M${WIDTH - 16 - bar} ${HEIGHT - 58}v4h${bar}v-4" fill="none" stroke="${c.ink}" stroke-width="1.2"/>
<text x="${WIDTH - 16 - bar / 2}" y="${HEIGHT - 62}" text-anchor="middle" font-size="11" fill="${c.ink}" stroke="${c.space}" stroke-width="3" paint-order="stroke">100 m</text>`;
}

/** The figures of the region with and without buildings, and its gaps. */
async function measured({ scene, region }: Extract, lang: Lang): Promise<{ gaps: GapFeature[]; caption: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'lacuna-draw-'));
  const run = async (built: boolean) => {
    const files = sceneFiles({ ...scene, built }, folder);
    const wanted = { ...files, regions: { ...files.regions, where: region }, gaps: built };
    const deps = { importRunner: { parse: parseFile }, runner: inlineRunner, now: '' };
    const result = await measureFiles(wanted, deps);
    if (!result.ok) throw new Error(result.problems.map((p) => p.message).join(' '));
    return result;
  };
  try {
    const [open, built] = [await run(false), await run(true)];
    const share = (m2: number | null): string => ((100 * m2!) / built.total.demandM2!).toFixed(1);
    const { coveredM2, likelyM2, coveredHighM2, camerasSeeing } = built.total;
    const lost = Math.round(100 * (1 - likelyM2! / open.total.likelyM2!));
    const ground = built.total.basis === 'public-space';
    const range = `${share(likelyM2)} % (${share(coveredM2)}–${share(coveredHighM2)})`;
    const caption =
      lang === 'en'
        ? [
            `${camerasSeeing} cameras see ${range} of ${ground ? 'its public space' : 'the ward ‘Central’'};`,
            `buildings take ${lost} % of what they would see without them.`,
          ]
        : [
            `${camerasSeeing} 个点位覆盖${ground ? '其公共区域' : ' Central 区'}的 ${range};`,
            `建筑遮挡使所见减少 ${lost} %。`,
          ];
    return { gaps: [...built.gaps], caption };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function seenBy(f: Feature, obstacles: ObstacleInput) {
  const p = f.properties as { type: 'fixed'; azimuthDeg?: number; hfovDeg?: number; rangeM: number; heightM: number };
  const position = f.geometry.coordinates as Position;
  const look = footprintOf({
    type: p.type,
    azimuthDeg: p.azimuthDeg ?? null,
    hfovDeg: p.hfovDeg ?? null,
    rangeM: p.rangeM,
    nearM: null,
  });
  if ('empty' in look) throw new Error(`expected a footprint, got ${look.empty}`);
  const [lon, lat] = position;
  const { azimuthDeg, hfovDeg, nearM, reachM } = look;
  const camera = { lon, lat, azimuthDeg, hfovDeg, nearM, reachM };
  return {
    position,
    certain: !look.unaimed,
    polygons: cutFootprintPolygon(camera, p.heightM, obstacles) as Rings[],
  };
}

const polygonsOf = ({ geometry }: Feature): Rings[] =>
  geometry.type === 'MultiPolygon'
    ? (geometry.coordinates as Rings[])
    : geometry.type === 'Polygon'
      ? [geometry.coordinates as Rings]
      : [];

function topOf({ properties }: Feature): number | null {
  const height = properties.height ? readHeight(String(properties.height)) : null;
  const levels = Number(properties['building:levels']);
  return height ?? (levels > 0 ? 3 * levels : null);
}

const obstaclesOf = (buildings: readonly Feature[]): ObstacleInput =>
  obstacleInput(buildings.map((f) => ({ shape: 'building', heightM: topOf(f), soup: soupFrom(polygonsOf(f)) })));

/** Streets with the width of their class, places as points; tunnels stay out, as in the figures. */
function spaceOf(): { points: Position[]; widthM: number }[] {
  const roads = readFeatures('monaco/roads.geojson').flatMap(({ properties, geometry }) => {
    const tunnel = properties.tunnel !== undefined && properties.tunnel !== 'no';
    const widthM = Number(properties.width) || highwayWidthM(String(properties.highway));
    return tunnel || widthM === null ? [] : [{ points: geometry.coordinates as Position[], widthM }];
  });
  const places = readFeatures('monaco/places.geojson').map(({ geometry }) => ({
    points: [geometry.coordinates as Position],
    widthM: 2 * SPACE_DEFAULTS.radiusM,
  }));
  return [...places, ...roads];
}

const { positionals } = parseArgs({ allowPositionals: true });
const [cityName, theme = 'light', lang = 'en', out = `build/${cityName}-${theme}.png`] = positionals;
if (cityName !== 'monaco' && cityName !== 'sheffield') throw new Error('expected monaco or sheffield');
await draw(EXTRACTS[cityName], theme as Theme, lang as Lang, resolve(out));
