import { describe, expect, test } from 'vitest';
import { parseNumber } from '../../../renderer/ui/parse-number.ts';

const read = (text: string, rule = {}): number | string => {
  const parsed = parseNumber(text, rule);
  return parsed.ok ? parsed.value : parsed.problem;
};

describe('a number as typed', () => {
  test.each([
    ['0.0075', 0.0075],
    ['7.5e-3', 0.0075],
    ['.5', 0.5],
    ['−2', -2],
    ['0,015', 0.015],
    ['0,125', 0.125],
    ['-0,125', -0.125],
    ['0,5', 0.5],
    ['1,25', 1.25],
    ['1,2345', 1.2345],
    ['1,5e-3', 0.0015],
    ['1000,5', 1000.5],
    ['00,015', 0.015],
    ['1 000', 1000],
    ['1\u202f000,5', 1000.5],
    ['1,234,567', 1_234_567],
    ['1.234.567', 1_234_567],
    ['1,234.5', 1234.5],
    ['1.234,5', 1234.5],
    ['1.000', 1],
    ['12,345,678.25', 12_345_678.25],
  ])('%s is %d', (text, value) => {
    expect(read(text)).toBe(value);
  });

  test('a comma before three digits is refused where fractions are possible, and says how to write either number', () => {
    expect(read('1,000')).toBe('“1,000” may mean 1000 or 1: write 1000 or 1.000.');
    expect(read('12,500')).toBe('“12,500” may mean 12500 or 12.5: write 12500 or 12.500.');
  });

  test('in a field of whole numbers it sets thousands apart', () => {
    expect(read('1,000', { integer: true })).toBe(1000);
    expect(read('60,000', { integer: true })).toBe(60_000);
    expect(read('1.000.000', { integer: true })).toBe(1_000_000);
    expect(read('0,015', { integer: true })).toBe('A whole number is needed.');
    expect(read('1,5', { integer: true })).toBe('A whole number is needed.');
  });

  test.each(['', '1,2,3', '1,2.3.4', '1.2.3', '1,,5', '12,34.5', '0,015,000', 'abc', '1e', '--1', '1,234.567,8'])('“%s” is no number', (text) => {
    expect(parseNumber(text).ok).toBe(false);
  });

  test('every fraction from 0.000 to 0.999 written with a comma is that fraction', () => {
    for (let i = 0; i < 1000; i++) {
      const text = (i / 1000).toFixed(3);
      expect(read(text.replace('.', ','))).toBe(Number(text));
    }
  });

  test('bounds are named', () => {
    expect(read('0', { above: 0 })).toBe('Must be greater than 0.');
    expect(read('11', { max: 10 })).toBe('Must be at most 10.');
  });
});
