import type { BundleData } from '../contract/bundle.ts';
import { dataPath } from '../data/bundled-data.ts';
import type { Dataset } from '../data/dataset.ts';
import { openDataset } from '../data/open-dataset.ts';
import { MissingDataOfBundle } from './bundle-error.ts';
import type { Bundle } from './bundle-file.ts';
import { fingerprintOf, pathWithProgram } from './data-fingerprint.ts';
import { writeIncludedData } from './included-data.ts';

/** Where whoever replays has the data. */
export interface DataPlace {
  readonly resources: string;
  /** A data set, or a folder with one of the name that the bundle gives; null: not said. */
  readonly data: string | null;
  readonly labels: string | null;
  /** A folder of its own, for data that came with the bundle. */
  readonly scratch: string;
}

export interface FoundData {
  readonly path: string;
  readonly labels: string | null;
  readonly dataset: Dataset;
}

/**
 * The data that a bundle's map or run was made from: where the user says, else those in the bundle, else those that come with the program. Held against their fingerprint.
 * Throws MissingDataOfBundle where they are nowhere, or others; DataError where they cannot be read.
 */
export async function findData(bundle: Bundle, facts: BundleData, { prefer, skipBad }: { readonly prefer: 'train' | 'test'; readonly skipBad: boolean }, place: DataPlace): Promise<FoundData> {
  const path = place.data !== null ? dataPath(facts.name, place.resources, place.data) : ((await writeIncludedData(bundle, place.scratch)) ?? pathWithProgram(facts, place.resources));
  if (path === null) throw new MissingDataOfBundle(`${bundle.file} was made from the data set ${facts.name}${sizeText(facts)}, which is not in it.`, facts);
  const dataset = await openDataset(path, { size: facts.shape, prefer, skipBad, ...(place.labels === null ? {} : { labels: place.labels }) });
  const found = await fingerprintOf(dataset);
  if (facts.sha256 !== null && found !== facts.sha256) {
    throw new MissingDataOfBundle(`${path} holds other data than ${bundle.file} was made from: expected ${facts.name}${sizeText(facts)} with the fingerprint ${facts.sha256.slice(0, 16)}…, found ${dataset.count} images${dataset.labels === null ? ' without labels' : ` in ${dataset.labels.length} classes`} with ${found.slice(0, 16)}….`, facts);
  }
  return { path, labels: place.labels, dataset };
}

function sizeText({ count, shape, classes }: BundleData): string {
  return count === 0 ? '' : ` (${count} images of ${shape.join(' × ')}${classes === null ? ', without labels' : `, ${classes} classes`})`;
}
