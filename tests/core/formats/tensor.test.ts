import { describe, expect, it } from 'vitest';
import { gather } from '../../../core/formats/gather.ts';
import { decodeElements, elementCount, encodeElements, float16ToNumber, toFloat32 } from '../../../core/formats/tensor.ts';

describe('elements', () => {
  it.each([[0x0000, 0], [0x8000, -0], [0x3c00, 1], [0xc000, -2], [0x7bff, 65504], [0x0001, 2 ** -24], [0x03ff, 1023 * 2 ** -24], [0x0400, 2 ** -14], [0x7c00, Infinity], [0xfc00, -Infinity], [0x7e00, NaN], [0x3555, 0.333251953125]])(
    'binary16 %i is %d',
    (bits, value) => {
      expect(float16ToNumber(bits)).toBe(value);
    },
  );

  it('counts, or says that it cannot', () => {
    expect(elementCount([])).toBe(1);
    expect(elementCount([2, 0, 3])).toBe(0);
    expect(elementCount([2, 3])).toBe(6);
    expect(elementCount([-1])).toBeNull();
    expect(elementCount([1.5])).toBeNull();
    expect(elementCount([2 ** 30, 2 ** 30])).toBeNull();
  });

  it('swaps bytes, and does not care where in a buffer they stand', () => {
    const odd = Buffer.concat([Buffer.of(9), Buffer.of(0x3f, 0x80, 0, 0)]).subarray(1);
    expect(decodeElements(odd, 'float32', false)).toEqual(Float32Array.of(1));
    expect(decodeElements(Buffer.of(1, 0, 0, 0, 0, 0, 0, 0x80), 'int64')).toEqual(BigInt64Array.of(-(2n ** 63n) + 1n));
    expect(decodeElements(Buffer.of(0, 2), 'bool')).toEqual(Uint8Array.of(0, 1));
    expect(() => decodeElements(Buffer.alloc(3), 'float32')).toThrow(RangeError);
    expect([...encodeElements({ dtype: 'int16', shape: [1], values: Int16Array.of(-2) })]).toEqual([0xfe, 0xff]);
  });

  it('says when float32 cannot hold a value', () => {
    expect(toFloat32(Float64Array.of(0.5, NaN, Infinity)).exact).toBe(true);
    expect(toFloat32(Float64Array.of(0.1)).exact).toBe(false);
    expect(toFloat32(Int32Array.of(2 ** 24)).exact).toBe(true);
    expect(toFloat32(Int32Array.of(2 ** 24 + 1)).exact).toBe(false);
    expect(toFloat32(BigInt64Array.of(2n ** 60n)).exact).toBe(true);
    expect(toFloat32(BigInt64Array.of(2n ** 60n + 1n)).exact).toBe(false);
  });
});

describe('gather', () => {
  const source = Float32Array.from({ length: 60 }, (_, i) => i);
  it.each<[number[], number[], number]>([
    [[3, 4, 5], [20, 5, 1], 0], [[5, 4, 3], [1, 5, 20], 0], [[4, 3], [5, 20], 2], [[2, 2, 2, 2], [0, 30, 3, 1], 1], [[60], [1], 0], [[7], [8], 3], [[3, 1, 4], [20, 999, 2], 1], [[], [], 59], [[1, 1], [5, 5], 4],
  ])('shape %j, strides %j, offset %i', (shape, strides, offset) => {
    // The definition: element (i, j, …) is source[offset + i·s₀ + j·s₁ + …].
    const expected: number[] = [];
    const visit = (axis: number, at: number): void => {
      if (axis === shape.length) expected.push(at);
      else for (let i = 0; i < shape[axis]!; i++) visit(axis + 1, at + i * strides[axis]!);
    };
    visit(0, offset);
    expect([...gather(source, offset, shape, strides)]).toEqual(expected);
  });
});
