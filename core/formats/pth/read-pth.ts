import { FormatError } from '../format-error.ts';
import type { Tensor, TensorValues } from '../tensor.ts';
import { elementCount } from '../tensor.ts';
import { gather } from '../gather.ts';
import { openLegacyPth } from './legacy-pth.ts';
import type { StateDict } from './state-dict.ts';
import { findStateDict } from './state-dict.ts';
import { openZipPth } from './zip-pth.ts';

/** Elements beyond one a byte of file that views (tied or expanded tensors) may add up to. */
const FREE_ELEMENTS = 4 * 2 ** 20;

export interface PthFile extends Omit<StateDict, 'tensors'> {
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/**
 * The tensors of a PyTorch state dict, dense and in order.
 * @throws FormatError on anything malformed, hostile or unsupported; nothing in the file is ever run.
 */
export async function readPth(buffer: Buffer, file: string, container: 'zip' | 'legacy'): Promise<PthFile> {
  const contents = container === 'zip' ? await openZipPth(buffer, file) : openLegacyPth(buffer, file);
  const { tensors: refs, ...rest } = findStateDict(contents.root, file);

  // A view of stride 0 makes a tensor of any size out of one element: bound what all of them take together.
  let elements = 0;
  for (const ref of refs.values()) elements += elementCount(ref.shape)!;
  if (!(elements <= buffer.length + FREE_ELEMENTS)) {
    throw new FormatError(file, {
      expected: `tensors of at most ${buffer.length + FREE_ELEMENTS} elements in a file of ${buffer.length} bytes`,
      found: `${elements}, by views that repeat elements`,
    });
  }

  const storages = new Map<string, TensorValues>();
  const tensors = new Map<string, Tensor>();
  for (const [name, ref] of refs) {
    // Keyed by everything that decides the elements: windows and types may differ on one key.
    const key = JSON.stringify([ref.storage.key, ref.storage.windowStart, ref.storage.count, ref.storage.dtype, ref.dtype]);
    let storage = storages.get(key);
    if (storage === undefined) {
      storage = contents.readStorage(ref.storage, ref.dtype);
      storages.set(key, storage);
    }
    tensors.set(name, { dtype: ref.dtype, shape: ref.shape, values: gather(storage, ref.offset, ref.shape, ref.strides) });
  }
  return { ...rest, tensors };
}
