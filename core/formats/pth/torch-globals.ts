import { quoted } from '../format-error.ts';
import type { CallContext, GlobalCall, PickleValue } from '../pickle/pickle-values.ts';
import { describeValue, PickleDict, PickleGlobal, PickleList, PickleTuple } from '../pickle/pickle-values.ts';
import type { DType } from '../tensor.ts';
import { bytesPerElement, elementCount } from '../tensor.ts';
import { StorageRef, TensorRef } from './tensor-refs.ts';

const storageTypes: ReadonlyMap<string, DType> = new Map([
  ['FloatStorage', 'float32'], ['HalfStorage', 'float16'], ['BFloat16Storage', 'bfloat16'], ['DoubleStorage', 'float64'],
  ['LongStorage', 'int64'], ['IntStorage', 'int32'], ['ShortStorage', 'int16'], ['CharStorage', 'int8'],
  ['ByteStorage', 'uint8'], ['BoolStorage', 'bool'],
]);

const dtypeNames: ReadonlyMap<string, DType> = new Map([
  ...(['float32', 'float16', 'bfloat16', 'float64', 'int64', 'int32', 'int16', 'int8', 'uint32', 'uint16', 'uint8', 'bool'] as const).map((name): [string, DType] => [name, name]),
  ['float', 'float32'], ['half', 'float16'], ['double', 'float64'], ['long', 'int64'], ['int', 'int32'], ['short', 'int16'],
]);

/** Dimensions of a tensor: PyTorch itself stops at 64, and no network has more than a handful. */
const MOST_DIMENSIONS = 16;

/** The allow-list, by `module.name`. Names with a null meaning may stand in the file but not be called. */
const allowed: ReadonlyMap<string, GlobalCall | null> = new Map<string, GlobalCall | null>([
  ['collections.OrderedDict', orderedDict],
  ['torch._utils._rebuild_tensor', (args, call) => rebuildTensor(args, 4, undefined, call)],
  ['torch._utils._rebuild_tensor_v2', (args, call) => rebuildTensor(args, 6, undefined, call)],
  // Newer files use it for element types that have no storage class of their own.
  ['torch._utils._rebuild_tensor_v3', (args, call) => rebuildTensor(args, 7, args[6], call)],
  ['torch._utils._rebuild_parameter', rebuildParameter],
  ['torch.Size', sizeOf],
  // Python 3 writes bytes in protocol 2 as text and the name of its encoding.
  ['_codecs.encode', latin1Bytes],
  ['torch.device', (args) => (typeof args[0] === 'string' ? args[0] : null)],
  ['torch.storage.UntypedStorage', null],
  ['torch.storage.TypedStorage', null],
  ['torch.storage._UntypedStorage', null],
  ['torch.storage._TypedStorage', null],
  ['torch.UntypedStorage', null],
  ...[...storageTypes.keys()].map((name): [string, null] => [`torch.${name}`, null]),
  ...[...dtypeNames.keys()].map((name): [string, null] => [`torch.${name}`, null]),
]);

const globals: ReadonlyMap<string, PickleGlobal> = new Map(
  [...allowed].map(([full, call]) => {
    const dot = full.lastIndexOf('.');
    return [full, new PickleGlobal(full.slice(0, dot), full.slice(dot + 1), call)];
  }),
);

/** The meaning of a Python name in a PyTorch file, or null: not on the allow-list. */
export function resolveTorchGlobal(module: string, name: string): PickleGlobal | null {
  const found = globals.get(`${module}.${name}`);
  // A dot can be moved between the two parts ("torch" "storage.X"): only the exact pair counts.
  return found !== undefined && found.module === module && found.name === name ? found : null;
}

/**
 * The storage that a persistent id names: ('storage', type, key, location, count) and, in legacy files, a sixth item,
 * None or the window (key, first element, count).
 */
export function storageOfPersistentId(id: PickleValue, call: CallContext): StorageRef {
  const wanted = "a persistent id ('storage', type, key, location, count)";
  if (!(id instanceof PickleTuple) || (id.items.length !== 5 && id.items.length !== 6)) call.refuse(wanted, describeValue(id));
  const [tag, type, key, , count, window] = id.items;
  if (tag !== 'storage') call.refuse(wanted, typeof tag === 'string' ? `the tag ${quoted(tag)}` : describeValue(tag));
  if (typeof key !== 'string') call.refuse('the key of a storage to be a string', describeValue(key));
  if (!isCount(count)) call.refuse('the size of a storage to be a whole number', describeValue(count));
  const dtype = storageDtype(type, call);
  if (window === undefined || window === null) return new StorageRef(key, dtype, count);
  const [, start, length] = window instanceof PickleTuple ? window.items : [];
  if (!isCount(start) || !isCount(length)) call.refuse('a window (key, first element, count)', describeValue(window));
  if (start + length > count) call.refuse(`a window within the ${count} elements of its storage`, `elements ${start} to ${start + length}`);
  return new StorageRef(key, dtype, length, start);
}

function storageDtype(type: PickleValue | undefined, call: CallContext): DType | null {
  if (!(type instanceof PickleGlobal)) call.refuse('the type of a storage', describeValue(type));
  if (type.name.endsWith('typedStorage') || type.name.endsWith('TypedStorage')) return null;
  const dtype = storageTypes.get(type.name);
  if (type.module !== 'torch' || dtype === undefined) call.refuse('the type of a storage', describeValue(type));
  return dtype;
}

function rebuildTensor(args: readonly PickleValue[], fewest: number, stated: PickleValue | undefined, call: CallContext): TensorRef {
  if (args.length < fewest || args.length > fewest + 1) call.refuse(`${fewest} arguments to rebuild a tensor`, `${args.length}`);
  const [storage, offset, size, stride] = args;
  if (!(storage instanceof StorageRef)) call.refuse('a storage to rebuild a tensor from', describeValue(storage));
  if (!isCount(offset)) call.refuse('a tensor offset that is a whole number ≥ 0', describeValue(offset));
  const shape = counts(size, 'tensor sizes', call);
  const strides = counts(stride, 'tensor strides', call);
  if (shape.length !== strides.length) call.refuse(`${shape.length} strides, one a dimension`, `${strides.length}`);

  let dtype = storage.dtype;
  let available = storage.count;
  if (stated !== undefined) {
    const name = stated instanceof PickleGlobal && stated.module === 'torch' ? dtypeNames.get(stated.name) : undefined;
    if (name === undefined) call.refuse('an element type this program reads', describeValue(stated));
    if (dtype !== null && dtype !== name) call.refuse(`a tensor of its storage's type ${dtype}`, name);
    if (dtype === null) available = Math.floor(storage.count / bytesPerElement(name));
    dtype = name;
  }
  if (dtype === null) call.refuse('a tensor that says its element type', 'an untyped storage');

  const count = elementCount(shape);
  if (count === null) call.refuse('tensor sizes whose product is a whole number below 2^53', `[${shape.join(', ')}]`);
  // Highest element touched; every size is at least 1 where count > 0.
  const last = count === 0 ? offset - 1 : shape.reduce((sum, n, axis) => sum + (n - 1) * strides[axis]!, offset);
  if (!(last < available)) {
    call.refuse(
      `a tensor inside its storage of ${available} elements`,
      `sizes [${shape.join(', ')}], strides [${strides.join(', ')}] and offset ${offset}, which reach element ${last},`,
    );
  }
  return new TensorRef(storage, dtype, offset, shape, strides);
}

function rebuildParameter(args: readonly PickleValue[], call: CallContext): TensorRef {
  const [data] = args;
  if (!(data instanceof TensorRef)) call.refuse('a tensor in a parameter', describeValue(data));
  return data;
}

function orderedDict(args: readonly PickleValue[], call: CallContext): PickleDict {
  const dict = new PickleDict(true);
  const [pairs] = args;
  if (pairs === undefined) return dict;
  // Python 2 passed the entries as a list of [key, value].
  if (args.length !== 1 || !(pairs instanceof PickleList)) call.refuse('an OrderedDict of a list of pairs', describeValue(pairs));
  call.charge(16 * pairs.items.length);
  for (const pair of pairs.items) {
    const items = pair instanceof PickleList || pair instanceof PickleTuple ? pair.items : [];
    const [key, value] = items;
    if (items.length !== 2 || typeof key !== 'string') call.refuse('a [name, value] pair in an OrderedDict', describeValue(pair));
    dict.set(key, value!);
  }
  return dict;
}

function sizeOf(args: readonly PickleValue[], call: CallContext): PickleTuple {
  const [sizes] = args;
  if (!(sizes instanceof PickleTuple)) call.refuse('a torch.Size of a tuple', describeValue(sizes));
  return sizes;
}

function latin1Bytes(args: readonly PickleValue[], call: CallContext): Uint8Array {
  const [text, encoding] = args;
  if (typeof text !== 'string' || encoding !== 'latin1') call.refuse('bytes written as latin1 text', describeValue(encoding));
  call.charge(text.length);
  return Buffer.from(text, 'latin1');
}

function counts(value: PickleValue | undefined, what: string, call: CallContext): number[] {
  const items = value instanceof PickleTuple || value instanceof PickleList ? value.items : null;
  if (items === null) call.refuse(`${what} in a tuple`, describeValue(value));
  if (items.length > MOST_DIMENSIONS) call.refuse(`at most ${MOST_DIMENSIONS} ${what}`, `${items.length}`);
  return items.map((item) => (isCount(item) ? item : call.refuse(`${what} that are whole numbers ≥ 0`, describeValue(item))));
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
