import { writeFile } from 'node:fs/promises';
import { FormatError } from './format-error.ts';
import { gather } from './gather.ts';
import type { NpyHeader } from './npy-header.ts';
import { parseNpyHeader } from './npy-header.ts';
import { readBytes } from './read-bytes.ts';
import type { DType, Tensor } from './tensor.ts';
import { decodeElements, elementCount, encodeElements } from './tensor.ts';

/**
 * The array in a .npy file, in row-major order whatever order it was stored in.
 * @throws FormatError where the file is malformed, its size is not what its header says, or it holds no numbers.
 */
export async function readNpy(path: string): Promise<Tensor> {
  return decodeNpy(await readBytes(path), path);
}

/** readNpy on bytes in memory; `file` is the name for messages. */
export function decodeNpy(bytes: Buffer, file: string): Tensor {
  const header = parseNpyHeader(bytes, file);
  if (header.element.kind !== 'number') throw new FormatError(file, { expected: 'an array of numbers', found: 'an array of text' });
  checkNpySize(header, bytes.length, file);
  const { dtype } = header.element;
  const stored = decodeElements(bytes.subarray(header.dataStart), dtype, header.littleEndian);
  if (!header.fortranOrder) return { dtype, shape: header.shape, values: stored };
  let stride = 1;
  const strides = header.shape.map((size) => {
    const own = stride;
    stride *= size;
    return own;
  });
  return { dtype, shape: header.shape, values: gather(stored, 0, header.shape, strides) };
}

/**
 * The strings in a .npy file of text (NumPy types U and S), in storage order; null where it holds numbers.
 * @throws FormatError where the file is malformed or has more than one dimension.
 */
export function decodeNpyText(bytes: Buffer, file: string): string[] | null {
  const header = parseNpyHeader(bytes, file);
  const { element } = header;
  if (element.kind !== 'text') return null;
  if (header.shape.length !== 1) throw new FormatError(file, { expected: 'text in one dimension', found: `shape [${header.shape.join(', ')}]` });
  checkNpySize(header, bytes.length, file);
  return Array.from({ length: header.count }, (_, i) => {
    const from = header.dataStart + i * header.elementBytes;
    const raw = bytes.subarray(from, from + header.elementBytes);
    if (element.encoding === 'latin1') return raw.toString('latin1').replace(/\0+$/, '');
    const codes = decodeElements(raw, 'uint32', header.littleEndian) as Uint32Array;
    if (codes.some((code) => code > 0x10ffff)) throw new FormatError(file, { expected: 'Unicode text', found: `a code beyond it in element ${i}` });
    return Array.from(codes, (code) => String.fromCodePoint(code)).join('').replace(/\0+$/, '');
  });
}

/** @throws FormatError where a file of `size` bytes is not exactly what its header promises. */
export function checkNpySize(header: NpyHeader, size: number, file: string): void {
  const expected = header.dataStart + header.count * header.elementBytes;
  if (size !== expected) {
    throw new FormatError(file, { expected: `${expected} bytes for an array of shape [${header.shape.join(', ')}]`, found: `${size}` });
  }
}

const descriptors: Partial<Record<DType, string>> = {
  float32: '<f4', float64: '<f8', int64: '<i8', int32: '<i4', int16: '<i2', int8: '|i1', uint32: '<u4', uint16: '<u2', uint8: '|u1', bool: '|b1',
};

/**
 * A .npy file (version 1, row-major, little-endian) of `tensor` as bytes.
 * @throws RangeError where values and shape disagree, or for float16 and bfloat16, which are read only.
 */
export function encodeNpy(tensor: Tensor): Uint8Array {
  const descr = descriptors[tensor.dtype];
  if (descr === undefined) throw new RangeError(`writing ${tensor.dtype} is not supported: widen to float32`);
  if (elementCount(tensor.shape) !== tensor.values.length) {
    throw new RangeError(`an array of shape [${tensor.shape.join(', ')}] has ${tensor.values.length} values`);
  }
  return Buffer.concat([npyHead(descr, tensor.shape), encodeElements(tensor)]);
}

/** A .npy file of texts (NumPy type U, UTF-32), as `decodeNpyText` reads it. */
export function encodeNpyText(texts: readonly string[]): Uint8Array {
  const codes = texts.map((text) => Array.from(text, (sign) => sign.codePointAt(0)!));
  const width = Math.max(1, ...codes.map(({ length }) => length));
  const values = new Uint32Array(texts.length * width);
  for (const [i, signs] of codes.entries()) values.set(signs, i * width);
  return Buffer.concat([npyHead(`<U${width}`, [texts.length]), encodeElements({ dtype: 'uint32', shape: [values.length], values })]);
}

/** What stands before the data, which start at a multiple of 64 bytes, padded with spaces before a line end (NumPy's format, NEP 1). */
function npyHead(descr: string, sizes: readonly number[]): Buffer {
  const shape = sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(', ')})`;
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;
  const length = Math.ceil((10 + dict.length + 1) / 64) * 64 - 10;
  const head = Buffer.alloc(10 + length, ' ');
  head.write('\x93NUMPY\x01\x00', 0, 'latin1');
  head.writeUInt16LE(length, 8);
  head.write(dict, 10, 'latin1');
  head[head.length - 1] = 0x0a;
  return head;
}

/** Writes encodeNpy to `path`. */
export async function writeNpy(path: string, tensor: Tensor): Promise<void> {
  await writeFile(path, encodeNpy(tensor));
}
