import { decodeNpy, decodeNpyText } from '../formats/npy.ts';
import { readBytes } from '../formats/read-bytes.ts';
import { isInteger } from '../formats/tensor.ts';
import { DataError } from './data-error.ts';
import type { Labels } from './image-source.ts';

/** Classes beyond which labels are no classes but something else. */
const MOST_CLASSES = 100_000;

/**
 * Labels from a .npy of whole numbers or text, one an image.
 * @throws FormatError or DataError where the file is something else or their number is not `count`.
 */
export async function readLabels(path: string, count: number): Promise<Labels> {
  const bytes = await readBytes(path);
  const text = decodeNpyText(bytes, path);
  if (text !== null) {
    checkCount(path, text.length, count);
    return labelsOf(text, path);
  }
  const { shape, values, dtype } = decodeNpy(bytes, path);
  const flat = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  if (!flat) throw new DataError(`${path}: labels must be one number (or name) an image, found shape [${shape.join(', ')}].`);
  checkCount(path, values.length, count);
  if (!isInteger(dtype)) {
    const odd = (values as Float32Array).findIndex((value) => !Number.isInteger(value));
    if (odd >= 0) throw new DataError(`${path}: labels must be whole numbers or names, found ${values[odd]} at ${odd}.`);
  }
  return labelsOf(Array.from(values as Float32Array, String), path);
}

/** Labels from the class of each image as text. Classes are put in order: numbers by size, names by code units. */
export function labelsOf(classes: readonly string[], path: string): Labels {
  const distinct = [...new Set(classes)];
  if (distinct.length > MOST_CLASSES) throw new DataError(`${path}: ${distinct.length} different labels; at most ${MOST_CLASSES} classes are supported.`);
  const numeric = distinct.every((name) => /^-?\d+$/.test(name));
  distinct.sort(numeric ? (a, b) => Number(a) - Number(b) : (a, b) => (a < b ? -1 : 1));
  const index = new Map(distinct.map((name, i) => [name, i]));
  return { names: distinct, of: Uint32Array.from(classes, (name) => index.get(name)!) };
}

/** @throws DataError where there is not one label an image. */
export function checkCount(path: string, found: number, images: number): void {
  if (found !== images) throw new DataError(`${path}: expected ${images} labels, one an image, found ${found}. Give the labels of the same split.`);
}
