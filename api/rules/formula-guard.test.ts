import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvCell, guarded, withoutGuard } from './formula-guard.ts';

it('nothing that a spreadsheet would run leaves, and the way back finds the same text', () => {
  const text = fc.string({ unit: fc.constantFrom(...'=+-@＝＋－＠\'\t\r\n "ab1,.', '摄') });
  fc.assert(
    fc.property(text, (value) => {
      const safe = guarded(value);
      expect(/^[=+\-@＝＋－＠\t\r\n]/.test(safe) && !/^[+-]?\d+(?:[.,]\d+)?$/.test(safe)).toBe(false);
      if (!/^="(?:[^"]|"")*"$/.test(value)) expect(withoutGuard(safe)).toBe(value);
    }),
  );
});
it.each([
  ['=1+1', "'=1+1"],
  ['-8', '-8'],
  ['+86 731', "'+86 731"],
  ["'=x", "''=x"],
  ['a,"b"', '"a,""b"""'],
])('%s is written as %s', (text, cell) => expect(csvCell(text)).toBe(cell));
it('="00123" is the text 00123', () => expect(withoutGuard('="00123"')).toBe('00123'));
