// The little pictures of the map: hatches, camera shapes and gap badges, drawn once per theme and pixel ratio.
import type { Palette } from './palette.ts';

export const IMAGE_RATIO = 2;

function draw(widthPx: number, heightPx: number, paint: (c: CanvasRenderingContext2D) => void): ImageData {
  const canvas = document.createElement('canvas');
  canvas.width = widthPx * IMAGE_RATIO;
  canvas.height = heightPx * IMAGE_RATIO;
  const c = canvas.getContext('2d');
  if (!c) throw new Error('expected a 2d canvas, got none');
  c.scale(IMAGE_RATIO, IMAGE_RATIO);
  paint(c);
  return c.getImageData(0, 0, canvas.width, canvas.height);
}

/** Lines at 45° that meet at the edges of the tile they repeat in. */
const hatch = (colour: string) =>
  draw(8, 8, (c) => {
    c.strokeStyle = colour;
    c.globalAlpha = 0.55;
    c.lineWidth = 0.8;
    for (const at of [-8, 0, 8]) {
      c.beginPath();
      c.moveTo(at - 1, 9);
      c.lineTo(at + 9, -1);
      c.stroke();
    }
  });
/** Whose ground it is: lines for what must not be viewed, lines apart for what has to be masked. */
const privacy = (colour: string, isForbidden: boolean) =>
  draw(8, 8, (c) => {
    c.strokeStyle = colour;
    c.lineWidth = isForbidden ? 1.1 : 1;
    if (!isForbidden) c.setLineDash([2.2, 3.457]);
    for (const at of isForbidden ? [-8, -4, 0, 4, 8] : [-8, 0, 8]) {
      c.beginPath();
      c.moveTo(at, 0);
      c.lineTo(at + 8, 8);
      c.stroke();
    }
  });
const dots = (colour: string) =>
  draw(8, 8, (c) => {
    c.fillStyle = colour;
    for (const [x, y] of [
      [2, 2],
      [6, 6],
    ]) {
      c.beginPath();
      c.arc(x, y, 0.7, 0, 7);
      c.fill();
    }
  });

const badge = (colour: string, edge: string, radius: number) =>
  draw(radius * 2 + 4, radius * 2 + 4, (c) => {
    c.beginPath();
    c.arc(radius + 2, radius + 2, radius, 0, 7);
    c.fillStyle = colour;
    c.fill();
    c.lineWidth = 1.2;
    c.strokeStyle = edge;
    c.stroke();
  });

type Shape = 'aimed' | 'unaimed' | 'planned' | 'retired';
/** Shape first: a full dot looks somewhere known, a ring somewhere within its reach, a dashed ring is not built yet. */
const camera = (shape: Shape, colour: string, edge: string) =>
  draw(16, 16, (c) => {
    c.beginPath();
    c.arc(8, 8, shape === 'aimed' ? 4.6 : 4.4, 0, 7);
    if (shape === 'planned') c.setLineDash([2.2, 1.8]);
    c.fillStyle = shape === 'aimed' ? colour : edge;
    if (shape !== 'planned') c.fill();
    c.strokeStyle = shape === 'aimed' ? edge : colour;
    c.lineWidth = shape === 'aimed' ? 1.3 : 1.8;
    if (shape !== 'retired') c.stroke();
    else {
      c.lineWidth = 1.8;
      c.beginPath();
      c.moveTo(5, 5);
      c.lineTo(11, 11);
      c.moveTo(11, 5);
      c.lineTo(5, 11);
      c.stroke();
    }
  });

/** Out of work: a cross. Nobody knows: a question mark. Both with a rim of paper, to be seen on any ground. */
const stateMark = (paint: (c: CanvasRenderingContext2D) => void, colour: string, edge: string) =>
  draw(16, 16, (c) => {
    c.lineCap = 'round';
    c.lineJoin = 'round';
    for (const [width, style] of [
      [4.6, edge],
      [2, colour],
    ] as const) {
      c.lineWidth = width;
      c.strokeStyle = style;
      c.beginPath();
      paint(c);
      c.stroke();
    }
  });
const cross = (c: CanvasRenderingContext2D) => {
  c.moveTo(4.4, 4.4);
  c.lineTo(11.6, 11.6);
  c.moveTo(11.6, 4.4);
  c.lineTo(4.4, 11.6);
};
const question = (c: CanvasRenderingContext2D) => {
  c.moveTo(5.4, 5.8);
  c.arc(8, 5.6, 2.6, Math.PI, Math.PI * 2.25);
  c.quadraticCurveTo(8, 8.4, 8, 9.9);
  c.moveTo(8, 12.5);
  c.lineTo(8, 12.5);
};

/** Every image by name. Patterns and badges exist per theme, so that a change of theme is a change of name. */
export function mapImages(palette: Palette): Map<string, ImageData> {
  const suffix = palette.dark ? 'dark' : 'light';
  return new Map([
    [`hatch-${suffix}`, hatch(palette.mute)],
    [`dots-${suffix}`, dots(palette.mute)],
    [`forbid-${suffix}`, privacy(palette.privacy, true)],
    [`mask-${suffix}`, privacy(palette.privacy, false)],
    [`badge-${suffix}`, badge(palette.gapBadge, palette.panel, 9)],
    [`badge-focus-${suffix}`, badge(palette.gapBadge, palette.ink, 12)],
    ['camera-aimed', camera('aimed', palette.camera, palette.panel)],
    ['camera-unaimed', camera('unaimed', palette.camera, palette.panel)],
    ['camera-planned', camera('planned', palette.cameraPlanned, palette.panel)],
    ['camera-offline', stateMark(cross, palette.cameraOffline, palette.panel)],
    ['camera-unknown', stateMark(question, palette.cameraUnknown, palette.panel)],
    ['camera-retired', camera('retired', palette.mute, palette.panel)],
  ]);
}
