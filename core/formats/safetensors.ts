import { open, rename, rm } from 'node:fs/promises';
import { parseSafetensorsHeader, safetensorsTypes } from './safetensors-header.ts';
import type { Tensor } from './tensor.ts';
import { bytesPerElement, decodeElements, elementCount, encodeElements } from './tensor.ts';

export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * The tensors of a safetensors file, in the order of its header.
 * @throws FormatError, see parseSafetensorsHeader.
 */
export function decodeSafetensors(bytes: Buffer, file: string): SafetensorsFile {
  const { entries, metadata } = parseSafetensorsHeader(bytes, file);
  const tensors = new Map<string, Tensor>();
  for (const { name, dtype, shape, begin, end } of entries) {
    tensors.set(name, { dtype, shape, values: decodeElements(bytes.subarray(begin, end), dtype) });
  }
  return { tensors, metadata };
}

/**
 * A safetensors file of `tensors` as bytes; the same input always gives the same bytes.
 *
 * Tensors stand widest element first, then by name, so that each is aligned to its element size.
 * @throws RangeError where a tensor's values and shape or type disagree, or a name is taken by the format.
 */
export function encodeSafetensors(tensors: ReadonlyMap<string, Tensor>, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const typeNames = new Map([...safetensorsTypes].map(([name, dtype]) => [dtype, name]));
  const ordered = [...tensors].sort(([a, x], [b, y]) => bytesPerElement(y.dtype) - bytesPerElement(x.dtype) || (a < b ? -1 : 1));
  const header: [string, unknown][] = [];
  const keys = Object.keys(metadata).sort();
  if (keys.length > 0) header.push(['__metadata__', Object.fromEntries(keys.map((key) => [key, metadata[key]]))]);
  let offset = 0;
  for (const [name, tensor] of ordered) {
    if (name === '__metadata__') throw new RangeError('a tensor cannot be named __metadata__');
    if (elementCount(tensor.shape) !== tensor.values.length) {
      throw new RangeError(`tensor ${name} of shape [${tensor.shape.join(', ')}] has ${tensor.values.length} values`);
    }
    const end = offset + tensor.values.length * bytesPerElement(tensor.dtype);
    header.push([name, { dtype: typeNames.get(tensor.dtype), shape: tensor.shape, data_offsets: [offset, end] }]);
    offset = end;
  }
  // By hand: an object would put names that look like numbers first and lose __proto__.
  let text = `{${header.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
  text += ' '.repeat((8 - (Buffer.byteLength(text) % 8)) % 8);
  const length = Buffer.byteLength(text);
  const out = Buffer.alloc(8 + length + offset);
  out.writeBigUInt64LE(BigInt(length), 0);
  out.write(text, 8, 'utf8');
  let at = 8 + length;
  for (const [, tensor] of ordered) {
    const bytes = encodeElements(tensor);
    out.set(bytes, at);
    at += bytes.length;
  }
  return out;
}

/** Writes encodeSafetensors to `path`: beside it first, synced, then renamed, so that no half file is ever seen. */
export async function writeSafetensors(path: string, tensors: ReadonlyMap<string, Tensor>, metadata: Readonly<Record<string, string>> = {}): Promise<void> {
  const bytes = encodeSafetensors(tensors, metadata);
  const beside = `${path}.${process.pid}.part`;
  try {
    const handle = await open(beside, 'w');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
