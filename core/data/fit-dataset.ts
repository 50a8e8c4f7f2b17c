import { asDataError, DataError } from './data-error.ts';
import type { Dataset, ImageShape } from './dataset.ts';
import type { ImageSource, RawImage } from './image-source.ts';
import { resizeAndCrop } from './resize.ts';

/** Longer side over shorter: a thin strip scaled until it covers a square would take any amount of memory. */
const LONGEST_STRIP = 100;

/**
 * A data set of `source`'s images, each brought to `size` where one is asked for.
 *
 * Sizes change by resizeAndCrop. Gray becomes RGB by repeating it; RGB becomes gray only where its channels are equal,
 * since how much of each colour makes a gray is a choice for whoever prepares the data.
 * @throws DataError where no size is asked for and the images differ, or their channels cannot become those asked for.
 */
export function fitDataset(path: string, source: ImageSource, size: ImageShape | null): Dataset {
  const shape = size ?? source.shape;
  if (shape === null) throw new DataError(`${path}: its images differ in size. Give the size [channels, height, width] they should be brought to.`);
  const { labels, count } = source;
  const perImage = shape[0] * shape[1] * shape[2];
  return {
    path,
    kind: source.kind,
    count,
    shape,
    labels: labels?.names ?? null,
    problems: source.problems,
    labelOf: (index) => {
      checkIndex(path, index, count);
      return labels === null ? null : labels.names[labels.of[index]!]!;
    },
    read: (indices) =>
      asDataError(async () => {
        for (const index of indices) checkIndex(path, index, count);
        const out = new Float32Array(indices.length * perImage);
        const reader = await source.open();
        try {
          let at = 0;
          for (const index of indices) {
            out.set(fitState(await reader.read(index), shape, () => source.nameOf(index)), at);
            at += perImage;
          }
        } finally {
          await reader.close();
        }
        return out;
      }),
  };
}

function checkIndex(path: string, index: number, count: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= count) throw new DataError(`${path}: there is no image ${index}; it has ${count}, numbered from 0.`);
}

/** An image as the state of shape `shape` that it stands for, by the rules of `fitDataset`. `name`: of the image, in messages. Throws DataError. */
export function fitState(image: RawImage, shape: ImageShape, name: () => string): Float32Array {
  const out = new Float32Array(shape[0] * shape[1] * shape[2]);
  writeScaled(fitImage(image, shape, name), out);
  return out;
}

function fitImage(image: RawImage, shape: ImageShape, name: () => string): RawImage {
  const [channels, height, width] = shape;
  const [, fromHeight, fromWidth] = image.shape;
  if (Math.max(fromHeight / fromWidth, fromWidth / fromHeight) > LONGEST_STRIP && (fromHeight !== height || fromWidth !== width)) {
    throw new DataError(`${name()}: ${fromWidth}×${fromHeight} pixels are too narrow a strip to cut ${width}×${height} out of.`);
  }
  return resizeAndCrop(fitChannels(image, channels, name), height, width);
}

function fitChannels(image: RawImage, channels: number, name: () => string): RawImage {
  const [found, height, width] = image.shape;
  if (found === channels) return image;
  const plane = height * width;
  const first = image.values.subarray(0, plane);
  if (found === 1) {
    const values = image.values instanceof Uint8Array ? new Uint8Array(channels * plane) : new Float32Array(channels * plane);
    for (let c = 0; c < channels; c++) values.set(first, c * plane);
    return { shape: [channels, height, width], values };
  }
  if (channels === 1 && found === 3) {
    const equal = first.every((value, i) => value === image.values[plane + i] && value === image.values[2 * plane + i]);
    if (equal) return { shape: [1, height, width], values: first };
    throw new DataError(`${name()}: a gray image is wanted and this one is in colour. Convert the images to gray first.`);
  }
  throw new DataError(`${name()}: ${channels} channels are wanted and it has ${found}.`);
}

/** 8-bit values to 2v/255 − 1; float values as they are. */
function writeScaled({ values }: RawImage, out: Float32Array): void {
  if (values instanceof Float32Array) out.set(values);
  else for (let i = 0; i < values.length; i++) out[i] = (2 * values[i]!) / 255 - 1;
}
