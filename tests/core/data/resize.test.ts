import { describe, expect, it } from 'vitest';
import { resizeAndCrop, resizeBilinear } from '../../../core/data/resize.ts';
import type { ImageShape } from '../../../core/data/dataset.ts';
import { fixtureJson } from '../formats/fixtures.ts';

interface Encoded {
  readonly shape: ImageShape;
  readonly values: string;
}

describe('as torchvision does with Pillow', () => {
  const cases = fixtureJson<{ from: Encoded; to: Encoded }[]>('data/expected-resize.json');
  it.each(cases)('$from.shape to $to.shape: every pixel', ({ from, to }) => {
    const image = { shape: from.shape, values: new Uint8Array(Buffer.from(from.values, 'base64')) };
    const result = resizeAndCrop(image, to.shape[1], to.shape[2]);
    expect(result.shape).toEqual(to.shape);
    expect([...result.values]).toEqual([...Buffer.from(to.values, 'base64')]);
  });

  it.each(cases)('$from.shape to $to.shape: float images are the same, unrounded', ({ from, to }) => {
    const image = { shape: from.shape, values: Float32Array.from(Buffer.from(from.values, 'base64')) };
    const result = resizeAndCrop(image, to.shape[1], to.shape[2]);
    const expected = Buffer.from(to.values, 'base64');
    // Two roundings to 8 bits, each of at most one half, are what differs (and float32's own error, far below).
    result.values.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(1.001));
  });
});

describe('bilinear resizing', () => {
  it('keeps a constant, and the mean of what it halves', () => {
    const constant = resizeBilinear({ shape: [1, 5, 9], values: new Float32Array(45).fill(0.25) }, 13, 4);
    for (const value of constant.values) expect(value).toBeCloseTo(0.25, 6);
  });

  it('gives a target that is not square its share of both sides', () => {
    // A wide target out of a square: scaled to the width, cut at top and bottom.
    const ramp = Float32Array.from({ length: 64 }, (_, i) => Math.floor(i / 8));
    const { shape, values } = resizeAndCrop({ shape: [1, 8, 8], values: ramp }, 2, 8);
    expect(shape).toEqual([1, 2, 8]);
    expect([...values]).toEqual([...Array<number>(8).fill(3), ...Array<number>(8).fill(4)]);
  });
});
