import { describe, expect, it } from 'vitest';
import { FormatError } from '../../../../core/formats/format-error.ts';
import { decodeWeights } from '../../../../core/formats/read-weights.ts';
import { fixture } from '../fixtures.ts';
import { global, int, pickle, text, tuple, u64 } from '../pickle/assemble.ts';
import type { TensorRecipe } from './write-pth.ts';
import { dictPickle, floats, tensorPickle, whole, writePth } from './write-pth.ts';
import type { ZipItem } from './write-zip.ts';
import { writeZip } from './write-zip.ts';

async function refusal(bytes: Buffer): Promise<string> {
  const error: unknown = await decodeWeights(bytes, 'file.pth').then(() => null, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(FormatError);
  return (error as FormatError).message;
}

async function values(bytes: Buffer, name = 'w'): Promise<number[]> {
  return [...(await decodeWeights(bytes, 'file.pth')).tensors.get(name)!.values];
}

const good = whole(dictPickle(['w', tensorPickle()]));

describe('tensors', () => {
  it('reads the file that these tests then spoil', async () => {
    expect(await values(writePth(good))).toEqual([1, 2, 3, 4]);
  });

  it.each<[string, TensorRecipe, number[]]>([
    ['a transposed view', { size: [2, 2], stride: [1, 2] }, [1, 3, 2, 4]],
    ['a step', { size: [2], stride: [2], offset: 1 }, [2, 4]],
    ['a repeated element', { size: [3, 2], stride: [0, 1] }, [1, 2, 1, 2, 1, 2]],
    ['a scalar at the end', { size: [], stride: [], offset: 3 }, [4]],
    ['nothing, with a stride that leads nowhere', { size: [0, 5], stride: [1_000_000, 1] }, []],
    ['one element, whatever its stride', { size: [1, 4], stride: [1_000_000, 1] }, [1, 2, 3, 4]],
  ])('%s', async (_, recipe, expected) => {
    expect(await values(writePth(whole(dictPickle(['w', tensorPickle(recipe)]))))).toEqual(expected);
  });

  it.each<[string, TensorRecipe]>([
    ['one element too many', { size: [5] }],
    ['an offset that pushes the last element out', { offset: 1 }],
    ['a stride that reaches out', { size: [2, 2], stride: [3, 1] }],
    ['a negative size', { size: [-4] }],
    ['a negative stride', { stride: [-1], offset: 3 }],
    ['a negative offset', { offset: -1 }],
    ['a size of 2^62', { size: [2n ** 62n] }],
    ['sizes whose product overflows', { size: [2 ** 30, 2 ** 30, 2 ** 30], stride: [0, 0, 0] }],
    ['2^31 elements out of one', { size: [2 ** 16, 2 ** 15], stride: [0, 0] }],
    ['a stride of 2^60', { size: [2], stride: [2n ** 60n] }],
    ['more strides than sizes', { stride: [1, 1] }],
    ['17 dimensions', { size: Array<number>(17).fill(1), stride: Array<number>(17).fill(1) }],
    ['a storage declared larger than it is', { count: 5 }],
    ['a storage declared smaller than it is', { count: 3, size: [3] }],
    ['a storage of 2^50 elements', { count: 2 ** 50 }],
    ['a storage of -1 elements', { count: -1 }],
    ['a storage that is not there', { key: '7' }],
    ['a storage somewhere else', { key: '../data.pkl' }],
    ['complex numbers', { storageType: ['torch', 'ComplexFloatStorage'] }],
    ['a storage type by another module', { storageType: ['os', 'FloatStorage'] }],
    ['a type that is no storage', { storageType: ['torch', 'float32'] }],
    ['an untyped storage without a type', { storageType: ['torch.storage', 'UntypedStorage'], count: 16 }],
  ])('%s is refused', async (_, recipe) => {
    await refusal(writePth(whole(dictPickle(['w', tensorPickle(recipe)]))));
  });

  it('takes the element type that newer files state beside an untyped storage', async () => {
    const tensor = (dtype: string, count: number): Buffer => pickle(
      global('torch._utils', '_rebuild_tensor_v3'),
      tuple(
        pickle(tuple(text('storage'), global('torch.storage', 'UntypedStorage'), text('0'), text('cpu'), int(16)), 'BINPERSID'),
        int(0), tuple(int(count)), tuple(int(1)), pickle('NEWFALSE'), pickle('NONE'), global('torch', dtype),
      ),
      'REDUCE',
    );
    expect(await values(writePth(whole(dictPickle(['w', tensor('float32', 4)]))))).toEqual([1, 2, 3, 4]);
    expect(await values(writePth(whole(dictPickle(['w', tensor('bfloat16', 8)]))))).toEqual([0, 1, 0, 2, 0, 3.0, 0, 4]);
    await refusal(writePth(whole(dictPickle(['w', tensor('float32', 5)]))));
  });

  it.each<[string, Buffer]>([
    ['an id that is no tuple', pickle(text('storage'), 'BINPERSID')],
    ['an id with another tag', pickle(tuple(text('module'), global('torch', 'FloatStorage'), text('0'), text('cpu'), int(4)), 'BINPERSID')],
    ['an id with a key that is no string', pickle(tuple(text('storage'), global('torch', 'FloatStorage'), int(0), text('cpu'), int(4)), 'BINPERSID')],
    ['a tensor of no storage', pickle(global('torch._utils', '_rebuild_tensor_v2'), tuple(int(1), int(0), tuple(), tuple(), pickle('NONE'), pickle('NONE')), 'REDUCE')],
    ['a tensor without arguments', pickle(global('torch._utils', '_rebuild_tensor_v2'), 'EMPTY_TUPLE', 'REDUCE')],
    ['a parameter of no tensor', pickle(global('torch._utils', '_rebuild_parameter'), tuple(int(1)), 'REDUCE')],
  ])('%s is refused', async (_, value) => {
    await refusal(writePth(whole(dictPickle(['w', value]))));
  });
});

describe('the zip container', () => {
  const items: ZipItem[] = [{ name: 'net/data.pkl', data: good }, { name: 'net/data/0', data: floats(1, 2, 3, 4) }];
  const spoil = (index: number, change: Partial<ZipItem>): Buffer => writeZip(items.map((item, i) => (i === index ? { ...item, ...change } : item)));

  it('reads deflated entries', async () => {
    expect(await values(writeZip(items.map((item) => ({ ...item, deflate: true }))))).toEqual([1, 2, 3, 4]);
  });

  it.each<[string, Buffer, RegExp]>([
    ['a flipped bit', (() => { const bytes = writeZip(items); bytes[bytes.indexOf(floats(1, 2, 3, 4)) + 1]! ^= 1; return bytes; })(), /checksum/],
    ['no data.pkl', writeZip(items.slice(1)), /data\.pkl/],
    ['two of them', writeZip([...items, { name: 'other/data.pkl', data: good }]), /2 of them/],
    ['TorchScript', writeZip([...items, { name: 'net/constants.pkl', data: good }]), /TorchScript/],
    ['one name twice', writeZip([...items, items[1]!]), /twice/],
    ['entries that overlap', spoil(1, { declared: { offset: 0 } }), /overlap/],
    ['an encrypted entry', spoil(1, { declared: { flags: 1 } }), /size mismatch|encrypted/],
    ['an unknown compression', spoil(1, { declared: { method: 12 } }), /method 12/],
    ['an entry beyond the file', spoil(1, { declared: { bytes: 10_000, storedBytes: 10_000 } }), /overflows|bounds/],
    ['a deflated entry that unpacks to more than it says', spoil(1, { data: Buffer.alloc(100_000), deflate: true, declared: { bytes: 16 } }), /does not unpack/],
    ['a deflated entry that unpacks to less', spoil(1, { deflate: true, declared: { bytes: 17 } }), /17 bytes|16/],
    ['a path that climbs', writeZip([...items, { name: '../../evil', data: good }]), /relative path|\.\./],
    ['an absolute path', writeZip([...items, { name: '/etc/evil', data: good }]), /absolute path/],
    ['an unknown byte order', writeZip([...items, { name: 'net/byteorder', data: Buffer.from('middle') }]), /little/],
    ['an endless byte order', writeZip([...items, { name: 'net/byteorder', data: Buffer.alloc(5000) }]), /5000 bytes/],
    ['a cut end', writeZip(items).subarray(0, -5), /zip/],
    ['a header and no more', Buffer.from('PK\x03\x04'), /zip/],
  ])('%s is refused', async (_, bytes, words) => {
    expect(await refusal(bytes)).toMatch(words);
  });

  it('a bomb is refused before it is unpacked', async () => {
    // 64 MB of zeros deflate to 64 KB: more than 64 times the file, and more than 16 MB.
    const bomb = writePth(whole(dictPickle(['w', tensorPickle({ count: 2 ** 24 })])), {}, [{ name: 'net/data/0', data: Buffer.alloc(2 ** 26), deflate: true }]);
    expect(await refusal(bomb)).toContain('declaring 67108864 bytes');
  });

  it('shared storages are read as often as they are used, and no more than the file accounts for', async () => {
    const many = Array.from({ length: 100 }, (_, i): [string, Buffer] => [`w${i}`, tensorPickle({ size: [100_000, 4], stride: [0, 1] })]);
    expect(await refusal(writePth(whole(dictPickle(...many))))).toContain('repeat elements');
  });
});

describe('the legacy container', () => {
  const file = fixture('formats/views-legacy.pth');
  const raw = (...parts: Uint8Array[]): Buffer => Buffer.concat(parts);
  const magic = whole(int(0x1950a86a20f9469cfc6cn));
  const head = raw(magic, whole(int(1001)), whole(dictPickle(['little_endian', pickle('NEWTRUE')])));
  const object = whole(dictPickle(['w', tensorPickle()]));
  const keys = (...names: string[]): Buffer => whole(pickle('EMPTY_LIST', 'MARK', ...names.map(text), 'APPENDS'));
  const data = raw(u64(4), floats(1, 2, 3, 4));

  it('reads the file that these tests then spoil, and a window on a storage', async () => {
    expect(await values(raw(head, object, keys('0'), data))).toEqual([1, 2, 3, 4]);
    const id = tuple(text('storage'), global('torch', 'FloatStorage'), text('0'), text('cpu'), int(4), tuple(text('w'), int(1), int(2)));
    const tensor = pickle(global('torch._utils', '_rebuild_tensor'), tuple(pickle(id, 'BINPERSID'), int(0), tuple(int(2)), tuple(int(1))), 'REDUCE');
    expect(await values(raw(head, whole(dictPickle(['w', tensor])), keys('0'), data))).toEqual([2, 3]);
  });

  it.each<[string, Buffer]>([
    ['another magic number', raw(whole(int(7)), object)],
    ['a plain pickle', object],
    ['another protocol', raw(magic, whole(int(1000)), object)],
    ['system information that is none', raw(magic, whole(int(1001)), whole(int(1)), object)],
    ['no keys', raw(head, object)],
    ['keys that are no list', raw(head, object, whole(int(1)), data)],
    ['a key nobody uses', raw(head, object, keys('0', '1'), data, data)],
    ['a key twice', raw(head, object, keys('0', '0'), data, data)],
    ['a missing key', raw(head, object, keys(), data)],
    ['a storage of another size', raw(head, object, keys('0'), u64(5), floats(1, 2, 3, 4, 5))],
    ['a storage of -1 elements', raw(head, object, keys('0'), u64(2n ** 64n - 1n))],
    ['a storage cut short', raw(head, object, keys('0'), data.subarray(0, -1))],
    ['a storage declared twice, differently', raw(head, whole(dictPickle(['w', tensorPickle()], ['v', tensorPickle({ count: 5 })])), keys('0'), data)],
  ])('%s is refused', async (_, bytes) => {
    await refusal(bytes);
  });

  it('is refused wherever it is cut', async () => {
    // Every place is its own test of some check; the data at the end is the last thing looked at.
    for (let length = 0; length < file.length; length += 7) await refusal(file.subarray(0, length));
  });
});

describe('which dict is the state dict', () => {
  it.each<[string, Buffer, string[]]>([
    ['the object itself', dictPickle(['w', tensorPickle()]), ['w']],
    ['nested wrappers', dictPickle(['model', dictPickle(['state_dict', dictPickle(['w', tensorPickle()])])]), ['w']],
    ['a wrapper beside tensors', dictPickle(['rng', tensorPickle()], ['net', dictPickle(['w', tensorPickle()])]), ['w']],
    ['a wrapper key without tensors is passed over', dictPickle(['model', dictPickle(['width', int(3)])], ['state_dict', dictPickle(['w', tensorPickle()])]), ['w']],
    ['a prefix that all share', dictPickle(['module.a', tensorPickle()], ['module.b', tensorPickle()]), ['a', 'b']],
    ['two prefixes that all share', dictPickle(['_orig_mod.module.a', tensorPickle()]), ['a']],
    ['a prefix that only some have', dictPickle(['module.a', tensorPickle()], ['b', tensorPickle()]), ['module.a', 'b']],
    ['entries that are no tensors', dictPickle(['w', tensorPickle()], ['epoch', int(3)]), ['w']],
  ])('%s', async (_, root, names) => {
    const { tensors } = await decodeWeights(writePth(whole(root)), 'file.pth');
    expect([...tensors.keys()]).toEqual(names);
  });

  it.each<[string, Buffer]>([
    ['a list', pickle('EMPTY_LIST')],
    ['a tensor alone', tensorPickle()],
    ['an empty dict', dictPickle()],
    ['a wrapper of nothing', dictPickle(['state_dict', dictPickle()])],
    ['five wrappers', ['net', 'net', 'net', 'net', 'net'].reduce((inner, key) => dictPickle([key, inner]), dictPickle(['w', tensorPickle()]))],
    ['a dict that holds itself', pickle('EMPTY_DICT', ['BINPUT', 0], text('model'), ['BINGET', 0], 'SETITEM')],
    ['a name that is no string', pickle('EMPTY_DICT', 'MARK', text('w'), tensorPickle(), int(3), tensorPickle(), 'SETITEMS')],
  ])('%s is refused', async (_, root) => {
    await refusal(writePth(whole(root)));
  });
});
