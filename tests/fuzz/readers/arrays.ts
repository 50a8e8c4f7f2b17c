import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openDataset } from '../../../core/data/open-dataset.ts';
import { decodeNpyImage } from '../../../core/data/npy-source.ts';
import { decodeNpy, decodeNpyText, encodeNpy } from '../../../core/formats/npy.ts';
import { fixture } from '../../core/formats/fixtures.ts';
import type { Random } from '../../core/formats/fuzz/random.ts';
import { once } from '../fuzz-reader.ts';
import type { FuzzReader } from '../fuzz-reader.ts';
import { mutateBytes, mutateFields } from '../mutate-bytes.ts';
import type { Field } from '../mutate-bytes.ts';

/** Opens a data set as the window and the command line do, and reads its first and last image. */
async function readDataset(path: string, bytes: Buffer): Promise<void> {
  writeFileSync(path, bytes);
  const dataset = await openDataset(path);
  dataset.labelOf(0);
  await dataset.read([0, dataset.count - 1]);
}

const npySeeds = once(() => [
  ...['f4', 'f8', 'i8', 'u1', 'bool', 'f2', 'fortran', 'scalar', 'vector', 'text', 'bytes', 'version-2', 'version-3', 'objects', 'record', 'empty', 'f4-big'].map((name) => fixture(`formats/${name}.npy`)),
  Buffer.from(encodeNpy({ dtype: 'uint8', shape: [3, 4, 4], values: new Uint8Array(48).map((_, i) => i) })),
  Buffer.from(encodeNpy({ dtype: 'float32', shape: [3, 1, 4, 4], values: new Float32Array(48).map((_, i) => i / 48) })),
  Buffer.from(encodeNpy({ dtype: 'float32', shape: [5, 2], values: new Float32Array(10) })),
]);

/** A .npy whose header says something else; the length before it is right. */
function otherHeader(random: Random, bytes: Buffer): Buffer {
  const wide = bytes[6]! >= 2;
  const start = wide ? 12 : 10;
  const end = start + (wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8));
  const number = (): string => random.pick(['0', '-1', '1', '2', '3', '4', '48', '2147483648', '9007199254740993', '1e9', 'None', "'x'", '', '(1,)', '1L', '0x4', '99999999999999999999']);
  const header = bytes.toString('latin1', start, end)
    .replace(/\((.*)\)/, (shape, inner: string) => (random.below(3) === 0 ? shape : `(${Array.from({ length: random.below(random.below(9) === 0 ? 70 : 6) }, number).join(', ')}${random.pick([',', '', inner])})`))
    .replace(/'descr': '([^']*)'/, (descr) => (random.below(3) > 0 ? descr : `'descr': ${random.pick(["'<f4'", "'>f8'", "'|u1'", "'<U4000000000'", "'|S0'", "'<U0'", "'|O'", "'<f16'", "'<c8'", '[]', "[('a', '<f4')]", 'None', "'<M8[s]'", "'|V8'"])}`))
    .replace(/False|True/, (order) => (random.below(5) > 0 ? order : random.pick(['True', 'False', 'None', '1'])));
  const text = random.below(4) === 0 ? mutateBytes(random, Buffer.from(header, 'latin1')) : Buffer.from(header, 'latin1');
  const head = Buffer.from(bytes.subarray(0, start));
  if (wide) head.writeUInt32LE(text.length, 8);
  else head.writeUInt16LE(Math.min(text.length, 65535), 8);
  return Buffer.concat([head, text, bytes.subarray(end)]);
}

export const npyReader: FuzzReader = {
  name: 'npy',
  make: (random) => {
    const seed = random.pick(npySeeds());
    return random.below(2) === 0 ? mutateBytes(random, seed, npySeeds()) : otherHeader(random, seed);
  },
  read: async (bytes, folder) => {
    const path = join(folder, 'damaged.npy');
    const refusals: unknown[] = [];
    const uses = [() => decodeNpy(bytes, path), () => decodeNpyText(bytes, path), () => decodeNpyImage(bytes, path, [1, 4, 4]), () => readDataset(path, bytes)];
    for (const use of uses) {
      try {
        await use();
      } catch (error) {
        refusals.push(error);
      }
    }
    // A fault in any of the four is one; an array that some of them take is read.
    const fault = refusals.find((error) => !(error instanceof Error && ['FormatError', 'DataError'].includes(error.name)));
    if (fault !== undefined) throw fault;
    if (refusals.length === uses.length) throw refusals[0];
  },
};

const idxSeeds = once(() => {
  const images = Buffer.concat([Buffer.from([0, 0, 8, 3, 0, 0, 0, 5, 0, 0, 0, 4, 0, 0, 0, 4]), Buffer.alloc(80, 7)]);
  const labels = Buffer.concat([Buffer.from([0, 0, 8, 1, 0, 0, 0, 5]), Buffer.from([0, 1, 2, 3, 4])]);
  return { images, labels };
});
const idxFields: readonly Field[] = [{ at: 0, size: 2, endian: 'big' }, { at: 2, size: 1, endian: 'big' }, { at: 3, size: 1, endian: 'big' }, ...[4, 8, 12].map((at): Field => ({ at, size: 4, endian: 'big' }))];

/** IDX images, or the labels beside them; as they are or gzipped. The first byte of an input says which it is. */
export const idxReader: FuzzReader = {
  name: 'idx',
  make: (random) => {
    const which = random.below(4);
    const seed = which < 2 ? idxSeeds().images : idxSeeds().labels;
    const damaged = random.below(2) === 0 ? mutateFields(random, seed, idxFields) : mutateBytes(random, seed);
    const packed = which % 2 === 0 ? damaged : random.below(2) === 0 ? gzipSync(damaged) : mutateBytes(random, gzipSync(seed));
    return Buffer.concat([Buffer.from([which]), packed]);
  },
  read: async (bytes, folder) => {
    const { images, labels } = idxSeeds();
    const which = (bytes[0] ?? 0) % 4;
    const body = bytes.subarray(1);
    writeFileSync(join(folder, 't10k-labels-idx1-ubyte'), which < 2 ? labels : body);
    await readDataset(join(folder, 't10k-images-idx3-ubyte'), which < 2 ? body : images);
  },
};

const cifarSeed = once(() => Buffer.concat(Array.from({ length: 3 }, (_, i) => Buffer.concat([Buffer.from([i]), Buffer.alloc(3072, 40 * i)]))));

export const cifarReader: FuzzReader = {
  name: 'cifar',
  make: (random) => {
    const seed = cifarSeed();
    const kind = random.below(3);
    if (kind === 0) return mutateBytes(random, seed);
    // Labels beyond the ten, and whole records more or less.
    const labels = Buffer.from(seed);
    for (let record = 0; record < 3; record++) if (random.below(2) === 0) labels[record * 3073] = random.below(256);
    return kind === 1 ? labels : Buffer.concat(Array.from({ length: random.below(4) }, () => labels.subarray(0, 3073 * (1 + random.below(3)))));
  },
  read: (bytes, folder) => readDataset(join(folder, 'data_batch_1.bin'), bytes),
};
