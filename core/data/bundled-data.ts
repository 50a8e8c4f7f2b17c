import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BundledDataset } from '../contract/training-run.ts';
import { DataError, MissingDataError } from './data-error.ts';

/** `recordedAs`: how the maps that come with the program name it (scripts/bundle), since a path of the machine that made them means nothing elsewhere. */
const bundled: readonly (Omit<BundledDataset, 'path'> & { readonly recordedAs: string })[] = [
  { name: 'mnist', recordedAs: 'MNIST, test images', title: 'MNIST: 10,000 handwritten digits', count: 10_000, shape: [1, 28, 28] },
  { name: 'fashion-mnist', recordedAs: 'Fashion-MNIST, test images', title: 'Fashion-MNIST: 10,000 pieces of clothing', count: 10_000, shape: [1, 28, 28] },
];

/** Image sets that come with the program, in `resources` (its folder of resources). */
export function bundledDatasets(resources: string): BundledDataset[] {
  return bundled.map(({ recordedAs: _recordedAs, ...set }) => ({ ...set, shape: [...set.shape] as [number, number, number], path: join(resources, 'data', set.name) })).filter(({ path }) => existsSync(path));
}

/**
 * The path that a config's `source` stands for: the name of a bundled set, or a path. With `folder`, a place where the user
 * keeps data, it is that folder's entry of this name, else the folder itself.
 * Throws DataError when there is no such data.
 */
export function dataPath(source: string, resources: string, folder: string | null = null): string {
  if (folder !== null) {
    const named = join(folder, source);
    const path = resolve(existsSync(named) ? named : folder);
    if (!existsSync(path)) throw new DataError(`${path}: there is no such file or folder to take the data from.`);
    return path;
  }
  const sets = bundledDatasets(resources);
  const set = sets.find(({ name }) => name === source);
  if (set !== undefined) return set.path;
  const path = resolve(source);
  if (existsSync(path)) return path;
  const names = sets.map(({ name }) => `"${name}"`).join(', ');
  throw new MissingDataError(`The config's data is "${source}", which is no path of this machine and no set that comes with the program${names === '' ? '' : ` (those are ${names})`}. Choose where it is.`);
}

/** Where the data of a map's record are: those of a bundled map among `resources`, others at the path that stands there. */
export function recordedDataPath(recorded: string, resources: string): string {
  const set = bundled.find(({ recordedAs }) => recordedAs === recorded);
  return set === undefined ? recorded : join(resources, 'data', set.name);
}
