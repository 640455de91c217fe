import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCoordinate } from './coordinates.ts';
import { readDirection } from './directions.ts';
import {
  proposeAzimuth,
  proposeCoordinate,
  proposeDate,
  proposeDegrees,
  proposeMetres,
  proposeStage,
  proposeType,
} from './proposals.ts';
import { readDate, readMetres, readStage, readType } from './values.ts';

const rows = (propose: (text: string) => string | null, cases: [string, string | null][]): void => {
  for (const [text, proposal] of cases) expect(propose(text), text).toBe(proposal);
};

describe('what a cell could have meant', () => {
  it('lengths: about, other units, Chinese numerals, letters for digits', () =>
    rows(proposeMetres, [
      ['约10米', '10'],
      ['350cm', '3.5'],
      ['12ft', '3.6576'],
      ['六米', '6'],
      ['十二', '12'],
      ['三十五米', '35'],
      ['1O', '10'],
      ['8米左右', '8'],
      ['0.1公里', '100'],
      ['10-15米', null],
      ['高', null],
    ]));
  it('degrees', () =>
    rows(proposeDegrees, [
      ['约15°', '15'],
      ['1S度', '15'],
      ['大', null],
    ]));
  it('directions: turned into 0 to 360, or what somebody looks to; never the corner something stands at', () =>
    rows(proposeAzimuth, [
      ['-8', '352'],
      ['405', '45'],
      ['约90°', '90'],
      ['朝东北拍摄', '45'],
      ['对着南', '180'],
      ['路口东南角', null],
      ['东门', null],
      ['100000', null],
    ]));
  it('coordinates: a comma for the point, letters for digits, stray spaces; never a point where none was', () =>
    rows(proposeCoordinate, [
      ['120,13471', '120.13471'],
      ['12O.13471', '120.13471'],
      ['120. 13471', '120.13471'],
      ['462.289.778', null],
      ['东经', null],
    ]));
  it('types, stages, days of a spreadsheet', () => {
    rows(proposeType, [
      ['400万星光高清球', 'ptz'],
      ['红外枪型网络摄像机', 'fixed'],
      ['高清半球', 'dome'],
      ['鱼眼全景', 'panoramic'],
      ['海康', null],
    ]);
    rows(proposeStage, [
      ['已完成安装调试', 'installed'],
      ['待安装', 'planned'],
      ['待验收', 'installed'],
      ['已拆除待补', 'retired'],
      ['不清楚', null],
    ]);
    rows(proposeDate, [
      ['45352', '2024-03-01'],
      ['45292', '2024-01-01'],
      ['12', null],
      ['2024', null],
    ]);
  });
  it('whatever is proposed can be read', () =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'约十一二米度朝东南西北球枪装验0159.,-O°cmft ') }), (text) => {
        const readable = (proposal: string | null, read: (text: string) => unknown): boolean =>
          proposal === null || read(proposal) !== null;
        return (
          readable(proposeMetres(text), readMetres) &&
          readable(proposeCoordinate(text), (t) => readCoordinate(t, false)) &&
          readable(proposeAzimuth(text), (t) => (readDirection(t).kind === 'unclear' ? null : 0)) &&
          readable(proposeType(text), readType) &&
          readable(proposeStage(text), readStage) &&
          readable(proposeDate(text), readDate)
        );
      }),
    ));
});
