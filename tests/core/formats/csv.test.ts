import { expect, it } from 'vitest';
import { encodeCsv } from '../../../core/formats/csv.ts';

it('quotes only what RFC 4180 says must be, and ends lines with CRLF', () => {
  const text = encodeCsv(['id', 'label, or "name"'], [[1, 'plain'], [-0.1, 'a "b"'], [null, 'x\ny'], [NaN, true]]);
  expect(text).toBe('id,"label, or ""name"""\r\n1,plain\r\n-0.1,"a ""b"""\r\n,"x\ny"\r\nNaN,true\r\n');
});

it('writes numbers so that they read back exactly', () => {
  const values = [0.1 + 0.2, Number.MAX_VALUE, 5e-324, Math.fround(0.1)];
  const lines = encodeCsv(['v'], values.map((value) => [value])).trim().split('\r\n').slice(1);
  expect(lines.map(Number)).toEqual(values);
});

it('refuses a row of another length', () => {
  expect(() => encodeCsv(['a', 'b'], [[1]])).toThrow(RangeError);
});
