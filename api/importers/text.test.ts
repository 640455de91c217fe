// Which cells say nothing, and what is kept of a text?
import { expect, it } from 'vitest';
import { clean, isBlank } from './text.ts';
import { readNumber } from './values.ts';

it('a cell that stands for nothing is blank in any case and among spaces; one that only begins so is not', () => {
  const words = ['-', '--', '/', '\\', 'null', 'None', 'NaN', 'n/a', 'NA', '#N/A', '(empty)', '(NULL)', 'Undefined'];
  for (const word of [...words, '无', '無', '空', '未知', 'UNKNOWN', '不详', '', ' ', '\u3000'])
    for (const cell of [word, ` ${word}`, `${word} `, `\u200b${word}`])
      expect([cell, isBlank(cell)]).toEqual([cell, true]);
  expect(isBlank(null)).toBe(true);
  for (const cell of ['0', '-1', 'north', 'nullah', '/dev', '未知村', '空港路', '无锡', '(1)', '#1', ' 0', '点'])
    expect([cell, isBlank(cell)]).toEqual([cell, false]);
});

it('a number reads the same with and without a sign, an exponent or full-width digits', () => {
  const read: [string, number | null][] = [
    ['12', 12],
    ['1.50', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['+5', 5],
    ['-0.25', -0.25],
    ['1e3', 1000],
    ['１２', 12],
    [' 7 ', 7],
    ['1,234', null],
    ['1.2.3', null],
    ['.', null],
    ['', null],
    ['0x10', null],
    ['Infinity', null],
  ];
  for (const [text, number] of read) expect([text, readNumber(text)]).toEqual([text, number]);
});

it('a text is kept as it is, but for control characters, broken characters and spaces at its ends', () => {
  expect(clean('云公视备〔2023〕18016号')).toBe('云公视备〔2023〕18016号');
  expect(clean(' a\tb\r\nc ')).toBe('a b c');
  expect(clean('a\u200bb')).toBe('a b');
  expect(clean('𠮷\ud842')).toBe('𠮷\ufffd');
});
