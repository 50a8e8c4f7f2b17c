import type { ImageStrip } from '../contract/landscape.ts';

/** What a strip is made of: [channels, height, width] of one state. */
export type StateShape = readonly [number, number, number];

/** States of the plane, and channels that no picture has, cannot be looked at as images. */
export function areImages([channels, height, width]: StateShape): boolean {
  return (channels === 1 || channels === 3) && height * width > 1;
}

/** States in [-1, 1] as 8-bit images, channels last: v = 255·(x + 1)/2, clipped. Null where they are no images. */
export function imageStrip(states: readonly Float32Array[], shape: StateShape): ImageStrip | null {
  if (!areImages(shape)) return null;
  const [channels, height, width] = shape;
  const area = height * width;
  const pixels = new Uint8Array(states.length * area * channels);
  states.forEach((x, image) => {
    for (let channel = 0; channel < channels; channel++) {
      for (let at = 0; at < area; at++) {
        const value = Math.round(((x[channel * area + at] ?? -1) + 1) * 127.5);
        pixels[(image * area + at) * channels + channel] = Math.min(255, Math.max(0, value));
      }
    }
  });
  return { width, height, channels: channels === 3 ? 3 : 1, count: states.length, pixels };
}

/** A state of the plane as a position; null for others. */
export function planePosition(x: Float32Array, [channels, height, width]: StateShape): [number, number] | null {
  return channels === 2 && height === 1 && width === 1 ? [x[0] ?? NaN, x[1] ?? NaN] : null;
}
