import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { checkNpySize, decodeNpy, readNpy } from '../formats/npy.ts';
import type { NpyHeader } from '../formats/npy-header.ts';
import { NPY_HEADER_PREFIX, parseNpyHeader } from '../formats/npy-header.ts';
import { decodeElements, toFloat32 } from '../formats/tensor.ts';
import { DataError } from './data-error.ts';
import type { ImageShape } from './dataset.ts';
import type { ImageReader, ImageSource, Labels, RawImage } from './image-source.ts';
import { toPlanes } from './planes.ts';
import { readExactly } from './read-exactly.ts';

type Layout = 'chw' | 'hwc';

/** Float images beyond this are not in [-1, 1] with noise but in 0 … 255. */
const LARGEST_FLOAT = 32;

/**
 * Images in a .npy file: float [n, c, h, w] in [-1, 1] (also [n, h, w], and [n, 2] for 2D states), or uint8
 * [n, h, w], [n, h, w, c] or [n, c, h, w] of 0 to 255. Rows are read from the file when they are asked for.
 *
 * @throws FormatError or DataError where the file, its element type or its shape is something else; the whole size is
 * checked against the header first.
 */
export async function openNpySource(path: string, wanted: ImageShape | null, labels: (count: number) => Promise<Labels | null>): Promise<ImageSource> {
  const header = await readHeader(path);
  const { element } = header;
  const dtype = element.kind === 'number' ? element.dtype : 'text';
  if (dtype !== 'uint8' && dtype !== 'float32' && dtype !== 'float64' && dtype !== 'float16') {
    throw new DataError(`${path}: images must be uint8 (0 to 255) or float (-1 to 1), found ${dtype}.`);
  }
  const count = header.shape[0] ?? 0;
  const { shape, layout } = imageLayout(path, header.shape, dtype === 'uint8', wanted);
  if (count === 0 || header.count === 0) throw new DataError(`${path}: it holds no images (shape [${header.shape.join(', ')}]).`);
  // Stored column by column, a row is scattered over the file: such an array is read whole.
  const whole = header.fortranOrder ? (await readNpy(path)).values : null;
  const perImage = shape[0] * shape[1] * shape[2];
  return {
    kind: 'NumPy array',
    count,
    shape,
    labels: await labels(count),
    problems: [],
    nameOf: (index) => `${path}, image ${index}`,
    open: async (): Promise<ImageReader> => {
      const handle = whole === null ? await open(path, 'r') : null;
      return {
        read: async (index) => {
          const stored = handle === null ? whole!.slice(index * perImage, (index + 1) * perImage) : await readRow(handle, header, index, perImage, path);
          return { shape, values: rowValues(stored, layout, shape, dtype === 'uint8', `${path}, image ${index}`) };
        },
        close: async () => handle?.close(),
      };
    },
  };
}

/**
 * The one image in the bytes of a .npy file: [n, …] as `openNpySource` reads them with n = 1, or without n. `name`: of the file, in messages.
 * Throws FormatError or DataError where it is something else.
 */
export function decodeNpyImage(bytes: Buffer, name: string, wanted: ImageShape): RawImage {
  const { dtype, shape: stored, values } = decodeNpy(bytes, name);
  if (dtype !== 'uint8' && dtype !== 'float32' && dtype !== 'float64' && dtype !== 'float16') {
    throw new DataError(`${name}: an image must be uint8 (0 to 255) or float (-1 to 1), found ${dtype}.`);
  }
  const plane = wanted[1] * wanted[2] === 1;
  // Without a number of images in front: one image.
  const whole = stored.length === 4 || (stored.length === 2 && plane) ? stored : [1, ...stored];
  if (whole[0] !== 1) throw new DataError(`${name}: one image was expected, found ${whole[0] ?? 0} (shape [${stored.join(', ')}]).`);
  const { shape, layout } = imageLayout(name, whole, dtype === 'uint8', wanted);
  if (values.length === 0) throw new DataError(`${name}: it holds no image (shape [${stored.join(', ')}]).`);
  return { shape, values: rowValues(values, layout, shape, dtype === 'uint8', name) };
}

async function readHeader(path: string): Promise<NpyHeader> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const prefix = await readExactly(handle, 0, Math.min(size, NPY_HEADER_PREFIX), path);
    const header = parseNpyHeader(prefix, path);
    checkNpySize(header, size, path);
    return header;
  } finally {
    await handle.close();
  }
}

async function readRow(handle: FileHandle, header: NpyHeader, index: number, perImage: number, path: string): Promise<ReturnType<typeof decodeElements>> {
  const bytes = perImage * header.elementBytes;
  const raw = await readExactly(handle, header.dataStart + index * bytes, bytes, path);
  if (header.element.kind !== 'number') throw new DataError(`${path}: images must be numbers.`);
  return decodeElements(raw, header.element.dtype, header.littleEndian);
}

function rowValues(stored: ReturnType<typeof decodeElements>, layout: Layout, shape: ImageShape, eightBit: boolean, name: string): RawImage['values'] {
  const values = eightBit ? (stored as Uint8Array) : toFloat32(stored).values;
  if (values instanceof Float32Array) {
    for (const value of values) {
      if (!Number.isFinite(value)) throw new DataError(`${name}: holds ${value}.`);
      if (Math.abs(value) > LARGEST_FLOAT) throw new DataError(`${name}: float images must be scaled to [-1, 1], found ${value}. Store 0 to 255 as uint8, or scale by 2v/255 − 1.`);
    }
  }
  return layout === 'chw' ? values : toPlanes(values, shape);
}

function imageLayout(path: string, shape: readonly number[], eightBit: boolean, wanted: ImageShape | null): { shape: ImageShape; layout: Layout } {
  const found = `shape [${shape.join(', ')}]`;
  const [, a, b, c] = shape as [number, number, number, number];
  if (shape.length === 3) return { shape: [1, a, b], layout: 'chw' };
  if (shape.length === 2 && a === 2 && !eightBit) return { shape: [2, 1, 1], layout: 'chw' };
  if (shape.length !== 4) {
    throw new DataError(`${path}: images must be [n, channels, height, width]${eightBit ? ', [n, height, width] or [n, height, width, channels]' : ''}, found ${found}.`);
  }
  const asPlanes: ImageShape = [a, b, c];
  if (!eightBit) {
    if (a > 4 && (c === 1 || c === 3)) throw new DataError(`${path}: float images must be [n, channels, height, width], found ${found}. Transpose to (0, 3, 1, 2).`);
    return { shape: asPlanes, layout: 'chw' };
  }
  const asPixels: ImageShape = [c, a, b];
  const options = ([['chw', asPlanes], ['hwc', asPixels]] as const).filter(([, [channels]]) => channels === 1 || channels === 3);
  if (options.length === 0) throw new DataError(`${path}: images must have 1 or 3 channels, found ${found}.`);
  const fitting = options.length === 1 ? options : options.filter(([, option]) => wanted !== null && option.every((size, axis) => size === wanted[axis]));
  const [chosen] = fitting;
  if (chosen === undefined || fitting.length > 1) {
    throw new DataError(`${path}: ${found} can be read as [n, channels, height, width] and as [n, height, width, channels]. Give the size wanted, or store it in another shape.`);
  }
  return { layout: chosen[0], shape: chosen[1] };
}
