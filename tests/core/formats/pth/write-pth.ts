import { global, int, pickle, text, tuple } from '../pickle/assemble.ts';
import type { ZipItem } from './write-zip.ts';
import { writeZip } from './write-zip.ts';

export interface TensorRecipe {
  readonly storageType?: readonly [module: string, name: string];
  readonly key?: string;
  readonly count?: number | bigint;
  readonly offset?: number | bigint;
  readonly size?: readonly (number | bigint)[];
  readonly stride?: readonly (number | bigint)[];
}

/** The pickle of one tensor as torch.save writes it; everything in it can be made wrong. */
export function tensorPickle(recipe: TensorRecipe = {}): Buffer {
  const { storageType = ['torch', 'FloatStorage'], key = '0', count = 4, offset = 0, size = [4], stride = [1] } = recipe;
  const id = tuple(text('storage'), global(...storageType), text(key), text('cpu'), int(count));
  return pickle(
    global('torch._utils', '_rebuild_tensor_v2'),
    tuple(pickle(id, 'BINPERSID'), int(offset), tuple(...size.map(int)), tuple(...stride.map(int)), pickle('NEWFALSE'), pickle(global('collections', 'OrderedDict'), 'EMPTY_TUPLE', 'REDUCE')),
    'REDUCE',
  );
}

/** {name: tensor, …} */
export function dictPickle(...entries: (readonly [name: string, value: Uint8Array])[]): Buffer {
  return pickle('EMPTY_DICT', 'MARK', ...entries.flatMap(([name, value]) => [text(name), value]), 'SETITEMS');
}

export function whole(value: Uint8Array): Buffer {
  return pickle(['PROTO', 2], value, 'STOP');
}

/** Storage bytes of float32 values. */
export function floats(...values: number[]): Buffer {
  return Buffer.from(Float32Array.from(values).buffer);
}

/** A .pth of a pickle and its storages. */
export function writePth(root: Uint8Array, storages: Readonly<Record<string, Uint8Array>> = { 0: floats(1, 2, 3, 4) }, more: readonly ZipItem[] = []): Buffer {
  return writeZip([
    { name: 'net/data.pkl', data: root },
    ...Object.entries(storages).map(([key, data]) => ({ name: `net/data/${key}`, data })),
    ...more,
  ]);
}
