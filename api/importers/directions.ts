// Where does the camera look, as people write it: degrees, compass words, ranges, letters, names with 向东.
import { plain } from './text.ts';
import { readDegrees } from './values.ts';

export interface Compass {
  azimuthDeg: number;
  /** half the step of the compass that was used: 22.5 for 4 and 8 points, 11.25 for 16 */
  toleranceDeg: number;
}

export type Direction =
  | { kind: 'degrees'; azimuthDeg: number }
  | { kind: 'compass'; compass: Compass }
  /** clockwise from `fromDeg` to `toDeg` */
  | { kind: 'range'; fromDeg: number; toDeg: number; azimuthDeg: number; hfovDeg: number }
  /** the number 360: north or all round, the type decides */
  | { kind: 'full-turn' }
  | { kind: 'all-round' }
  | { kind: 'several'; parts: string[] }
  | { kind: 'unclear' };

const SIXTEEN = ['n', 'nne', 'ne', 'ene', 'e', 'ese', 'se', 'sse', 's', 'ssw', 'sw', 'wsw', 'w', 'wnw', 'nw', 'nnw'];
const ENGLISH: Record<string, string> = { north: 'n', east: 'e', south: 's', west: 'w' };
const CHINESE_16: Record<string, string> = {
  北: 'n',
  东: 'e',
  南: 's',
  西: 'w',
  正北: 'n',
  正东: 'e',
  正南: 's',
  正西: 'w',
  东北: 'ne',
  北东: 'ne',
  东南: 'se',
  南东: 'se',
  西南: 'sw',
  南西: 'sw',
  西北: 'nw',
  北西: 'nw',
  东北偏北: 'nne',
  北东北: 'nne',
  北偏东: 'nne',
  东北偏东: 'ene',
  东东北: 'ene',
  东偏北: 'ene',
  东北东: 'ene',
  北北东: 'nne',
  东南偏东: 'ese',
  东东南: 'ese',
  东偏南: 'ese',
  东南东: 'ese',
  东南偏南: 'sse',
  南东南: 'sse',
  南偏东: 'sse',
  南南东: 'sse',
  西南偏南: 'ssw',
  南西南: 'ssw',
  南偏西: 'ssw',
  南南西: 'ssw',
  西南偏西: 'wsw',
  西西南: 'wsw',
  西偏南: 'wsw',
  西南西: 'wsw',
  西北偏西: 'wnw',
  西西北: 'wnw',
  西偏北: 'wnw',
  西北西: 'wnw',
  西北偏北: 'nnw',
  北西北: 'nnw',
  北偏西: 'nnw',
  北北西: 'nnw',
};
const ALL_ROUND = new Set([
  'a',
  'all',
  'all round',
  'all-round',
  'all directions',
  'omni',
  'omnidirectional',
  '360度',
  '360°',
  '全向',
  '全景',
  '环视',
  '全方位',
  '四周',
  '全方向',
  '0-360',
  '环形',
]);

/** Nordost, sud-est, Süd; the letter O is east in German and west in French, and is left open. */
function germanOrFrench(word: string): string | null {
  const m = /^(nord|süd|sued|sud)?(?:[\s_-]?(ost|est|west|ouest))?$/.exec(word);
  if (m === null || (!m[1] && !m[2])) return null;
  const [south, side] = [m[1], m[2]];
  return `${south === undefined ? '' : south.startsWith('n') ? 'n' : 's'}${side === undefined ? '' : /^(?:ost|est)$/.test(side) ? 'e' : 'w'}`;
}

/** A compass word in English, Chinese, German or French (东北, 向东北, 北向, 朝北, 北侧, NE, north-east, NNE). */
export function readCompass(text: string): Compass | null {
  let word = plain(text).toLowerCase().replaceAll('東', '东');
  word = word.replace(/^(?:向|往|朝|朝向|面向)/, '').replace(/(?:向|方向|方|侧|側|面|边|bound|wards?)$/, '');
  word = CHINESE_16[word] ?? germanOrFrench(word) ?? word;
  const letters = word.replace(/[\s_-]/g, '').replace(/north|east|south|west/g, (w) => ENGLISH[w]!);
  const point = SIXTEEN.indexOf(letters);
  return point < 0 ? null : { azimuthDeg: point * 22.5, toleranceDeg: point % 2 ? 11.25 : 22.5 };
}

const RANGE = /^(\d+(?:\.\d+)?)\s*°?\s*(?:-|~|～|至|to)\s*(\d+(?:\.\d+)?)\s*°?$/i;

/** A direction column's cell. Ranges are read clockwise: 190-100 is 270° wide and looks to 325°. */
export function readDirection(text: string): Direction {
  const value = plain(text);
  const lower = value.toLowerCase();
  const degrees = readDegrees(value);
  if (degrees !== null) {
    if (degrees === 360) return /[°度]/.test(value) ? { kind: 'all-round' } : { kind: 'full-turn' };
    return degrees >= 0 && degrees < 360 ? { kind: 'degrees', azimuthDeg: degrees } : { kind: 'unclear' };
  }
  if (ALL_ROUND.has(lower)) return { kind: 'all-round' };
  const compass = readCompass(value);
  if (compass) return { kind: 'compass', compass };
  const range = RANGE.exec(value);
  if (range) {
    const [fromDeg, toDeg] = [Number(range[1]), Number(range[2])];
    if (fromDeg > 360 || toDeg > 360) return { kind: 'unclear' };
    const hfovDeg = (toDeg - fromDeg + 720) % 360;
    if (hfovDeg === 0) return fromDeg === toDeg ? { kind: 'unclear' } : { kind: 'all-round' };
    return { kind: 'range', fromDeg, toDeg, azimuthDeg: (fromDeg + hfovDeg / 2) % 360, hfovDeg };
  }
  const parts = value.split(/\s*[;,；，、|]\s*/).filter((part) => part !== '');
  if (parts.length > 1 && parts.length <= 16) {
    const simple = parts.every((part) => {
      const one = /[;,；，、|]/.test(part) ? 'unclear' : readDirection(part).kind;
      return one === 'degrees' || one === 'compass' || one === 'range';
    });
    if (simple) return { kind: 'several', parts };
  }
  return { kind: 'unclear' };
}

/** GB/T 28181 DirectionType: 1 E, 2 W, 3 S, 4 N, 5 SE, 6 NE, 7 SW, 8 NW, the direction it looks TO. */
const DIRECTION_TYPES = [90, 270, 180, 0, 135, 45, 225, 315];
export function readDirectionType(text: string): Compass | null {
  const value = plain(text);
  return /^[1-8]$/.test(value) ? { azimuthDeg: DIRECTION_TYPES[Number(value) - 1]!, toleranceDeg: 22.5 } : null;
}

// The view direction is what follows 向 or 往; the corner the pole stands at (西桿) is another fact.
const IN_NAME =
  /[(（][^()（）]*?[向往朝]([东東西南北]{1,3})(?:侧|側|方向|面|平面|高架|车道|車道|側車道|侧车道|边|邊)*[^()（）]*[)）]/;
const AT_END = /(?:^|[\s・·,，、_-])[向往朝]([东東西南北]{1,2})(?:侧|側|方向|面)?$/;

/** The direction that a free Chinese name states, such as 西桿(向東)-廣角 → east. null when it states none. */
export function directionInName(name: string): { text: string; compass: Compass } | null {
  const found = IN_NAME.exec(name) ?? AT_END.exec(name);
  const compass = found ? readCompass(found[1]!) : null;
  return compass && found ? { text: found[1]!, compass } : null;
}
