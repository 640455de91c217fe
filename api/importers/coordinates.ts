// What number is a coordinate as people write it: decimal degrees, degrees with minutes and seconds, metres?
import { plain } from './text.ts';
import { readNumber } from './values.ts';

const HEMISPHERE = '[东西]经|[南北]纬|[NSEW东西南北]';
/** A number begins after a blank or a sign only: packed digits are not cut up. */
const SPELLED = new RegExp(
  `^(${HEMISPHERE})?\\s*([+-])?\\s*(\\d{1,3}(?:\\.\\d+)?)\\s*(°)?\\s*` +
    `(?:(?<=[°\\s])(\\d{1,2}(?:\\.\\d+)?)\\s*(')?\\s*(?:(?<=['\\s])(\\d{1,2}(?:\\.\\d+)?)\\s*(")?\\s*)?)?(${HEMISPHERE})?$`,
  'i',
);
const PARTED = new RegExp(
  `^(${HEMISPHERE})?\\s*(-)?(\\d{1,3})([-: ])(\\d{1,2})\\4(\\d{1,2}(?:\\.\\d+)?)\\s*(${HEMISPHERE})?$`,
  'i',
);
const NEGATIVE = /[SW西南]/i;

/** Degrees, also as 31°12'30"N, N31 12.5, 31d12m30s, 31-12-30; a comma is the decimal one where commas do not separate
 * cells, and beside signs of degrees. */
export function readCoordinate(text: string, commaIsDecimal: boolean): number | null {
  let value = plain(text);
  if (value.includes(',')) value = withoutCommas(value, commaIsDecimal);
  else if (GROUPED.test(value)) value = value.replace(/[ '’]/g, '');
  return readNumber(value) ?? readSpelled(value);
}

/** 548 550.11, 3'264'711.22: thousands apart. */
const GROUPED = /^[+-]?\d{1,3}(?:(?:[ '’]\d{3}){2,}(?:\.\d+)?|[ '’]\d{3}\.\d+)$/;
/** … 548,550.11 or 3,264,711 */
const GROUPED_BY_COMMAS = /^[+-]?\d{1,3}(?:(?:,\d{3}){2,}(?:\.\d+)?|,\d{3}\.\d+)$/;

function withoutCommas(value: string, commaIsDecimal: boolean): string {
  if (GROUPED_BY_COMMAS.test(value)) return value.replaceAll(',', '');
  if (value.split(',').length > 2 || value.includes('.') || !/\d,\d/.test(value)) return value;
  // beside signs of degrees it can be nothing else; a bare 120,134 is only proposed
  const isDecimal = commaIsDecimal || /[°'"′″]/.test(value);
  return isDecimal ? value.replace(',', '.') : value;
}

export const hasDecimalComma = (text: string): boolean => text.includes(',') && !GROUPED_BY_COMMAS.test(plain(text));

/** One spelling of the signs for degrees, minutes and seconds. */
const withPlainSigns = (value: string): string =>
  value
    .replace(
      /(\d)\s*d(?:eg)?\.?\s*(\d{1,2}(?:\.\d+)?)\s*m(?:in)?\.?\s*(?:(\d{1,2}(?:\.\d+)?)\s*s(?:ec)?\.?)?/i,
      (_all, d, m, s) => (s === undefined ? `${d}°${m}'` : `${d}°${m}'${s}"`),
    )
    .replace(/[’‘´`ʹ′分]/g, "'")
    .replace(/''|[”“ʺ″秒]/g, '"')
    .replace(/(\d)\s*(?:[º˚度]|o(?![a-z]))/gi, '$1°');

function readSpelled(text: string): number | null {
  const value = withPlainSigns(text);
  const m = SPELLED.exec(value);
  if (m !== null && (m[1] || m[9] || m[4] || m[6])) {
    const [, before, sign, degrees, , minutes, , seconds, , after] = m;
    // a part that is no whole number is the last one
    if (minutes !== undefined && degrees!.includes('.')) return null;
    if (seconds !== undefined && minutes!.includes('.')) return null;
    return sizeOf(degrees!, minutes, seconds, sign === '-' || NEGATIVE.test(`${before ?? ''}${after ?? ''}`));
  }
  const parted = PARTED.exec(value);
  if (parted === null) return null;
  const [, before, sign, degrees, , minutes, seconds, after] = parted;
  return sizeOf(degrees!, minutes, seconds, sign === '-' || NEGATIVE.test(`${before ?? ''}${after ?? ''}`));
}

function sizeOf(degrees: string, minutes = '0', seconds = '0', isNegative: boolean): number | null {
  if (Number(minutes) >= 60 || Number(seconds) >= 60) return null;
  const size = Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600;
  return isNegative ? -size : size;
}

/** 311230N may be 31°12'30" and may be 31.1230 without its point; 3112.50N is how some receivers write minutes. */
export const isPacked = (text: string): boolean => {
  const value = plain(text);
  return /^[NSEW]?\d{4,7}(?:\.\d+)?[NSEW]?$/i.test(value) && /^[NSEW]|[NSEW]$/i.test(value);
};
