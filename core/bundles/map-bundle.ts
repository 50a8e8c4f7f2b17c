import { z } from 'zod';
import { jobStatus } from '../contract/job-event.ts';
import { landscape } from '../contract/landscape.ts';
import { mapSummary } from '../contract/map-record.ts';
import type { BundleData } from '../contract/bundle.ts';
import { recordedDataPath } from '../data/bundled-data.ts';
import type { Dataset } from '../data/dataset.ts';
import { readBytes } from '../formats/read-bytes.ts';
import type { ZipPart } from '../formats/stored-zip.ts';
import { thisMachine } from '../jobs/machine.ts';
import { openMapDataset } from '../jobs/new-map.ts';
import { potentialHash } from '../pieces/potential-hash.ts';
import type { StoredMap } from '../store/map-store.ts';
import { MAP_TABLES } from '../store/map-tables.ts';
import type { Workspace } from '../store/workspace.ts';
import { encodeBundle } from './bundle-file.ts';
import { describeData, describeMissing } from './data-fingerprint.ts';
import { bytesOfData, dataParts, SMALL_DATA } from './included-data.ts';
import { withoutPaths } from './without-paths.ts';
import { encodeTable } from './table-codec.ts';

export const MAP_PART = 'map.json';
export const POTENTIAL_PART = 'potential.safetensors';

/** The part that holds a table's rows. */
export function tablePart(table: string): string {
  return `records/${table}.safetensors`;
}

/** What `map.json` holds: the map without its records, and its potential without its weights. Paths of the machine that made it are left out. */
export const mapPart = z.strictObject({
  id: z.string().regex(/^[\w-]{1,100}$/, 'no id of a map'),
  map: z.strictObject({
    ...mapSummary.omit({ id: true, potential: true, dataset: true, labels: true, bundled: true }).shape,
    status: jobStatus,
    name: z.string().min(1).max(1000),
    alpha: z.number().nullable(),
    scores: landscape.shape.scores,
  }),
  potential: z.strictObject({
    name: z.string().min(1).max(1000),
    /** Of the file it was imported from. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    /** Of network, weights and ε themselves (core/pieces/potential-hash.ts). */
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    trainEpsilon: z.number().min(0),
    provenance: z.string(),
  }),
});
export type MapPart = z.infer<typeof mapPart>;

export interface BundleOptions {
  /** The program's own folder of resources. */
  readonly resources: string;
  /** Whether the data travel; null: where they are small. */
  readonly withData: boolean | null;
}

/**
 * A map of a workspace as a bundle: its record, its potential, all its records by table, and what its data are. A map that runs is taken as it was last saved.
 * Throws StoreError for a map that is not there, FormatError where its weights are damaged, BundleError where it is too large.
 */
export async function bundleMap(workspace: Workspace, id: string, options: BundleOptions): Promise<Buffer> {
  const { potential: of, ...stored } = workspace.maps.get(id);
  const summary = workspace.potentials.get(of);
  const potential = await workspace.potentials.open(of);
  const { facts, parts: data } = await dataOf(stored, summary.network.inputShape, options);
  // Of one moment, after all that waits for a disk.
  const { map, tables } = workspace.snapshot(() => ({
    map: workspace.maps.get(id),
    tables: MAP_TABLES.map((table) => workspace.tables.read(id, table)).filter(({ rows }) => rows > 0).map((rows) => ({ name: tablePart(rows.table), bytes: encodeTable(rows) })),
  }));
  const { id: _id, potential: _potential, dataset: _dataset, labels: _labels, bundled: _bundled, machine, ...record } = map;
  const { name, sha256, trainEpsilon, provenance } = summary;
  const places = [[map.dataset, facts?.name ?? ''], [map.labels, 'its labels'], [workspace.folder, 'the workspace']] as const;
  // By the schema's order, whatever the order of the record.
  const about = mapPart.parse({ id, map: { ...record, ...withoutPaths(map, places) }, potential: { name, sha256, hash: potentialHash(potential), trainEpsilon, provenance } } satisfies z.input<typeof mapPart>);
  return encodeBundle({ kind: 'map', machine: machine ?? thisMachine(), data: facts }, [
    { name: MAP_PART, bytes: Buffer.from(`${JSON.stringify(about, null, 1)}\n`) },
    { name: POTENTIAL_PART, bytes: await readBytes(workspace.potentials.fileOf(of)) },
    ...tables,
    ...data,
  ]);
}

async function dataOf(
  { dataset: path, labels, settings }: Pick<StoredMap, 'dataset' | 'labels' | 'settings'>, shape: readonly [number, number, number], { resources, withData }: BundleOptions,
): Promise<{ facts: BundleData | null; parts: ZipPart[] }> {
  if (path === null) return { facts: null, parts: [] };
  let dataset: Dataset | null;
  try {
    dataset = await openMapDataset({ network: { inputShape: [...shape] } }, recordedDataPath(path, resources), labels, settings.skipBadImages);
  } catch (error) {
    // They were taken away since, or changed: the map stands without them.
    if (withData === true || !(error instanceof Error && ['DataError', 'FormatError'].includes(error.name))) throw error;
    return { facts: describeMissing(path, shape, resources), parts: [] };
  }
  return dataset === null ? { facts: null, parts: [] } : packData(dataset, path, { resources, withData });
}

/** A data set as it goes into a bundle: what it is, and itself where it is asked for, or is small and does not come with the program. Throws DataError. */
export async function packData(dataset: Dataset, path: string, { resources, withData }: BundleOptions): Promise<{ facts: BundleData; parts: ZipPart[] }> {
  const facts = await describeData(dataset, path, resources);
  const included = withData ?? (facts.withProgram === null && bytesOfData(dataset) <= SMALL_DATA);
  return { facts: { ...facts, included }, parts: included ? await dataParts(dataset) : [] };
}
