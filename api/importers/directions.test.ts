import { describe, expect, it } from 'vitest';
import { directionInName, readCompass, readDirection, readDirectionType } from './directions.ts';

const azimuth = (text: string): number | null => readCompass(text)?.azimuthDeg ?? null;

describe('compass words', () => {
  it.each([
    ['N', 0],
    ['NW', 315],
    ['nne', 22.5],
    ['WSW', 247.5],
    ['north', 0],
    ['South-West', 225],
    ['east', 90],
    ['northbound', 0],
    ['北', 0],
    ['东北', 45],
    ['東北', 45],
    ['朝南', 180],
    ['向西', 270],
    ['南偏东', 157.5],
    ['东北偏东', 67.5],
    ['北向', 0],
    ['西侧', 270],
  ])('%s is %d°', (text, deg) => {
    expect(azimuth(text)).toBe(deg);
  });
  it('8 points are within 22.5°, 16 points within 11.25°', () => {
    expect([readCompass('NE')!.toleranceDeg, readCompass('NNE')!.toleranceDeg]).toEqual([22.5, 11.25]);
  });
  it.each(['', 'x', 'NN', 'left', '东西', '向'])('%j is none', (text) => {
    expect(readCompass(text)).toBeNull();
  });
});

describe('direction cells', () => {
  it('degrees, with and without their sign', () => {
    expect(readDirection('240')).toEqual({ kind: 'degrees', azimuthDeg: 240 });
    expect(readDirection('0')).toEqual({ kind: 'degrees', azimuthDeg: 0 });
    expect(readDirection('15°')).toEqual({ kind: 'degrees', azimuthDeg: 15 });
  });
  it('a range is read clockwise: 190-100 looks to 325 and is 270 wide; 90-270 looks south', () => {
    expect(readDirection('190-100')).toMatchObject({ kind: 'range', azimuthDeg: 325, hfovDeg: 270 });
    expect(readDirection('90-270')).toMatchObject({ kind: 'range', azimuthDeg: 180, hfovDeg: 180 });
    expect(readDirection('350-10')).toMatchObject({ kind: 'range', azimuthDeg: 0, hfovDeg: 20 });
  });
  it('360 is a full turn that the type decides; A and 0-360 are all round', () => {
    expect(readDirection('360').kind).toBe('full-turn');
    expect(readDirection('A').kind).toBe('all-round');
    expect(readDirection('0-360').kind).toBe('all-round');
  });
  it('several values are several', () => {
    expect(readDirection('90;160;270')).toEqual({ kind: 'several', parts: ['90', '160', '270'] });
    expect(readDirection('180, 270')).toEqual({ kind: 'several', parts: ['180', '270'] });
    expect(readDirection('N;SE')).toEqual({ kind: 'several', parts: ['N', 'SE'] });
  });
  it.each(['-8', '361', '720', 'foo', '90;foo', '10-10', '400-500'])('%s is unclear, never guessed', (text) => {
    expect(readDirection(text).kind).toBe('unclear');
  });
  it('GB/T 28181 DirectionType 1…8 is the direction it looks to', () => {
    expect(['1', '2', '3', '4', '5', '6', '7', '8'].map((code) => readDirectionType(code)!.azimuthDeg)).toEqual([
      90, 270, 180, 0, 135, 45, 225, 315,
    ]);
    expect(readDirectionType('9')).toBeNull();
  });
});

describe('directions in names', () => {
  it('the view is what follows 向, not the corner the pole stands at', () => {
    expect(directionInName('大同路一段與法華街口西桿(向東)-廣角')!.compass.azimuthDeg).toBe(90);
    expect(directionInName('某路口(往北高架)')!.compass.azimuthDeg).toBe(0);
  });
  it('a corner alone is no view', () => {
    expect(directionInName('大同路二段與健康路一段口(北桿)')).toBeNull();
    expect(directionInName('向阳村东路')).toBeNull();
  });
});
