import { describe, expect, test } from 'vitest';
import { decodePlain, encodePlain } from '../../../core/mapping/state-codec.ts';

describe('plain data as bytes', () => {
  test('comes back exactly, odd numbers and every kind of array included', () => {
    const value = {
      numbers: [0, -0, 1.5, -1e-320, 2 ** 53, NaN, Infinity, -Infinity],
      nothing: null, yes: true, text: 'ε − α', empty: {}, none: [],
      arrays: [Float32Array.of(1, NaN, -0), Float64Array.of(Math.PI), Int32Array.of(-1), Uint32Array.of(2 ** 32 - 1), Uint8Array.of(1, 2, 3), new Float32Array(0)],
    };
    expect(decodePlain(encodePlain(value, 1), 1)).toEqual(value);
    expect(Object.is((decodePlain(encodePlain([-0], 1), 1) as number[])[0], -0)).toBe(true);
  });

  test('an array that stands in two places is written once and is one again', () => {
    const x = Float32Array.of(1, 2);
    const bytes = encodePlain({ a: x, b: [x] }, 1);
    const back = decodePlain(bytes, 1) as { a: Float32Array; b: Float32Array[] };
    expect(back.a).toBe(back.b[0]);
    expect(bytes.length).toBeLessThan(encodePlain({ a: x, b: [Float32Array.of(1, 2)] }, 1).length);
  });

  test('a view into a larger array is written alone, wherever the bytes lie', () => {
    const large = Float32Array.from({ length: 1000 }, (_, i) => i);
    const bytes = encodePlain({ x: large.subarray(3, 5) }, 1);
    expect(bytes.length).toBeLessThan(200);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodePlain(shifted.subarray(3), 1)).toEqual({ x: Float32Array.of(3, 4) });
    expect(decodePlain(Buffer.from(bytes), 1)).toEqual({ x: Float32Array.of(3, 4) });
  });

  test('what is left undefined is left out; what is no plain data is refused', () => {
    expect(decodePlain(encodePlain({ a: undefined, b: 1 }, 1), 1)).toEqual({ b: 1 });
    for (const value of [new Map(), new Date(), () => 1, { deep: [new Set()] }, undefined]) expect(() => encodePlain(value, 1)).toThrow(/plain data/);
  });

  test('other bytes, another version and a cut file are told apart', () => {
    const bytes = encodePlain({ x: Float32Array.of(1, 2, 3, 4) }, 3);
    expect(() => decodePlain(new Uint8Array(40), 3)).toThrow(/first bytes are wrong/);
    expect(() => decodePlain(bytes, 4)).toThrow(/version 3; this program reads version 4/);
    expect(() => decodePlain(bytes.subarray(0, bytes.length - 8), 3)).toThrow(/cut short/);
    expect(() => decodePlain(bytes.subarray(0, 30), 3)).toThrow(/damaged/);
    const deep: unknown = JSON.parse(`${'['.repeat(2000)}${']'.repeat(2000)}`);
    expect(() => decodePlain(encodePlain(deep, 3), 3)).toThrow(/damaged: it nests too deep/);
  });
});
