import { describe, expect, it } from 'vitest';
import { hasDecimalComma, isPacked, readCoordinate } from './coordinates.ts';
import { proposePacked } from './proposals.ts';

const [LON, LAT] = [121 + 28 / 60 + 13.5 / 3600, 31 + 12 / 60 + 30 / 3600];

describe('a coordinate as people write it', () => {
  it.each([
    '121°28′13.5″E',
    `121°28'13.5"`,
    'E121°28′13.5″',
    '东经121°28′13.5″',
    '121°28′13.5″东',
    '121º28’13.5”E',
    `121°28'13.5''E`,
    '121° 28′ 13.5″',
    '121度28分13.5秒',
    '121d28m13.5sE',
    '121 deg 28 min 13.5 sec',
    '121-28-13.5',
    '121:28:13.5',
    '121 28 13.5',
    '121 28 13.5 E',
    'E 121 28 13.5',
    `121°28.225'`,
    'E121 28.225',
    '121 28.225 E',
    '１２１°２８′１３．５″',
    `121°28,225'`,
    '+121°28\'13.5"',
  ])('%s', (text) => expect(readCoordinate(text, false)).toBeCloseTo(LON, 9));
  it.each([`-31°12'30"`, `31°12'30"S`, 'S31 12.5', '南纬31度12分30秒', '-31-12-30', '31 12 30 S', `-31°12.5'S`])(
    '%s is south',
    (text) => expect(readCoordinate(text, false)).toBeCloseTo(-LAT, 9),
  );
  it.each([
    ['113.5', 113.5],
    ['+113.5', 113.5],
    ['-76.6', -76.6],
    ['113.5°', 113.5],
    ['76.6W', -76.6],
    ['113.5度', 113.5],
    ['1.135E2', 113.5],
    ['113,5°', 113.5],
    ['548550.11', 548_550.11],
    ['548,550.11', 548_550.11],
    ['3,264,711', 3_264_711],
    ["3'264'711.22", 3_264_711.22],
    ['548 550.11', 548_550.11],
    ['38,548,550.11', 38_548_550.11],
  ])('%s is %d', (text, number) => expect(readCoordinate(text, false)).toBe(number));
  it('a decimal comma counts where commas separate no cells', () => {
    expect(readCoordinate('7,41', true)).toBe(7.41);
    expect(readCoordinate('7,41', false)).toBe(null);
    expect([hasDecimalComma('7,41'), hasDecimalComma('548,550.11'), hasDecimalComma('7.41')]).toEqual([
      true,
      false,
      false,
    ]);
  });
  it.each([
    '',
    '路口',
    `121°60'`,
    `121°28'60"`,
    `121.5°28'`,
    `121°28.5'13"`,
    '311230N',
    '1212813E',
    '3112.50N',
    '12.34.56',
    '121 28',
    'N',
    '1,2,3',
  ])('%s is none', (text) => expect(readCoordinate(text, false)).toBe(null));
  it('packed digits are told apart and proposed, never taken', () => {
    expect(['311230N', 'E1212813.5', '3112.50N', '31N', '311230', '1212813'].filter(isPacked)).toEqual([
      '311230N',
      'E1212813.5',
      '3112.50N',
    ]);
    expect(proposePacked('311230N')).toBe(`31°12'30"N`);
    expect(proposePacked('E1212813.5')).toBe(`121°28'13.5"E`);
    expect(proposePacked('3112.50N')).toBe(null);
  });
});
