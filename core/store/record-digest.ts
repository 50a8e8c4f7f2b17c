import { createHash } from 'node:crypto';
import { cutLinkage, nodesOf } from '../hierarchy/cut-linkage.ts';
import { heirsOf } from '../hierarchy/linkage.ts';
import type { Workspace } from './workspace.ts';

/** One SHA-256 a kind of record: equal where two maps found exactly the same. */
export interface RecordDigest {
  readonly minima: string;
  readonly members: string;
  readonly trials: string;
  readonly paths: string;
  readonly merges: string;
  readonly curves: string;
  /** Of kinetic maps: inherent structures; graph, slow modes, hierarchy and scores. */
  readonly inherent: string;
  readonly graph: string;
}

/** A record as text that is equal where two are the same to the last bit. */
export function recordText(record: unknown): string {
  return JSON.stringify(record, (_, value: unknown) => {
    if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
    return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  });
}

/** How the records of each kind are read, in their order. */
export const readRecords: Readonly<Record<keyof RecordDigest, (workspace: Workspace, map: string) => readonly unknown[]>> = {
  minima: withSurvivors,
  members: (workspace, map) => workspace.members.all(map),
  trials: (workspace, map) => workspace.trials.all(map),
  paths: (workspace, map) => workspace.paths.all(map),
  merges: (workspace, map) => workspace.merges.all(map),
  curves: (workspace, map) => [...workspace.curves.sweep(map), ...workspace.curves.discovery(map)],
  inherent: (workspace, map) => workspace.inherent.all(map),
  graph: graphOf,
};
export const recordKinds = Object.keys(readRecords) as readonly (keyof RecordDigest)[];

/** Fingerprints of everything that a map has written down, to the last bit: for comparing runs. Throws StoreError. */
export function recordDigest(workspace: Workspace, map: string): RecordDigest {
  return workspace.snapshot(() => Object.fromEntries(recordKinds.map((kind) => [kind, digest(readRecords[kind](workspace, map))])) as unknown as RecordDigest);
}

function digest(records: readonly unknown[]): string {
  const hash = createHash('sha256');
  for (const record of records) {
    hash.update(recordText(record));
    hash.update('\n');
  }
  return hash.digest('hex');
}

function graphOf(workspace: Workspace, map: string): unknown[] {
  const record = workspace.kinetic.get(map);
  if (record === null) return [];
  const { chords, edges, modes, scores } = record;
  return [chords, edges, modes, scores, workspace.hierarchies.get(map)];
}

/** Basins with the one that each belongs to now, as this fingerprint has always taken them. */
function withSurvivors(workspace: Workspace, map: string): unknown[] {
  const { linkage, sets } = workspace.hierarchies.get(map);
  const heirs = heirsOf(linkage);
  const set = cutLinkage(linkage, sets);
  const nodes = nodesOf(linkage, sets);
  return workspace.minima.all(map).map(({ basin, ...minimum }) => ({ basin, survivor: heirs[nodes[set[basin]!]!], ...minimum }));
}
