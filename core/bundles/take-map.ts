import { createHash } from 'node:crypto';
import type { BundleData, BundleMachine } from '../contract/bundle.ts';
import type { JobStatus } from '../contract/job-event.ts';
import type { SettingsWarning } from '../contract/map-settings.ts';
import { FormatError } from '../formats/format-error.ts';
import { potentialHash } from '../pieces/potential-hash.ts';
import { decodePotentialFile } from '../potentials/potential-file.ts';
import { createPotential } from '../potentials/potential.ts';
import type { Potential } from '../potentials/potential.ts';
import { MAP_TABLES } from '../store/map-tables.ts';
import type { MapRows, MapTable } from '../store/map-tables.ts';
import { readLandscape } from '../store/read-landscape.ts';
import { recordDigest } from '../store/record-digest.ts';
import type { Workspace } from '../store/workspace.ts';
import { jsonPart, partOf } from './bundle-file.ts';
import { checkShape } from './data-shape.ts';
import { DATA_PARTS } from './included-data.ts';
import type { Bundle } from './bundle-file.ts';
import { MAP_PART, mapPart, POTENTIAL_PART, tablePart } from './map-bundle.ts';
import type { MapPart } from './map-bundle.ts';
import { decodeTable } from './table-codec.ts';

/** A map's bundle, read. */
export interface MapContent {
  readonly file: string;
  readonly part: MapPart;
  readonly potential: Potential;
  readonly tables: readonly MapRows[];
  readonly data: BundleData | null;
  readonly machine: BundleMachine;
  /** Of the records' parts, in order. */
  readonly hashes: readonly string[];
}

/** Says where the data of a map or run are on this machine, once it is known that it is to be taken in; null: nowhere. */
export type PlaceData = () => Promise<string | null>;
export const noData: PlaceData = async () => null;

/** What tells a map from another: what may be added to a finished one (chains watched, pairs measured) is left out. */
const IDENTITY: readonly MapTable[] = ['minimum', 'member', 'inherent', 'kinetic', 'hierarchy'];

/** Reads a map's bundle and checks that it is one. Throws FormatError naming what was expected and found, also where its weights are others than its map's. */
export async function readMapBundle(bundle: Bundle): Promise<MapContent> {
  const { file, manifest, parts } = bundle;
  if (manifest.kind !== 'map') throw new FormatError(file, { expected: 'the bundle of a map', found: `that of a ${manifest.kind}` });
  const part = jsonPart(bundle, MAP_PART, mapPart);
  const { network, weights } = await decodePotentialFile(partOf(bundle, POTENTIAL_PART), `${file}, ${POTENTIAL_PART}`);
  const potential = createPotential(network, weights, part.potential.trainEpsilon);
  const hash = potentialHash(potential);
  if (hash !== part.potential.hash) throw new FormatError(file, { expected: `the weights of its map, with the hash ${part.potential.hash}`, found: hash, advice: 'Its weights were changed after the map was made.' });
  checkShape(file, manifest.data, potential.network.inputShape);
  const known = new Set([MAP_PART, POTENTIAL_PART, ...MAP_TABLES.map(tablePart)]);
  for (const name of parts.keys()) if (!known.has(name) && !DATA_PARTS.includes(name)) throw new FormatError(file, { expected: 'parts of a map that this version of Basinscope knows', found: JSON.stringify(name) });
  const tables = MAP_TABLES.flatMap((table) => {
    const bytes = parts.get(tablePart(table));
    return bytes === undefined ? [] : [decodeTable(table, bytes, `${file}, ${tablePart(table)}`)];
  });
  return { file, part, potential, tables, data: manifest.data, machine: manifest.machine, hashes: manifest.parts.filter(({ name }) => name.startsWith('records/')).map(({ sha256 }) => sha256) };
}

export interface TakenMap {
  readonly id: string;
  /** Whether it was not here before. */
  readonly added: boolean;
}

/**
 * Brings a bundle's map into a workspace, with its potential where that is not there; the same map is taken once.
 * A map that ran when it was bundled waits, paused. Throws FormatError where its records do not go together (nothing is kept then), StoreError where the workspace cannot be written.
 */
export async function takeMap(workspace: Workspace, content: MapContent, placeData: PlaceData): Promise<TakenMap> {
  const { part, file } = content;
  const here = whereHere(workspace, content);
  if (here !== null) return { id: here, added: false };
  const dataset = await placeData();
  const potential = await takePotential(workspace, content);
  const id = workspace.maps.has(part.id) ? contentId(content) : part.id;
  try {
    workspace.transaction(() => {
      workspace.maps.take({
        ...part.map, id, potential: potential.id, machine: content.machine, status: restingAs(part.map.status), warnings: [...part.map.warnings, ...withoutData(content, dataset)], dataset, labels: null, bundled: false,
      });
      for (const rows of content.tables) workspace.tables.add(id, rows);
      // Every record is read once, and the whole is drawn once, before it is kept.
      recordDigest(workspace, id);
      readLandscape(workspace, id);
    });
  } catch (error) {
    if (potential.added) await workspace.potentials.remove(potential.id);
    // What another error says is about the program, not about the file.
    const found = error instanceof Error && ['StoreError', 'RangeError'].includes(error.name) ? error.message.replace(/\.$/, '').slice(0, 500) : 'some that do not';
    throw new FormatError(file, { expected: 'records of a map that go together', found }, { cause: error });
  }
  return { id, added: true };
}

/** The map of a workspace that a bundle is of; null where it is not there. */
function whereHere(workspace: Workspace, content: MapContent): string | null {
  const same = (id: string): boolean => workspace.maps.has(id) && IDENTITY.every((table) => isSame(workspace.tables.read(id, table), content.tables.find((rows) => rows.table === table)));
  return [content.part.id, contentId(content)].find(same) ?? null;
}

function isSame(here: MapRows, there: MapRows | undefined): boolean {
  if (there === undefined || here.rows !== there.rows) return here.rows === (there?.rows ?? 0);
  return [...here.columns].every(([name, column]) => {
    const other = there.columns.get(name);
    return other?.kind === column.kind && (column.values as readonly (number | string | Uint8Array | null)[]).every((value, row) => isSameValue(value, other.values[row]!));
  });
}

function isSameValue(a: number | string | Uint8Array | null, b: number | string | Uint8Array | null): boolean {
  return a instanceof Uint8Array && b instanceof Uint8Array ? Buffer.compare(a, b) === 0 : Object.is(a, b);
}

/** An id that the same records always have, for a map whose own is taken by another. */
function contentId({ part, hashes }: MapContent): string {
  return createHash('sha256').update(JSON.stringify([part.id, hashes])).digest('hex').slice(0, 16);
}

async function takePotential(workspace: Workspace, { part, potential }: MapContent): Promise<{ id: string; added: boolean }> {
  const { name, sha256, hash, provenance, trainEpsilon } = part.potential;
  // The hash of the file that it came from is only the bundle's word: the weights decide.
  for (const { id } of workspace.potentials.findByWeights(sha256).filter((known) => known.trainEpsilon === trainEpsilon)) {
    if (potentialHash(await workspace.potentials.open(id)) === hash) return { id, added: false };
  }
  const { id } = await workspace.potentials.add({ name, sha256, provenance, bundled: false }, potential);
  return { id, added: true };
}

/** Nothing of a bundle begins to run by itself. */
function restingAs(status: JobStatus): JobStatus {
  return status === 'running' || status === 'queued' || status === 'interrupted' ? 'paused' : status;
}

function withoutData({ data }: MapContent, dataset: string | null): SettingsWarning[] {
  if (data === null || dataset !== null) return [];
  return [{ setting: 'start', message: `Made from the data set ${data.name}${data.count > 0 ? ` (${data.count} images)` : ''}, which did not come with the bundle: what is on the map is there, new states are not.` }];
}
