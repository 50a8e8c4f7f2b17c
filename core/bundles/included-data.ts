import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../data/dataset.ts';
import { encodeNpy, encodeNpyText } from '../formats/npy.ts';
import type { ZipPart } from '../formats/stored-zip.ts';
import { makeFolder } from '../store/make-folder.ts';
import type { Bundle } from './bundle-file.ts';

/** Data of at most so many bytes travel unless their owner says no. */
export const SMALL_DATA = 4 * 2 ** 20;

const IMAGES = 'data/images.npy';
const LABELS = 'data/labels.npy';

/** Parts that hold data. */
export const DATA_PARTS: readonly string[] = [IMAGES, LABELS];

/** A data set as parts of a bundle: images as .npy (uint8 where they are 8-bit images, else float32) and the names of their classes. Throws DataError where one cannot be read. */
export async function dataParts(dataset: Dataset): Promise<ZipPart[]> {
  const { count, shape, labels } = dataset;
  const all = await dataset.read(Array.from({ length: count }, (_, i) => i));
  // Of other numbers of channels, and in the plane, the reader of .npy takes floats alone.
  const whole = shape[0] === 1 || shape[0] === 3 ? asBytes(all) : null;
  const images = encodeNpy({ shape: [count, ...shape], ...(whole === null ? { dtype: 'float32', values: all } : { dtype: 'uint8', values: whole }) });
  const names = labels === null ? [] : [{ name: LABELS, bytes: encodeNpyText(Array.from({ length: count }, (_, i) => dataset.labelOf(i)!)) }];
  return [{ name: IMAGES, bytes: images }, ...names];
}

/** Bytes that a data set of 8-bit images takes as parts of a bundle, without reading it. */
export function bytesOfData({ count, shape }: Dataset): number {
  return count * shape[0] * shape[1] * shape[2];
}

/** Writes a bundle's own data into a folder that `openDataset` reads; null where it has none. */
export async function writeIncludedData({ parts }: Bundle, folder: string): Promise<string | null> {
  const images = parts.get(IMAGES);
  if (images === undefined) return null;
  makeFolder(folder);
  await writeFile(join(folder, 'images.npy'), images);
  const labels = parts.get(LABELS);
  if (labels !== undefined) await writeFile(join(folder, 'labels.npy'), labels);
  return folder;
}

/** 8-bit values that give exactly these images back as 2v/255 − 1; null where there are none. */
function asBytes(images: Float32Array): Uint8Array | null {
  const bytes = new Uint8Array(images.length);
  for (let i = 0; i < images.length; i++) {
    const value = Math.round(((images[i]! + 1) * 255) / 2);
    if (value < 0 || value > 255 || Math.fround((2 * value) / 255 - 1) !== images[i]) return null;
    bytes[i] = value;
  }
  return bytes;
}
