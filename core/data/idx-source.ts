import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { FormatError } from '../formats/format-error.ts';
import { readBytes } from '../formats/read-bytes.ts';
import { DataError } from './data-error.ts';
import type { DatasetOptions, Split } from './dataset-options.ts';
import type { ImageSource, Labels } from './image-source.ts';
import { checkCount, labelsOf } from './labels.ts';

/** Largest IDX file once unpacked; MNIST's training images are 47 MB. */
const LARGEST_IDX = 2 ** 30;

interface Idx {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/** True where the bytes start as an IDX file of unsigned bytes, of images or labels, gzipped or not. */
export function isIdx(bytes: Buffer): boolean {
  const start = startOf(bytes)?.toString('hex', 0, 4);
  return start === '00000803' || start === '00000801';
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The first bytes, unpacked where they are gzipped; null where that fails. */
function startOf(bytes: Buffer): Buffer | null {
  if (!isGzip(bytes)) return bytes.subarray(0, 16);
  try {
    // Unpacking only the beginning: an early end of the input is no error with this flush.
    return gunzipSync(bytes.subarray(0, 4096), { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 2 ** 23 }).subarray(0, 16);
  } catch {
    return null;
  }
}

/**
 * An IDX file of unsigned bytes (LeCun's format: two zero bytes, type, number of dimensions, sizes big-endian, data).
 * @throws FormatError where it is something else; the declared size is checked before it is unpacked.
 */
export async function readIdx(path: string, dimensions: number): Promise<Idx> {
  const packed = await readBytes(path);
  const refuse = (expected: string, found: string): never => {
    throw new FormatError(path, { expected, found });
  };
  const start = startOf(packed);
  if (start === null || start.length < 4 || start[0] !== 0 || start[1] !== 0) return refuse('an IDX file', packed.length === 0 ? 'an empty file' : 'another beginning');
  if (start[2] !== 0x08) refuse('IDX elements of unsigned bytes (0x08)', `type 0x${start[2]!.toString(16).padStart(2, '0')}`);
  if (start[3] !== dimensions) refuse(`an IDX file of ${dimensions} dimensions (${dimensions === 3 ? 'images' : 'labels'})`, `${start[3]}`);
  const dataStart = 4 + 4 * dimensions;
  if (start.length < dataStart) refuse('an IDX header', 'the end of the file');
  const shape = Array.from({ length: dimensions }, (_, axis) => start.readUInt32BE(4 + 4 * axis));
  const size = shape.reduce((product, n) => product * n, 1);
  if (!(size > 0 && size <= LARGEST_IDX)) refuse(`1 to ${LARGEST_IDX} bytes of data`, `sizes [${shape.join(', ')}]`);
  let bytes = packed;
  if (isGzip(packed)) {
    try {
      bytes = gunzipSync(packed, { maxOutputLength: dataStart + size + 1 });
    } catch (error) {
      throw new FormatError(path, { expected: `${size} bytes of data for sizes [${shape.join(', ')}]`, found: `gzip data that does not unpack to them (${(error as Error).message})` }, { cause: error });
    }
  }
  if (bytes.length !== dataStart + size) refuse(`${size} bytes of data for sizes [${shape.join(', ')}]`, `${bytes.length - dataStart}`);
  return { shape, values: bytes.subarray(dataStart) };
}

/** Opens an IDX file of images, its labels found beside it by name (images → labels, idx3 → idx1) where they are. */
export async function openIdxSource(path: string, labels: ((count: number) => Promise<Labels | null>) | null): Promise<ImageSource> {
  const { shape, values } = await readIdx(path, 3);
  const [count, height, width] = shape as [number, number, number];
  const size = height * width;
  return {
    kind: `IDX images (${basename(path)})`,
    count,
    shape: [1, height, width],
    labels: labels === null ? await labelsBeside(path, count) : await labels(count),
    problems: [],
    nameOf: (index) => `${path}, image ${index}`,
    open: async () => ({
      read: async (index) => ({ shape: [1, height, width], values: values.subarray(index * size, (index + 1) * size) }),
      close: async () => undefined,
    }),
  };
}

/** IDX labels: one byte an image. */
export async function readIdxLabels(path: string, count: number): Promise<Labels> {
  const { shape, values } = await readIdx(path, 1);
  checkCount(path, shape[0]!, count);
  return labelsOf(Array.from(values, String), path);
}

async function labelsBeside(path: string, count: number): Promise<Labels | null> {
  const wanted = basename(path).replace(/images/i, 'labels').replace(/idx3/i, 'idx1').replace(/\.gz$/, '');
  const names = new Set(await readdir(dirname(path)));
  const name = [wanted, `${wanted}.gz`].find((candidate) => names.has(candidate) && candidate !== basename(path));
  return name === undefined ? null : readIdxLabels(join(dirname(path), name), count);
}

/** The IDX image files of a folder, by split; of a file and its gzipped twin the plain one. */
export function idxImageFiles(names: readonly string[]): Partial<Record<Split, string>> {
  const found: Partial<Record<Split, string>> = {};
  for (const name of [...names].sort()) {
    const match = /^(train|t10k|test)-images[-.]idx3-ubyte(\.gz)?$/.exec(name);
    if (match !== null) found[match[1] === 'train' ? 'train' : 'test'] ??= name;
  }
  return found;
}

/** @throws DataError where a folder lacks the asked split. */
export function chooseSplit<T>(path: string, found: Partial<Record<Split, T>>, { split: wanted, prefer = 'train' }: Pick<DatasetOptions, 'split' | 'prefer'>): { split: Split; value: T } {
  const split = wanted ?? (found[prefer] !== undefined ? prefer : prefer === 'train' ? 'test' : 'train');
  const value = found[split];
  if (value === undefined) throw new DataError(`${path}: it has no ${split} images, only ${split === 'train' ? 'test' : 'train'}.`);
  return { split, value };
}
