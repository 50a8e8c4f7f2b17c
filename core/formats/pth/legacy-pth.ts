import { FormatError, quoted } from '../format-error.ts';
import type { CallContext, PickleValue } from '../pickle/pickle-values.ts';
import { describeValue, PickleDict, PickleList } from '../pickle/pickle-values.ts';
import { unpickle } from '../pickle/unpickle.ts';
import type { DType } from '../tensor.ts';
import { bytesPerElement, decodeElements } from '../tensor.ts';
import type { PthContents } from './pth-contents.ts';
import type { StorageRef } from './tensor-refs.ts';
import { resolveTorchGlobal, storageOfPersistentId } from './torch-globals.ts';

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;

/** What the pickle says of a whole storage; windows on it share this. */
interface Declared {
  readonly dtype: DType;
  readonly count: number;
}

/**
 * Opens a file of torch.save's old serialization: the pickles of a magic number, a protocol number, system information,
 * the object and the storage keys in order, then for each key its element count (8 bytes) and its raw elements.
 *
 * Counts and elements are little-endian whatever machine wrote them (torch converts on the others); `little_endian` in
 * the system information only says what that machine was.
 * @throws FormatError on anything else.
 */
export function openLegacyPth(buffer: Buffer, file: string): PthContents {
  let position = 0;
  const declared = new Map<string, Declared>();
  const next = (place: string, persistentLoad?: (id: PickleValue, call: CallContext) => PickleValue): PickleValue => {
    const { value, end } = unpickle(buffer, {
      file,
      place,
      start: position,
      resolveGlobal: resolveTorchGlobal,
      ...(persistentLoad === undefined ? {} : { persistentLoad }),
    });
    position = end;
    return value;
  };

  const magic = next('the magic number');
  if (magic !== MAGIC) {
    throw new FormatError(file, {
      expected: "torch.save's magic number",
      found: describeValue(magic),
      advice: 'A plain Python pickle is not a weights file: save with torch.save(net.state_dict(), path).',
    });
  }
  const protocol = next('the protocol number');
  if (protocol !== PROTOCOL) throw new FormatError(file, { expected: `serialization protocol ${PROTOCOL}`, found: describeValue(protocol) });
  const system = next('the system information');
  if (!(system instanceof PickleDict)) throw new FormatError(file, { expected: 'a dict of system information', found: describeValue(system) });

  const root = next('the pickled object', (id, call) => {
    const storage = storageOfPersistentId(id, call);
    declare(declared, storage, id, call);
    return storage;
  });
  const keys = next('the storage keys');
  const places = locateStorages(buffer, position, keys, declared, file);

  return {
    root,
    readStorage: (storage, dtype) => {
      const place = places.get(storage.key);
      if (place === undefined) throw new FormatError(file, { expected: `the storage ${quoted(storage.key)} after the pickles`, found: 'none' });
      const size = bytesPerElement(dtype);
      const from = place.start + storage.windowStart * size;
      return decodeElements(buffer.subarray(from, from + storage.count * size), dtype);
    },
  };
}

function declare(declared: Map<string, Declared>, storage: StorageRef, id: PickleValue, call: CallContext): void {
  if (storage.dtype === null) call.refuse('a storage that says its element type', describeValue(id));
  // The id was parsed already: its fifth item is the count of the whole storage, which a window does not tell.
  const count = (id as { items: readonly PickleValue[] }).items[4] as number;
  const known = declared.get(storage.key);
  if (known === undefined) declared.set(storage.key, { dtype: storage.dtype, count });
  else if (known.dtype !== storage.dtype || known.count !== count) {
    call.refuse(`the storage ${quoted(storage.key)} declared once`, 'it again with another type or size');
  }
}

function locateStorages(
  buffer: Buffer, position: number, keys: PickleValue, declared: ReadonlyMap<string, Declared>, file: string,
): Map<string, { start: number }> {
  if (!(keys instanceof PickleList)) throw new FormatError(file, { expected: 'a list of storage keys', found: describeValue(keys) });
  const places = new Map<string, { start: number }>();
  for (const key of keys.items) {
    const storage = typeof key === 'string' ? declared.get(key) : undefined;
    if (typeof key !== 'string' || storage === undefined || places.has(key)) {
      throw new FormatError(file, { expected: 'the keys of the storages that the object uses, each once', found: typeof key === 'string' ? quoted(key) : describeValue(key) });
    }
    if (buffer.length - position < 8) {
      throw new FormatError(file, { expected: `the size of storage ${quoted(key)}`, found: `the end of the file at byte ${buffer.length}` });
    }
    const count = buffer.readBigInt64LE(position);
    if (count !== BigInt(storage.count)) throw new FormatError(file, { expected: `${storage.count} elements in storage ${quoted(key)}`, found: `${count}` });
    const start = position + 8;
    const bytes = storage.count * bytesPerElement(storage.dtype);
    if (bytes > buffer.length - start) {
      throw new FormatError(file, { expected: `${bytes} bytes of storage ${quoted(key)}`, found: `${buffer.length - start} before the end of the file` });
    }
    places.set(key, { start });
    position = start + bytes;
  }
  return places;
}

