import { ZipEntries } from '../../../../core/formats/pth/zip-entries.ts';
import { readWeights } from '../../../../core/formats/read-weights.ts';
import { encodeSafetensors } from '../../../../core/formats/safetensors.ts';
import type { Tensor } from '../../../../core/formats/tensor.ts';
import { fixture, fixturePath } from '../fixtures.ts';
import { int, pickle } from '../pickle/assemble.ts';
import { dictPickle, floats, tensorPickle, whole, writePth } from '../pth/write-pth.ts';
import { writeZip } from '../pth/write-zip.ts';
import { hostilePickle, hostileValue, oddTensor, opcodeSoup, pickleBombs } from './hostile-pickles.ts';
import { anyMutation, flipBits, overwrite, splice, truncate } from './mutations.ts';
import type { Random } from './random.ts';

/** Values by tensor name. */
export type Values = ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>;

/**
 * What a file may come to besides a refusal: nothing else; exactly these tensors; or any tensors that are whole
 * (as many values as their shape says) and, where the storages are known, made of their values.
 */
export type Allowed = { readonly kind: 'refusal' } | { readonly kind: 'exactly'; readonly tensors: Values } | { readonly kind: 'whole'; readonly made_of: readonly number[] | null };

export interface Case {
  readonly group: string;
  readonly bytes: Buffer;
  readonly allowed: Allowed;
}

const refusal: Allowed = { kind: 'refusal' };
const anyWhole: Allowed = { kind: 'whole', made_of: null };
/** What writePth stores by default. */
const ofFour: Allowed = { kind: 'whole', made_of: [1, 2, 3, 4] };

/** All cases, made one after another by one generator. */
export async function* cases(random: Random, canary: string): AsyncGenerator<Case> {
  const zipSeeds = ['reference/toy-random.pth', 'formats/wrapped.pth', 'formats/views.pth', 'formats/types.pth', 'formats/deflated.pth', 'formats/batch-norm.pth'];
  const legacySeeds = ['formats/wrapped-legacy.pth', 'formats/views-legacy.pth', 'formats/types-legacy.pth', 'formats/protocol-5-legacy.pth'];
  const readSeed = async (name: string): Promise<Values> => (await readWeights(fixturePath(name))).tensors;

  // A zip's checksums cover every byte that makes a tensor: it is refused, or it is the same.
  const zips = await Promise.all(zipSeeds.map(async (name) => ({ bytes: fixture(name), tensors: await readSeed(name) })));
  for (let i = 0; i < 560; i++) {
    const { bytes, tensors } = random.pick(zips);
    // Half of them where the directory is, which no checksum covers.
    const aimed = i % 2 === 0 ? flipBits(random, bytes, bytes.length - 1500) : random.pick(anyMutation)(random, bytes);
    yield { group: 'zip mutated', bytes: aimed, allowed: { kind: 'exactly', tensors } };
  }

  // The same below the checksums: the pickle or a storage changed, the zip put right again.
  const contents = await Promise.all(zipSeeds.slice(1).map((name) => unzip(fixture(name))));
  for (let i = 0; i < 320; i++) {
    const items = random.pick(contents);
    const which = random.unit() < 0.9 ? items.findIndex(({ name }) => name.endsWith('data.pkl')) : random.below(items.length);
    const changed = items.map((item, at) => (at === which ? { ...item, data: random.pick(anyMutation)(random, item.data) } : item));
    yield { group: 'pickle mutated', bytes: writeZip(changed), allowed: anyWhole };
  }

  for (let i = 0; i < 400; i++) yield { group: 'hostile pickle', bytes: hostileFile(random, canary, contents), allowed: refusal };
  for (let i = 0; i < 150; i++) yield { group: 'odd numbers', bytes: writePth(oddTensor(random)), allowed: ofFour };
  for (let i = 0; i < 150; i++) yield { group: 'opcode soup', bytes: writePth(opcodeSoup(random)), allowed: ofFour };
  for (const bomb of pickleBombs) for (let i = 0; i < 4; i++) yield { group: 'pickle bomb', bytes: writePth(bomb(random)), allowed: refusal };
  for (let i = 0; i < 60; i++) yield { group: 'zip of lies', bytes: lyingZip(random), allowed: refusal };

  const legacy = legacySeeds.map((name) => fixture(name));
  for (let i = 0; i < 160; i++) {
    yield { group: 'legacy mutated', bytes: random.pick([flipBits, overwrite, splice])(random, random.pick(legacy)), allowed: anyWhole };
    if (i % 4 === 0) yield { group: 'legacy cut', bytes: truncate(random, random.pick(legacy)), allowed: refusal };
  }
  yield* changedValues(random, 'legacy values changed', fixture('reference/vanilla-gray-random-legacy.pth'), await readSeed('reference/vanilla-gray-random-legacy.pth'), 20);

  const stored = await readSeed('formats/wrapped.pth');
  const safetensors = Buffer.from(encodeSafetensors(new Map([...stored].map(([name, { shape, values }]): [string, Tensor] => [name, { dtype: 'float32', shape, values }])), { epsilon: '0.01' }));
  const headerEnd = 8 + Number(safetensors.readBigUInt64LE(0));
  for (let i = 0; i < 160; i++) {
    yield { group: 'safetensors header', bytes: flipBits(random, safetensors, 0, headerEnd), allowed: anyWhole };
    yield { group: 'safetensors header', bytes: Buffer.concat([random.pick([overwrite, splice])(random, safetensors.subarray(0, headerEnd)), safetensors.subarray(headerEnd)]), allowed: anyWhole };
    if (i % 4 === 0) yield { group: 'safetensors cut', bytes: truncate(random, safetensors), allowed: refusal };
  }
  yield* changedValues(random, 'safetensors values changed', Buffer.from(encodeSafetensors(distinct())), distinct(), 40);
}

export async function unzip(bytes: Buffer): Promise<{ name: string; data: Buffer }[]> {
  const zip = await ZipEntries.open(bytes, 'seed');
  return [...zip.names].map((name) => ({ name, data: Buffer.from(zip.read(name)) }));
}

/** A hostile pickle in a zip, in a legacy file (at the start, or as the object), or in front of an honest one's opcodes. */
export function hostileFile(random: Random, canary: string, contents: readonly { name: string; data: Buffer }[][]): Buffer {
  const head = Buffer.concat([whole(int(0x1950a86a20f9469cfc6cn)), whole(int(1001)), whole(dictPickle(['little_endian', pickle('NEWTRUE')]))]);
  const storages = Buffer.concat([whole(pickle('EMPTY_LIST', 'MARK', ['SHORT_BINUNICODE', 1, '0'], 'APPENDS')), Buffer.of(4, 0, 0, 0, 0, 0, 0, 0), floats(1, 2, 3, 4)]);
  return random.pick([
    () => writePth(hostilePickle(random, canary)),
    () => Buffer.concat([head, hostilePickle(random, canary), storages]),
    () => Buffer.concat([hostilePickle(random, canary), storages]),
    () => writeZip(random.pick(contents).map((item) => {
      if (!item.name.endsWith('data.pkl')) return item;
      const [protocol, rest] = [item.data.subarray(0, 2), item.data.subarray(2)];
      return { ...item, data: Buffer.concat([protocol, hostileValue(random, canary), pickle('POP'), rest]) };
    })),
  ])();
}

/** Zips that lie about sizes, overlap, climb out, or unpack to far more than they are. */
export function lyingZip(random: Random): Buffer {
  const root = { name: 'net/data.pkl', data: whole(dictPickle(['w', tensorPickle()])) };
  const storage = { name: 'net/data/0', data: floats(1, 2, 3, 4) };
  const large = 2 ** 31 + random.below(2 ** 31 - 2);
  return random.pick([
    () => writeZip([root, { ...storage, declared: { bytes: large, storedBytes: large } }]),
    () => writeZip([root, { ...storage, deflate: true, declared: { bytes: large } }]),
    () => writeZip([{ ...root, deflate: true, declared: { bytes: large } }, storage]),
    () => writeZip([root, { ...storage, declared: { offset: random.below(60) } }]),
    () => writeZip([root, storage, { name: 'net/again', data: floats(0), declared: { offset: random.below(100) } }]),
    () => writeZip([root, { name: '../'.repeat(1 + random.below(5)) + 'net/data/0', data: storage.data }]),
    () => writeZip([root, { ...storage, data: Buffer.alloc(2 ** 24 + random.below(2 ** 24)), deflate: true }]),
    () => writeZip([{ name: 'net/data.pkl', data: Buffer.alloc(2 ** 24 + random.below(2 ** 24), pickle('EMPTY_LIST')), deflate: true }, storage]),
    // A bomb that says how large it is, and whose pickle agrees.
    () => writeZip([{ name: 'net/data.pkl', data: whole(dictPickle(['w', tensorPickle({ count: 2 ** 24, size: [2 ** 24] })])) }, { ...storage, data: Buffer.alloc(2 ** 26), deflate: true }]),
    () => writeZip([root, { ...storage, declared: { flags: 1 } }]),
    () => writeZip([root, storage, ...Array.from({ length: 25_000 }, (_, i) => ({ name: `net/${i}`, data: Buffer.alloc(0) }))]),
  ])();
}

/** Tensors whose bytes stand nowhere else in a file. */
function distinct(): Map<string, Tensor & { values: Float32Array }> {
  return new Map([3, 5, 7].map((size) => [`w${size}`, { dtype: 'float32', shape: [size, 2], values: Float32Array.from({ length: 2 * size }, (_, i) => Math.fround(Math.sin(size * 100 + i))) }]));
}

/** Bits of stored values flipped, where no checksum covers them: exactly those values must change. */
function* changedValues(random: Random, group: string, bytes: Buffer, tensors: Values, count: number): Generator<Case> {
  const places = [...tensors].map(([name, { shape, values }]) => {
    const at = bytes.indexOf(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
    if (at < 0) throw new Error(`the values of ${name} do not stand in the file`);
    return { name, shape, at, length: values.byteLength };
  });
  for (let i = 0; i < count; i++) {
    const place = random.pick(places);
    const changed = flipBits(random, bytes, place.at, place.at + place.length);
    const expected = new Map(places.map(({ name, shape, at, length }) => [name, { shape, values: new Float32Array(new Uint8Array(changed.subarray(at, at + length)).buffer) }]));
    yield { group, bytes: changed, allowed: { kind: 'exactly', tensors: expected } };
  }
}
