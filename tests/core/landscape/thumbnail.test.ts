import { describe, expect, it } from 'vitest';
import { imageStrip } from '../../../core/landscape/image-strip.ts';
import type { StateShape } from '../../../core/landscape/image-strip.ts';
import { thumbnail, thumbnailShape, thumbnailStrip } from '../../../core/landscape/thumbnail.ts';

describe('thumbnails', () => {
  it('of images up to 64 pixels are the images, to the last bit', () => {
    const shape: StateShape = [3, 5, 64];
    const states = [0, 1].map((image) => Float32Array.from({ length: 3 * 5 * 64 }, (_, at) => Math.sin(image + at)));
    expect(thumbnailStrip(states.map((x) => thumbnail(x, shape)), shape)).toEqual(imageStrip(states, shape));
  });

  it('of larger ones have 64 pixels along the longer side and keep means', () => {
    const shape: StateShape = [1, 128, 256];
    expect(thumbnailShape(shape)).toEqual([1, 32, 64]);
    // Left half black, right half white.
    const pixels = thumbnail(Float32Array.from({ length: 128 * 256 }, (_, at) => (at % 256 < 128 ? -1 : 1)), shape)!;
    expect(pixels).toHaveLength(32 * 64);
    expect([pixels[0], pixels[30], pixels[33], pixels[63], pixels[31 * 64 + 40]]).toEqual([0, 0, 255, 255, 255]);
    expect(pixels[31]! + pixels[32]!).toBeCloseTo(255, -1);
  });

  it('are none where states are no images, and black where one is missing', () => {
    expect(thumbnail(new Float32Array(2), [2, 1, 1])).toBeNull();
    expect(thumbnailStrip([null], [2, 1, 1])).toBeNull();
    expect([...thumbnailStrip([Uint8Array.of(1, 2, 3, 4), null], [1, 2, 2])!.pixels]).toEqual([1, 2, 3, 4, 0, 0, 0, 0]);
  });
});
