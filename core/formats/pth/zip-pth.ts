import { FormatError, quoted } from '../format-error.ts';
import { unpickle } from '../pickle/unpickle.ts';
import type { DType } from '../tensor.ts';
import { bytesPerElement, decodeElements } from '../tensor.ts';
import type { PthContents } from './pth-contents.ts';
import type { StorageRef } from './tensor-refs.ts';
import { resolveTorchGlobal, storageOfPersistentId } from './torch-globals.ts';
import { ZipEntries } from './zip-entries.ts';

/**
 * Opens a file that torch.save wrote as a zip (the default since PyTorch 1.6): `NAME/data.pkl`, `NAME/data/KEY` per
 * storage, and since 2.0 `NAME/byteorder`.
 * @throws FormatError, see ZipEntries and unpickle.
 */
export async function openZipPth(buffer: Buffer, file: string): Promise<PthContents> {
  const zip = await ZipEntries.open(buffer, file);
  const root = rootFolder(zip, file);
  const littleEndian = byteOrder(zip, root, file) === 'little';
  const pickle = zip.read(`${root}data.pkl`);
  const { value } = unpickle(pickle, {
    file,
    place: 'data.pkl',
    resolveGlobal: resolveTorchGlobal,
    persistentLoad: storageOfPersistentId,
  });
  return {
    root: value,
    readStorage: (storage, dtype) => {
      const name = `${root}data/${storage.key}`;
      const expected = expectedBytes(storage, dtype);
      const size = zip.sizeOf(name);
      if (size === null) throw new FormatError(file, { expected: `a zip entry ${quoted(name)} for a storage`, found: 'none' });
      if (size !== expected) {
        throw new FormatError(file, { expected: `${expected} bytes in ${quoted(name)} (${storage.count} of ${storage.dtype ?? 'untyped bytes'})`, found: `${size}` });
      }
      return decodeElements(wholeElements(zip.read(name), dtype), dtype, littleEndian);
    },
  };
}

function expectedBytes(storage: StorageRef, dtype: DType): number {
  return storage.dtype === null ? storage.count : storage.count * bytesPerElement(dtype);
}

/** An untyped storage may end in part of an element, which no tensor reaches. */
function wholeElements(bytes: Buffer, dtype: DType): Buffer {
  return bytes.subarray(0, bytes.length - (bytes.length % bytesPerElement(dtype)));
}

function rootFolder(zip: ZipEntries, file: string): string {
  const names = [...zip.names];
  const pickles = names.filter((name) => /^([^/]+\/)?data\.pkl$/.test(name));
  if (pickles.length !== 1) {
    throw new FormatError(file, {
      expected: 'one data.pkl, as torch.save writes it',
      found: pickles.length === 0 ? `a zip file of ${names.length} entries without one` : `${pickles.length} of them`,
    });
  }
  const root = pickles[0]!.slice(0, -'data.pkl'.length);
  if (names.some((name) => name === `${root}constants.pkl` || name.startsWith(`${root}code/`))) {
    throw new FormatError(file, {
      expected: 'a state dict',
      found: 'a TorchScript program',
      advice: 'Save the weights alone: torch.save(net.state_dict(), path).',
    });
  }
  return root;
}

function byteOrder(zip: ZipEntries, root: string, file: string): 'little' | 'big' {
  const name = `${root}byteorder`;
  const size = zip.sizeOf(name);
  if (size === null) return 'little';
  const text = size <= 16 ? zip.read(name).toString('latin1').trim() : '';
  if (text !== 'little' && text !== 'big') throw new FormatError(file, { expected: `"little" or "big" in ${quoted(name)}`, found: size <= 16 ? quoted(text) : `${size} bytes` });
  return text;
}
