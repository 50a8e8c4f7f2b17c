import type { ImageStrip } from '../contract/landscape.ts';
import { resizeBilinear } from '../data/resize.ts';
import { areImages, imageStrip } from './image-strip.ts';
import type { StateShape } from './image-strip.ts';

/** Pixels a side that a thumbnail has at most. */
const MOST_SIDE = 64;

/** The shape of thumbnails of states: their own, or with the longer side brought down to 64 pixels. */
export function thumbnailShape([channels, height, width]: StateShape): StateShape {
  const scale = Math.min(1, MOST_SIDE / Math.max(height, width));
  return [channels, Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale))];
}

/** A state in [-1, 1] as 8-bit pixels, channels last, at the resolution of thumbnails; null where states are no images. Made once, when the state is written. */
export function thumbnail(x: Float32Array, shape: StateShape): Uint8Array | null {
  if (!areImages(shape)) return null;
  const small = thumbnailShape(shape);
  const { values } = resizeBilinear({ shape, values: x }, small[1], small[2]);
  return imageStrip([Float32Array.from(values)], small)?.pixels ?? null;
}

/** Thumbnails one after the other; a state that has none (null) is a black one. Null where states are no images. */
export function thumbnailStrip(thumbnails: readonly (Uint8Array | null)[], shape: StateShape): ImageStrip | null {
  if (!areImages(shape)) return null;
  const [channels, height, width] = thumbnailShape(shape);
  const size = channels * height * width;
  const pixels = new Uint8Array(thumbnails.length * size);
  thumbnails.forEach((one, image) => pixels.set(one?.subarray(0, size) ?? [], image * size));
  return { width, height, channels: channels === 3 ? 3 : 1, count: thumbnails.length, pixels };
}
