import type { RawImage } from './image-source.ts';

/**
 * For each output position: the first input position, and the weights of it and those that follow.
 *
 * Bilinear (triangle) filter; where the image shrinks, the filter widens by the factor, so that every input pixel counts
 * (antialiasing). Positions are pixel centres. This is Pillow's and torchvision's definition.
 */
interface Taps {
  readonly first: Int32Array;
  readonly weights: readonly Float64Array[];
}

function bilinearTaps(from: number, to: number): Taps {
  const scale = from / to;
  const support = Math.max(scale, 1);
  const first = new Int32Array(to);
  const weights: Float64Array[] = [];
  for (let out = 0; out < to; out++) {
    const centre = (out + 0.5) * scale;
    const begin = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(from, Math.trunc(centre + support + 0.5));
    const row = Float64Array.from({ length: end - begin }, (_, i) => {
      const distance = Math.abs((begin + i - centre + 0.5) * (1 / support));
      return distance < 1 ? 1 - distance : 0;
    });
    const total = row.reduce((sum, weight) => sum + weight, 0);
    first[out] = begin;
    weights.push(row.map((weight) => weight / total));
  }
  return { first, weights };
}

/** Fixed-point bits of a weight in Pillow's 8-bit resampling: 32 less 8 for the pixel and 2 for headroom. */
const PRECISION_BITS = 22;

/**
 * Resizes every plane of an image to height × width, first along rows, then along columns.
 *
 * 8-bit images go through the fixed-point weights and the rounding to 8 bits after each pass that Pillow uses, so that
 * the result is Pillow's (`Image.resize(…, BILINEAR)`) to the last bit; float images are not rounded.
 */
export function resizeBilinear(image: RawImage, height: number, width: number): RawImage {
  const [channels, fromHeight, fromWidth] = image.shape;
  let values = image.values;
  if (width !== fromWidth) values = resample(values, channels * fromHeight, fromWidth, 1, bilinearTaps(fromWidth, width));
  if (height !== fromHeight) values = resample(values, channels, fromHeight, width, bilinearTaps(fromHeight, height));
  return { shape: [channels, height, width], values };
}

/** Resamples the middle axis of [outer, size, inner] values. For rows inner is 1; for columns it is the width. */
function resample(values: Uint8Array | Float32Array, outer: number, size: number, inner: number, taps: Taps): Uint8Array | Float32Array {
  const to = taps.first.length;
  const eightBit = values instanceof Uint8Array;
  const out = eightBit ? new Uint8Array(outer * to * inner) : new Float32Array(outer * to * inner);
  const one = 2 ** PRECISION_BITS;
  const weights = eightBit ? taps.weights.map((row) => row.map((weight) => Math.trunc(weight * one + 0.5))) : taps.weights;
  for (let o = 0; o < outer; o++) {
    for (let t = 0; t < to; t++) {
      const row = weights[t]!;
      const start = (o * size + taps.first[t]!) * inner;
      for (let i = 0; i < inner; i++) {
        let sum = eightBit ? one / 2 : 0;
        for (let k = 0; k < row.length; k++) sum += values[start + k * inner + i]! * row[k]!;
        out[(o * to + t) * inner + i] = eightBit ? Math.min(255, Math.max(0, Math.floor(sum / one))) : sum;
      }
    }
  }
  return out;
}

/**
 * Brings an image to height × width as torchvision's Resize and CenterCrop do together: scaled, keeping its proportions,
 * until it covers the target (for a square target: until its shorter side fits), then cut in the middle.
 */
export function resizeAndCrop(image: RawImage, height: number, width: number): RawImage {
  const [, fromHeight, fromWidth] = image.shape;
  if (fromHeight === height && fromWidth === width) return image;
  // The side that needs the larger factor fits exactly, the other is cut; whole pixels as in torchvision: truncated.
  const byHeight = height * fromWidth >= width * fromHeight;
  const scaledHeight = byHeight ? height : Math.trunc((width * fromHeight) / fromWidth);
  const scaledWidth = byHeight ? Math.trunc((height * fromWidth) / fromHeight) : width;
  return centreCrop(resizeBilinear(image, scaledHeight, scaledWidth), height, width);
}

function centreCrop(image: RawImage, height: number, width: number): RawImage {
  const [channels, fromHeight, fromWidth] = image.shape;
  if (fromHeight === height && fromWidth === width) return image;
  const top = roundHalfEven((fromHeight - height) / 2);
  const left = roundHalfEven((fromWidth - width) / 2);
  const values = image.values instanceof Uint8Array ? new Uint8Array(channels * height * width) : new Float32Array(channels * height * width);
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      const from = (c * fromHeight + top + y) * fromWidth + left;
      values.set(image.values.subarray(from, from + width), (c * height + y) * width);
    }
  }
  return { shape: [channels, height, width], values };
}

/** Python's round(), which torchvision's CenterCrop uses. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
