import { describe, expect, it } from 'vitest';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError } from '../../../core/formats/format-error.ts';
import { decodeSafetensors, encodeSafetensors, writeSafetensors } from '../../../core/formats/safetensors.ts';
import type { Tensor } from '../../../core/formats/tensor.ts';

/** A file from a header (text, or an object) and data, nothing checked. */
function file(header: unknown, data: Uint8Array | number = 0): Buffer {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, typeof data === 'number' ? Buffer.alloc(data) : data]);
}

function refusal(bytes: Buffer): string {
  try {
    decodeSafetensors(bytes, 'x.safetensors');
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

const one = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };

describe('reading', () => {
  it('reads the example of the format', () => {
    // As the safetensors README lays it out: header length, JSON, then the data in the order of its offsets.
    const data = Buffer.concat([Buffer.from(Float32Array.of(1, 2).buffer), Buffer.from(Uint16Array.of(0x3c00, 0xc000).buffer), Buffer.from(BigInt64Array.of(-7n).buffer)]);
    const { tensors, metadata } = decodeSafetensors(file({
      __metadata__: { note: 'hi' },
      last: { dtype: 'I64', shape: [], data_offsets: [12, 20] },
      first: one,
      middle: { dtype: 'F16', shape: [1, 2], data_offsets: [8, 12] },
    }, data), 'x');
    expect(metadata).toEqual({ note: 'hi' });
    expect([...tensors.keys()]).toEqual(['last', 'first', 'middle']);
    expect(tensors.get('first')).toEqual({ dtype: 'float32', shape: [2], values: Float32Array.of(1, 2) });
    expect(tensors.get('middle')).toEqual({ dtype: 'float16', shape: [1, 2], values: Float32Array.of(1, -2) });
    expect(tensors.get('last')).toEqual({ dtype: 'int64', shape: [], values: BigInt64Array.of(-7n) });
  });

  it.each<[string, Buffer, RegExp]>([
    ['no length', Buffer.alloc(7), /8 bytes/],
    ['a header of 2^63 bytes', Buffer.concat([Buffer.alloc(7), Buffer.of(0x80), Buffer.from('{}')]), /at most/],
    ['a header beyond the file', Buffer.concat([Buffer.of(100, 0, 0, 0, 0, 0, 0, 0), Buffer.from('{}')]), /100 bytes/],
    ['a header that is no JSON', file('{"a":}'), /JSON/],
    ['a header that is no object', file('[1]'), /starts with/],
    ['a header that is no UTF-8', file('{}').fill(0xff, 8, 10), /UTF-8/],
    ['deep nesting', file(`{"a":${'['.repeat(100_000)}`), /deep/],
    ['a key twice', file('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', 8), /"a" twice/],
    ['a key twice, spelled differently', file('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"\\u0061" :{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', 8), /"a" twice/],
    ['a field twice', file('{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}', 8), /"dtype" twice/],
    ['an unknown type', file({ a: { ...one, dtype: 'F8_E4M3' } }, 8), /F8_E4M3/],
    ['an unknown field', file({ a: { ...one, extra: 1 } }, 8), /extra/],
    ['a missing field', file({ a: { dtype: 'F32', shape: [2] } }, 8), /data_offsets/],
    ['a tensor that is no object', file({ a: 3 }, 8), /object/],
    ['a negative size', file({ a: { ...one, shape: [-2] } }, 8), /shape/],
    ['half a size', file({ a: { ...one, shape: [1.5] } }, 8), /shape/],
    ['a size of 2^60', file({ a: { ...one, shape: [2 ** 60] } }, 8), /shape/],
    ['sizes whose product overflows', file({ a: { ...one, shape: [2 ** 40, 2 ** 40] } }, 8), /shape/],
    ['a shape of another size than its data', file({ a: { ...one, shape: [3] } }, 8), /12 bytes/],
    ['offsets the wrong way round', file({ a: { ...one, data_offsets: [8, 0] } }, 8), /offsets/],
    ['offsets beyond the file', file({ a: { dtype: 'F32', shape: [100], data_offsets: [0, 400] } }, 8), /400 bytes/],
    ['an overlap', file({ a: one, b: { ...one, data_offsets: [4, 12] } }, 12), /overlap/],
    ['a gap', file({ a: one, b: { ...one, data_offsets: [12, 20] } }, 20), /gap/],
    ['data after the last tensor', file({ a: one }, 9), /9/],
    ['metadata that is no object', file({ __metadata__: 'x' }), /__metadata__/],
    ['metadata that is no string', file({ __metadata__: { a: 1 } }), /__metadata__/],
  ])('%s is refused', (_, bytes, words) => {
    expect(refusal(bytes)).toMatch(words);
  });

  it('takes names that mean something to JavaScript as names', () => {
    const { tensors, metadata } = decodeSafetensors(file('{"__metadata__":{"__proto__":"m"},"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"constructor":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}', 2), 'x');
    expect([...tensors.keys()]).toEqual(['__proto__', 'constructor']);
    expect(Object.entries(metadata)).toEqual([['__proto__', 'm']]);
    expect(({} as { dtype?: unknown }).dtype).toBeUndefined();
  });
});

describe('writing', () => {
  const tensors = new Map<string, Tensor>([
    ['b', { dtype: 'uint8', shape: [3], values: Uint8Array.of(1, 2, 3) }],
    ['a', { dtype: 'float32', shape: [1, 2], values: Float32Array.of(0.1, -0) }],
    ['10', { dtype: 'int64', shape: [], values: BigInt64Array.of(5n) }],
    ['é"\n', { dtype: 'float64', shape: [1], values: Float64Array.of(Math.PI) }],
    ['empty', { dtype: 'float32', shape: [0, 4], values: new Float32Array(0) }],
  ]);

  it('reads back what it wrote, in a set order, aligned', () => {
    const bytes = Buffer.from(encodeSafetensors(tensors, { z: '1', a: '2' }));
    const back = decodeSafetensors(bytes, 'x');
    expect(back.metadata).toEqual({ a: '2', z: '1' });
    expect(new Map(back.tensors)).toEqual(tensors);
    expect(bytes.readBigUInt64LE(0) % 8n).toBe(0n);
    // Widest first, of one width by name.
    expect([...back.tensors.keys()]).toEqual(['10', 'é"\n', 'a', 'empty', 'b']);
    expect(Buffer.from(encodeSafetensors(new Map([...tensors].reverse()), { a: '2', z: '1' }))).toEqual(bytes);
  });

  it.each<[string, Map<string, Tensor>]>([
    ['values that do not fill the shape', new Map([['a', { dtype: 'float32', shape: [2], values: new Float32Array(1) }]])],
    ['values of another type', new Map([['a', { dtype: 'float32', shape: [1], values: new Float64Array(1) }]])],
    ['the name of the metadata', new Map([['__metadata__', { dtype: 'float32', shape: [1], values: new Float32Array(1) }]])],
    ['float16', new Map([['a', { dtype: 'float16', shape: [1], values: new Float32Array(1) }]])],
  ])('%s cannot be written', (_, wrong) => {
    expect(() => encodeSafetensors(wrong)).toThrow(RangeError);
  });

  it('leaves no half file behind', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'basinscope-safetensors-'));
    try {
      const path = join(folder, 'a.safetensors');
      await writeSafetensors(path, tensors);
      expect(new Uint8Array(await readFile(path))).toEqual(new Uint8Array(encodeSafetensors(tensors)));
      await expect(writeSafetensors(join(folder, 'no', 'such', 'folder'), tensors)).rejects.toThrow();
      expect(await readdir(folder)).toEqual(['a.safetensors']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
