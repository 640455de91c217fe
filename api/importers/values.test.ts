import { describe, expect, it } from 'vitest';
import {
  isMangled,
  readClass,
  readDate,
  readDegrees,
  readFlag,
  readMetres,
  readNumber,
  readPtzType,
  readShare,
  readStage,
  readType,
} from './values.ts';

describe('numbers', () => {
  it.each([
    ['12', 12],
    ['-8', -8],
    ['1e3', 1000],
    ['１２．５', 12.5],
    [' 7 ', 7],
    ['−3', -3],
    ['.5', 0.5],
  ])('%s is %d', (text, number) => {
    expect(readNumber(text)).toBe(number);
  });
  it.each(['', 'abc', '1,234', '1.2.3', '0x10', 'Infinity', 'NaN', '1e999', '12 34', '=1+1'])(
    '%j is no number',
    (text) => {
      expect(readNumber(text)).toBeNull();
    },
  );
  it('a unit after the number is understood', () => {
    expect([readMetres('10m'), readMetres('3.5 米'), readDegrees('15°'), readDegrees('15 度')]).toEqual([
      10, 3.5, 15, 15,
    ]);
  });
  it('several decimal points are what a spreadsheet leaves', () => {
    expect([isMangled('462.289.778'), isMangled('46.2289'), isMangled('10.0.0.1a')]).toEqual([true, false, false]);
  });
  it('a share is a ratio or a percentage, and a bare 60 is read as percent and said', () => {
    expect(readShare('0.6')).toEqual({ share: 0.6, assumedPercent: false });
    expect(readShare('60%')).toEqual({ share: 0.6, assumedPercent: false });
    expect(readShare('60')).toEqual({ share: 0.6, assumedPercent: true });
    expect(readShare('x')).toBeNull();
  });
});

describe('dates', () => {
  it.each([
    ['2021-05-03', '2021-05-03'],
    ['2021/5/3', '2021-05-03'],
    ['2021年5月3日', '2021-05-03'],
    ['20210503', '2021-05-03'],
    ['2019-05-08T21:09:42', '2019-05-08'],
    ['10/22/2014 05:27:48 PM', '2014-10-22'],
    ['22.10.2014', '2014-10-22'],
  ])('%s is %s', (text, day) => {
    expect(readDate(text)).toBe(day);
  });
  it.each(['03/04/2021', '2021-02-30', '44321', 'soon', '2021-13-01'])('%s is not clear', (text) => {
    expect(readDate(text)).toBeNull();
  });
});

describe('words', () => {
  it.each([
    ['枪机', 'fixed'],
    ['半球', 'dome'],
    ['球机', 'ptz'],
    ['全景', 'panoramic'],
    ['panning', 'ptz'],
    ['Speed Dome', 'ptz'],
    ['PTZ', 'ptz'],
    ['fish-eye', 'panoramic'],
    ['Bullet', 'fixed'],
    ['槍型', 'fixed'],
  ])('type %s is %s', (text, type) => {
    expect(readType(text)).toBe(type);
  });
  it('an unknown type is not guessed', () => {
    expect([readType('dome;fixed'), readType('webcam')]).toEqual([null, null]);
  });
  it('GB/T 28181 PTZType codes name a type, a split channel none', () => {
    expect(['1', '2', '3', '4', '5', '6', '7'].map(readPtzType)).toEqual([
      'ptz',
      'dome',
      'fixed',
      'ptz',
      'ptz',
      'panoramic',
      null,
    ]);
    expect(readPtzType('球机')).toBeUndefined();
  });
  it.each([
    ['规划', 'planned'],
    ['已安装', 'installed'],
    ['已联网', 'networked'],
    ['已拆除', 'retired'],
    ['Accepted', 'accepted'],
  ])('stage %s is %s', (text, stage) => {
    expect(readStage(text)).toBe(stage);
  });
  it('a stage that may mean two things is not guessed', () => expect(readStage('在建')).toBeNull());
  it('yes and no in both languages', () =>
    expect([readFlag('是'), readFlag('No'), readFlag('maybe')]).toEqual([true, false, null]));
  it('classes in both languages', () =>
    expect([readClass('广场'), readClass('Marketplace'), readClass('moon')]).toEqual(['square', 'market', null]));
});
