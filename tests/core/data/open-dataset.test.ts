import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyFile, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DataError } from '../../../core/data/data-error.ts';
import type { DatasetOptions } from '../../../core/data/dataset-options.ts';
import { openDataset } from '../../../core/data/open-dataset.ts';
import { encodeNpy } from '../../../core/formats/npy.ts';
import { encodePng } from '../../../core/formats/png.ts';
import type { Tensor } from '../../../core/formats/tensor.ts';
import { fixture, fixtureJson, fixturePath } from '../formats/fixtures.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'basinscope-data-'));
});
afterAll(async () => {
  await rm(root, { recursive: true });
});

async function put(name: string, data: Uint8Array): Promise<string> {
  const path = join(root, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, data);
  return path;
}

async function refusal(path: string, options: DatasetOptions = {}): Promise<string> {
  const error: unknown = await openDataset(path, options).then((dataset) => dataset.read([0])).then(() => null, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(DataError);
  return (error as DataError).message;
}

/** What 8-bit value v becomes, science.md section 1. */
function scaled(...values: number[]): number[] {
  return values.map((value) => Math.fround((2 * value) / 255 - 1));
}

function npy(dtype: Tensor['dtype'], shape: number[], values: Tensor['values']): Uint8Array {
  return encodeNpy({ dtype, shape, values });
}

function bytes(count: number, first = 0): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => (first + i * 7) % 251);
}

describe('.npy', () => {
  it('float images are given as they are, in any order asked for', async () => {
    const values = Float32Array.from({ length: 2 * 3 * 2 * 2 }, (_, i) => i / 12 - 1);
    const dataset = await openDataset(await put('float.npy', npy('float32', [2, 3, 2, 2], values)));
    expect(dataset).toMatchObject({ kind: 'NumPy array', count: 2, shape: [3, 2, 2], labels: null, problems: [] });
    expect(dataset.labelOf(0)).toBeNull();
    expect(await dataset.read([1, 0, 1])).toEqual(Float32Array.from([...values.slice(12), ...values.slice(0, 12), ...values.slice(12)]));
    expect(await dataset.read([])).toEqual(new Float32Array(0));
  });

  it.each<[string, number[], Uint8Array, number[], number[]]>([
    ['[n, h, w]', [2, 1, 2], Uint8Array.of(0, 51, 102, 255), [1, 1, 2], scaled(102, 255)],
    ['[n, h, w, c]', [2, 2, 1, 3], Uint8Array.of(0, 0, 0, 0, 0, 0, 10, 20, 30, 40, 50, 60), [3, 2, 1], scaled(10, 40, 20, 50, 30, 60)],
    ['[n, c, h, w]', [2, 3, 1, 2], Uint8Array.of(0, 0, 0, 0, 0, 0, 10, 20, 30, 40, 50, 60), [3, 1, 2], scaled(10, 20, 30, 40, 50, 60)],
  ])('uint8 %s', async (_, shape, values, expectedShape, second) => {
    const dataset = await openDataset(await put('uint8.npy', npy('uint8', shape, values)));
    expect(dataset.shape).toEqual(expectedShape);
    expect([...(await dataset.read([1]))]).toEqual(second);
  });

  it('a shape that can be read two ways is settled by the size wanted, or refused', async () => {
    const path = await put('both.npy', npy('uint8', [1, 3, 4, 3], bytes(36)));
    expect(await refusal(path)).toContain('can be read as');
    expect((await openDataset(path, { size: [3, 4, 3] })).shape).toEqual([3, 4, 3]);
    const planes = await (await openDataset(path, { size: [3, 4, 3] })).read([0]);
    expect([...planes]).toEqual(scaled(...bytes(36)));
    const pixels = await (await openDataset(path, { size: [3, 3, 4] })).read([0]);
    expect(pixels[12]).toBe(scaled(bytes(36)[1]!)[0]);
  });

  it('2D states are [n, 2] or [n, 2, 1, 1], and may leave [-1, 1]', async () => {
    for (const shape of [[3, 2], [3, 2, 1, 1]]) {
      const dataset = await openDataset(await put('toy.npy', npy('float64', shape, Float64Array.of(0, 1, 2, 3, -1.5, 0.25))));
      expect(dataset.shape).toEqual([2, 1, 1]);
      expect([...(await dataset.read([2]))]).toEqual([-1.5, 0.25]);
    }
  });

  it('samples of the reference potential', async () => {
    const dataset = await openDataset(fixturePath('reference/vanilla-mnist-trained.samples.npy'));
    expect(dataset).toMatchObject({ count: 64, shape: [1, 32, 32] });
  });

  it('an array stored column by column', async () => {
    const dataset = await openDataset(fixturePath('formats/fortran.npy'));
    expect([...(await dataset.read([1]))]).toEqual(Array.from({ length: 12 }, (_, i) => 12 + i - 0));
  });

  it('labels: numbers in order of size, names in order of the alphabet', async () => {
    const images = await put('five.npy', npy('uint8', [4, 1, 1], bytes(4)));
    const numbers = await openDataset(images, { labels: await put('numbers.npy', npy('int64', [4], BigInt64Array.of(10n, 9n, 10n, -1n))) });
    expect(numbers.labels).toEqual(['-1', '9', '10']);
    expect([0, 1, 2, 3].map((i) => numbers.labelOf(i))).toEqual(['10', '9', '10', '-1']);
    const three = await put('three.npy', npy('uint8', [3, 1, 1], bytes(3)));
    const names = await openDataset(three, { labels: fixturePath('formats/text.npy') });
    expect(names.labels).toEqual(['daisy', 'rosé', 'tulip 🌷']);
    expect(names.labelOf(2)).toBe('tulip 🌷');
  });

  it('a folder with one array and its labels', async () => {
    await put('flowers/images.npy', npy('uint8', [2, 2, 2, 3], bytes(24)));
    await put('flowers/labels.npy', npy('uint8', [2], Uint8Array.of(4, 2)));
    const dataset = await openDataset(join(root, 'flowers'));
    expect(dataset).toMatchObject({ count: 2, shape: [3, 2, 2], labels: ['2', '4'] });
    expect(dataset.labelOf(0)).toBe('4');
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['whole numbers of another kind', npy('int32', [1, 1, 2, 2], new Int32Array(4)), /int32/],
    ['text', fixture('formats/text.npy'), /text/],
    ['five dimensions', npy('float32', [1, 1, 1, 1, 1], new Float32Array(1)), /\[1, 1, 1, 1, 1\]/],
    ['one dimension', npy('float32', [3], new Float32Array(3)), /\[3\]/],
    ['float pixels last', npy('float32', [1, 8, 8, 3], new Float32Array(192)), /Transpose/],
    ['seven channels', npy('uint8', [1, 7, 7, 7], new Uint8Array(343)), /channels/],
    ['no images', npy('float32', [0, 1, 2, 2], new Float32Array(0)), /no images/],
    ['images of nothing', npy('float32', [2, 1, 0, 2], new Float32Array(0)), /no images/],
    ['0 to 255 as float', npy('float32', [1, 1, 1, 2], Float32Array.of(0, 255)), /scaled to \[-1, 1\]/],
    ['NaN', npy('float32', [1, 1, 1, 2], Float32Array.of(0, NaN)), /image 0: holds NaN/],
    ['data cut short', npy('float32', [1, 1, 1, 2], Float32Array.of(0, 1)).subarray(0, -1), /136 bytes.*135|bytes/],
  ])('%s is refused', async (_, data, words) => {
    expect(await refusal(await put('bad.npy', data))).toMatch(words);
  });

  it('labels that do not fit are refused', async () => {
    const images = await put('two.npy', npy('uint8', [2, 1, 1], bytes(2)));
    expect(await refusal(images, { labels: await put('l.npy', npy('uint8', [3], bytes(3))) })).toContain('expected 2 labels');
    expect(await refusal(images, { labels: await put('l.npy', npy('float32', [2], Float32Array.of(0, 0.5))) })).toContain('0.5');
    expect(await refusal(images, { labels: await put('l.npy', npy('uint8', [2, 2], bytes(4))) })).toContain('[2, 2]');
    expect(await refusal(images, { labels: join(root, 'nowhere.npy') })).toContain('nothing at that path');
  });

  it('an index that is not there, and a file cut since it was opened', async () => {
    const path = await put('cut.npy', npy('float32', [3, 1, 1, 1], Float32Array.of(0, 0.5, 1)));
    const dataset = await openDataset(path);
    await expect(dataset.read([3])).rejects.toThrow(/no image 3/);
    await expect(dataset.read([-1])).rejects.toThrow(DataError);
    await expect(dataset.read([0.5])).rejects.toThrow(DataError);
    expect(() => dataset.labelOf(3)).toThrow(DataError);
    await truncate(path, 130);
    await expect(dataset.read([2])).rejects.toThrow(/changed since/);
  });
});

/** An IDX file: two zero bytes, type, dimensions, sizes, data. */
function idx(sizes: number[], data: Uint8Array, type = 8): Buffer {
  const head = Buffer.alloc(4 + 4 * sizes.length);
  head[2] = type;
  head[3] = sizes.length;
  sizes.forEach((size, axis) => head.writeUInt32BE(size, 4 + 4 * axis));
  return Buffer.concat([head, data]);
}

describe('IDX', () => {
  const train = idx([3, 2, 2], bytes(12));
  const trainLabels = idx([3], Uint8Array.of(7, 0, 7));
  const test = idx([1, 2, 2], bytes(4, 100));

  it('a folder: split, labels by name, gzipped or not', async () => {
    await put('mnist/train-images-idx3-ubyte.gz', gzipSync(train));
    await put('mnist/train-labels-idx1-ubyte', trainLabels);
    await put('mnist/t10k-images.idx3-ubyte', test);
    await put('mnist/README.txt', Buffer.from('hello'));
    const first = await openDataset(join(root, 'mnist'));
    expect(first).toMatchObject({ kind: 'IDX images (train-images-idx3-ubyte.gz)', count: 3, shape: [1, 2, 2], labels: ['0', '7'] });
    expect(first.labelOf(2)).toBe('7');
    expect([...(await first.read([2]))]).toEqual(scaled(...bytes(12).slice(8)));
    const second = await openDataset(join(root, 'mnist'), { split: 'test' });
    expect((await openDataset(join(root, 'mnist'), { prefer: 'test' })).count).toBe(second.count);
    expect(second).toMatchObject({ count: 1, labels: null });
    expect(await refusal(await put('half/t10k-images-idx3-ubyte', test).then(() => join(root, 'half')), { split: 'train' })).toContain('no train images');
  });

  it('one file, resized and in colour', async () => {
    const dataset = await openDataset(await put('x-idx3', test), { size: [3, 4, 4] });
    expect(dataset.shape).toEqual([3, 4, 4]);
    const image = await dataset.read([0]);
    expect(image).toHaveLength(48);
    expect(image.subarray(0, 16)).toEqual(image.subarray(32));
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['images of floats', idx([1, 1, 1], bytes(4), 0x0d), /another kind/],
    ['labels as images', trainLabels, /3 dimensions/],
    ['too little data', idx([3, 2, 2], bytes(11)), /12 bytes/],
    ['too much data', idx([3, 2, 2], bytes(13)), /12 bytes/],
    ['a huge declared size', idx([0xffffffff, 0xffff, 0xffff], bytes(4)), /4294967295/],
    ['no images', idx([0, 2, 2], bytes(0)), /sizes/],
    ['a gzip bomb', gzipSync(Buffer.concat([idx([1, 2, 2], bytes(4)), Buffer.alloc(10_000_000)])), /does not unpack/],
    ['a gzip cut short', gzipSync(idx([1, 64, 64], bytes(4096))).subarray(0, 200), /unpack|end/],
  ])('%s is refused', async (_, data, words) => {
    expect(await refusal(await put('bad-idx', data))).toMatch(words);
  });

  it('labels of another number are refused', async () => {
    await put('other/train-images-idx3-ubyte', train);
    await put('other/train-labels-idx1-ubyte.gz', gzipSync(idx([2], bytes(2))));
    expect(await refusal(join(root, 'other'))).toContain('expected 3 labels');
  });
});

describe('CIFAR-10', () => {
  const record = (label: number, first: number): Uint8Array => Uint8Array.of(label, ...bytes(3072, first));

  it('batches of a folder as one, with names where they stand', async () => {
    await put('cifar/data_batch_1.bin', Buffer.concat([record(3, 0), record(9, 1)]));
    await put('cifar/data_batch_2.bin', record(3, 2));
    await put('cifar/test_batch.bin', record(0, 3));
    const bare = await openDataset(join(root, 'cifar'));
    expect(bare).toMatchObject({ count: 3, shape: [3, 32, 32] });
    expect(bare.labelOf(1)).toBe('9');
    expect([...(await bare.read([2, 1]))]).toEqual(scaled(...bytes(3072, 2), ...bytes(3072, 1)));
    await put('cifar/batches.meta.txt', Buffer.from('a\nb\nc\ncat\ne\nf\ng\nh\ni\ntruck\n\n'));
    const named = await openDataset(join(root, 'cifar'));
    expect(named.labels).toHaveLength(10);
    expect([0, 1, 2].map((i) => named.labelOf(i))).toEqual(['cat', 'truck', 'cat']);
    expect((await openDataset(join(root, 'cifar'), { split: 'test' })).count).toBe(1);
    expect((await openDataset(join(root, 'cifar/test_batch.bin'))).labelOf(0)).toBe('a');
  });

  it('colour is not made gray, unless it is gray already', async () => {
    expect(await refusal(join(root, 'cifar'), { size: [1, 32, 32] })).toContain('Convert the images to gray');
    const plane = bytes(1024);
    const path = await put('gray_batch.bin', Uint8Array.of(1, ...plane, ...plane, ...plane));
    expect([...(await (await openDataset(path, { size: [1, 32, 32] })).read([0]))]).toEqual(scaled(...plane));
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['half a record', record(1, 0).subarray(0, 2000), /records of 3073 bytes/],
    ['a label of 10', record(10, 0), /found 10 in record 0/],
  ])('%s is refused', async (_, data, words) => {
    await put(`cifar-bad-${data.length}/data_batch_1.bin`, data);
    expect(await refusal(join(root, `cifar-bad-${data.length}`))).toMatch(words);
  });
});

describe('folders of images', () => {
  const expected = fixtureJson<Record<string, { pixels: number[] }>>('formats/expected-pictures.json');
  const planes = (pixels: number[]): number[] => [0, 1, 2].flatMap((c) => pixels.filter((_, i) => i % 3 === c));

  async function folder(name: string, files: Record<string, Uint8Array>): Promise<string> {
    for (const [file, data] of Object.entries(files)) await put(join(name, file), data);
    return join(root, name);
  }

  it('subfolders are classes; PNG and JPEG, told by content', async () => {
    const path = await folder('pets', {
      'dog/b.png': fixture('formats/rgb.png'), 'cat/nested/a.JPEG': fixture('formats/rgb.jpg'), 'dog/a.jpg': fixture('formats/rgb.png'),
      'cat/.hidden.png': Buffer.of(1), 'notes.txt': Buffer.from('no picture'), '__MACOSX/x.png': Buffer.of(1),
    });
    const dataset = await openDataset(path);
    expect(dataset).toMatchObject({ kind: 'folder of images', count: 3, shape: [3, 13, 11], labels: ['cat', 'dog'], problems: [] });
    expect([0, 1, 2].map((i) => dataset.labelOf(i))).toEqual(['cat', 'dog', 'dog']);
    expect([...(await dataset.read([0]))]).toEqual(scaled(...planes(expected['rgb.jpg']!.pixels)));
    expect([...(await dataset.read([2]))]).toEqual(scaled(...planes(expected['rgb.png']!.pixels)));
  });

  it('gray and colour together are colour; a flat folder has no labels', async () => {
    const dataset = await openDataset(await folder('flat', { 'a.png': fixture('formats/gray.png'), 'b.png': fixture('formats/rgb.png') }));
    expect(dataset).toMatchObject({ count: 2, shape: [3, 13, 11], labels: null });
    const gray = expected['gray.png']!.pixels;
    expect([...(await dataset.read([0]))]).toEqual(scaled(...gray, ...gray, ...gray));
  });

  it('any sizes where a size is wanted', async () => {
    const small = encodePng({ width: 2, height: 3, channels: 1, pixels: bytes(6) });
    const dataset = await openDataset(await folder('sizes', { 'a.png': small, 'b.png': fixture('formats/gray.png') }), { size: [1, 8, 8] });
    expect(dataset).toMatchObject({ count: 2, shape: [1, 8, 8], problems: [] });
    expect(await dataset.read([0, 1])).toHaveLength(128);
  });

  it('what is bad is listed, and left out only when asked', async () => {
    const damaged = Buffer.from(fixture('formats/rgb.png'));
    damaged[60]! ^= 1;
    const path = await folder('bad', {
      'a/good.png': fixture('formats/rgb.png'), 'a/good-too.png': fixture('formats/rgb.png'), 'a/empty.png': Buffer.alloc(0), 'a/damaged.png': damaged,
      'a/text.png': Buffer.from('not a picture'), 'b/cut.jpg': fixture('formats/rgb.jpg').subarray(0, 650), 'b/old.gif': Buffer.from('GIF89a'),
      'b/other-size.png': encodePng({ width: 2, height: 2, channels: 3, pixels: bytes(12) }), 'stray.png': fixture('formats/rgb.png'),
    });
    await symlink(join(path, 'gone.png'), join(path, 'a/link.png'));
    const message = await refusal(path);
    expect(message).toContain('8 of its images cannot be used');
    expect(message).toContain('a/empty.png is empty');
    expect(message).toContain('3 more');
    const dataset = await openDataset(path, { skipBad: true });
    expect(dataset.count).toBe(2);
    expect(Object.fromEntries(dataset.problems.map(({ item, reason }) => [item, reason]))).toEqual({
      'a/empty.png': 'is empty',
      'a/link.png': 'nothing at that path',
      'a/damaged.png': expect.stringContaining('checksum') as string,
      'a/text.png': expect.stringContaining('a PNG or JPEG picture') as string,
      'b/cut.jpg': expect.stringContaining('remature end') as string,
      'b/old.gif': expect.stringContaining('not read') as string,
      'b/other-size.png': 'is 2×2 pixels, most are 11×13',
      'stray.png': expect.stringContaining('beside the class folders') as string,
    });
  });

  it('an image spoiled after opening is an error that names it', async () => {
    const path = await folder('later', { 'a.png': fixture('formats/rgb.png') });
    const dataset = await openDataset(path);
    await copyFile(fixturePath('formats/f4.npy'), join(path, 'a.png'));
    await expect(dataset.read([0])).rejects.toThrow(/a\.png/);
    await rm(join(path, 'a.png'));
    await expect(dataset.read([0])).rejects.toThrow(DataError);
  });

  it('a strip is not blown up to cover a square', async () => {
    const strip = encodePng({ width: 1, height: 1000, channels: 1, pixels: bytes(1000) });
    expect(await refusal(await folder('strip', { 'a.png': strip }), { size: [1, 64, 64] })).toContain('too narrow a strip');
  });
});

describe('what is no data set', () => {
  it.each<[string, (at: string) => Promise<string>, RegExp]>([
    ['nothing', async (at) => join(at, 'nowhere'), /nothing at that path/],
    ['an empty file', async () => put('empty.bin', Buffer.alloc(0)), /empty file/],
    ['an empty folder', async (at) => { await mkdir(join(at, 'void')); return join(at, 'void'); }, /empty folder/],
    ['a folder of other files', async () => { await put('texts/a.txt', Buffer.from('a')); return join(root, 'texts'); }, /none of them/],
    ['one picture', async () => put('one.png', fixture('formats/rgb.png')), /single picture/],
    ['a weights file', async () => fixturePath('reference/toy-random.pth'), /another kind/],
    ['two arrays', async () => { await put('arrays/a.npy', Buffer.of(1)); await put('arrays/b.npy', Buffer.of(1)); return join(root, 'arrays'); }, /a\.npy, b\.npy/],
  ])('%s', async (_, make, words) => {
    expect(await refusal(await make(root))).toMatch(words);
  });
});
