import { describe, expect, it } from 'vitest';
import { FormatError } from '../../../core/formats/format-error.ts';
import { decodeNpy, decodeNpyText, encodeNpy, readNpy } from '../../../core/formats/npy.ts';
import type { Tensor } from '../../../core/formats/tensor.ts';
import { fixture, fixtureJson, fixturePath } from './fixtures.ts';

function refusal(bytes: Buffer): string {
  try {
    decodeNpy(bytes, 'x.npy');
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

/** A version 1 file with any header text. */
function npy(header: string, data = 0, version = 1): Buffer {
  const head = Buffer.alloc(10 + header.length);
  head.write('\x93NUMPY', 'latin1');
  head[6] = version;
  head.writeUInt16LE(header.length, 8);
  head.write(header, 10, 'latin1');
  return Buffer.concat([head, Buffer.alloc(data)]);
}

describe('arrays that NumPy wrote', () => {
  const expected = fixtureJson<Record<string, { shape: number[]; values: number[] }>>('formats/expected-npy.json');
  it.each(Object.keys(expected))('%s', async (name) => {
    const { shape, values } = await readNpy(fixturePath(`formats/${name}`));
    expect(shape).toEqual(expected[name]!.shape);
    expect(Array.from(values as Float32Array, Number)).toEqual(expected[name]!.values);
  });

  it('text, in Unicode and in bytes', () => {
    expect(decodeNpyText(fixture('formats/text.npy'), 'text.npy')).toEqual(['daisy', 'rosé', 'tulip 🌷']);
    expect(decodeNpyText(fixture('formats/bytes.npy'), 'bytes.npy')).toEqual(['cat', 'dog!']);
    expect(decodeNpyText(fixture('formats/f4.npy'), 'f4.npy')).toBeNull();
    expect(refusal(fixture('formats/text.npy'))).toContain('text');
  });

  it('Python objects are refused', () => {
    expect(refusal(fixture('formats/objects.npy'))).toContain('pickled Python objects');
    expect(refusal(fixture('formats/record.npy'))).toContain('dict of descr');
  });
});

describe('malformed headers', () => {
  const good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n";
  it('reads the file that these tests then spoil', () => {
    expect(decodeNpy(npy(good, 8), 'x').shape).toEqual([2]);
    expect(decodeNpy(npy('{"shape":(2L,3),"descr":"<f4","fortran_order":True}', 24), 'x').shape).toEqual([2, 3]);
  });
  it.each<[string, Buffer]>([
    ['empty', Buffer.alloc(0)],
    ['a magic number only', Buffer.from('\x93NUMPY\x01', 'latin1')],
    ['version 4', npy(good, 8, 4)],
    ['a header cut short', npy(good).subarray(0, 30)],
    ['data cut short', npy(good, 7)],
    ['data too long', npy(good, 9)],
    ['code', npy("{'descr': __import__('os').system('x'), 'fortran_order': False, 'shape': (2,)}", 8)],
    ['a number for a tuple', npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2)}", 8)],
    ['a list for a tuple', npy("{'descr': '<f4', 'fortran_order': False, 'shape': [2]}", 8)],
    ['a negative size', npy("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}", 8)],
    ['a missing key', npy("{'descr': '<f4', 'shape': (2,)}", 8)],
    ['a key twice', npy("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", 8)],
    ['another key', npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}", 8)],
    ['no comma', npy("{'descr': '<f4' 'fortran_order': False, 'shape': (2,)}", 8)],
    ['something after the dict', npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} 1", 8)],
    ['no end', npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,", 8)],
    ['complex numbers', npy("{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}", 8)],
    ['no byte order', npy("{'descr': 'f4', 'fortran_order': False, 'shape': (2,)}", 8)],
    ['a size of 10^30', npy(`{'descr': '<f4', 'fortran_order': False, 'shape': (1${'0'.repeat(30)},)}`, 8)],
    ['sizes whose product overflows', npy("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}", 8)],
    ['a huge array', npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000, 1000000)}", 8)],
    ['17 dimensions', npy(`{'descr': '<f4', 'fortran_order': False, 'shape': (${'1, '.repeat(17)})}`, 4)],
    ['a header of 4 GiB', Buffer.concat([Buffer.from('\x93NUMPY\x02\x00\xff\xff\xff\xff', 'latin1'), Buffer.alloc(100)])],
  ])('%s', (_, bytes) => {
    refusal(bytes);
  });
});

describe('writing', () => {
  it('gives NumPy\'s own bytes', () => {
    // vector.npy was written by NumPy: same header, same padding.
    const vector = fixture('formats/vector.npy');
    expect(Buffer.from(encodeNpy(decodeNpy(vector, 'x')))).toEqual(vector);
    const cube = fixture('formats/f8.npy');
    expect(Buffer.from(encodeNpy(decodeNpy(cube, 'x')))).toEqual(cube);
    const scalar = fixture('formats/scalar.npy');
    expect(Buffer.from(encodeNpy(decodeNpy(scalar, 'x')))).toEqual(scalar);
  });

  it.each<Tensor>([
    { dtype: 'uint8', shape: [2, 2], values: Uint8Array.of(0, 1, 254, 255) },
    { dtype: 'int64', shape: [1], values: BigInt64Array.of(-(2n ** 62n)) },
    { dtype: 'bool', shape: [2], values: Uint8Array.of(0, 1) },
    { dtype: 'float32', shape: [0, 3], values: new Float32Array(0) },
  ])('reads back $dtype $shape', (tensor) => {
    expect(decodeNpy(Buffer.from(encodeNpy(tensor)), 'x')).toEqual(tensor);
  });

  it('refuses what does not fit', () => {
    expect(() => encodeNpy({ dtype: 'float32', shape: [3], values: new Float32Array(2) })).toThrow(RangeError);
    expect(() => encodeNpy({ dtype: 'bfloat16', shape: [2], values: new Float32Array(2) })).toThrow(RangeError);
  });
});
