import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { BundleData } from '../contract/bundle.ts';
import { bundledDatasets, recordedDataPath } from '../data/bundled-data.ts';
import type { Dataset } from '../data/dataset.ts';

/** Images whose classes are hashed together: part of what the hash is of. */
const AT_ONCE = 256;
/** Values of images that are read at once, 64 MiB. */
const VALUES_AT_ONCE = 2 ** 24;

/**
 * SHA-256 of a data set as a map or run sees it: number and shape, every image as little-endian float32 in [-1, 1] after it was fitted, and the name of its class. The
 * same for the same images in another container; another where one is left out. Throws DataError where an image cannot be read.
 */
export async function fingerprintOf(dataset: Dataset): Promise<string> {
  const hash = createHash('sha256').update(`${JSON.stringify([dataset.count, dataset.shape])}\n`);
  const readAtOnce = Math.max(1, Math.floor(VALUES_AT_ONCE / (dataset.shape[0] * dataset.shape[1] * dataset.shape[2])));
  for (let from = 0; from < dataset.count; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, dataset.count - from) }, (_, i) => from + i);
    for (let first = 0; first < some.length; first += readAtOnce) {
      const images = await dataset.read(some.slice(first, first + readAtOnce));
      hash.update(new Uint8Array(images.buffer, images.byteOffset, images.byteLength));
    }
    if (dataset.labels !== null) hash.update(`${JSON.stringify(some.map((index) => dataset.labelOf(index)))}\n`);
  }
  return hash.digest('hex');
}

/** What is said of a data set that is there. `path`: as the record names it. */
export async function describeData(dataset: Dataset, path: string, resources: string): Promise<BundleData> {
  return {
    name: dataName(path),
    kind: dataset.kind.slice(0, 300),
    count: dataset.count,
    shape: [...dataset.shape],
    classes: dataset.labels?.length ?? null,
    sha256: await fingerprintOf(dataset),
    withProgram: setWithProgram(path, resources),
    included: false,
  };
}

/** What is said of one that is not there any more. */
export function describeMissing(path: string, shape: readonly [number, number, number], resources: string): BundleData {
  return { name: dataName(path), kind: null, count: 0, shape: [...shape], classes: null, sha256: null, withProgram: setWithProgram(path, resources), included: false };
}

/** Where a set that comes with the program is; null of others, and where it is not there. */
export function pathWithProgram({ withProgram }: BundleData, resources: string): string | null {
  return bundledDatasets(resources).find(({ name }) => name === withProgram)?.path ?? null;
}

function setWithProgram(path: string, resources: string): string | null {
  const found = recordedDataPath(path, resources);
  return bundledDatasets(resources).find((set) => set.name === path || set.path === found)?.name ?? null;
}

/** The last part of a path, of whatever system. */
function dataName(path: string): string {
  const name = basename(path.replaceAll('\\', '/')).replace(/[:\0]/g, ' ').slice(0, 300);
  return name === '' || name === '.' || name === '..' ? 'data' : name;
}
