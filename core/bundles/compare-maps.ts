import type { MapMethod } from '../contract/map-settings.ts';
import type { ReplayedPart } from '../contract/bundle.ts';
import { readRecords, recordKinds, recordText } from '../store/record-digest.ts';
import type { RecordDigest } from '../store/record-digest.ts';
import type { Workspace } from '../store/workspace.ts';

type Kind = keyof RecordDigest;
type AnyRecord = Readonly<Record<string, unknown>>;

const EXAMPLES = 5;

/** How a record of each kind is called, so that the same one is found in another map. */
const KEY: Readonly<Record<Kind, (record: AnyRecord, place: number) => string>> = {
  minima: ({ basin }) => `basin ${String(basin)}`,
  members: ({ state }) => `state ${String(state)}`,
  trials: ({ trial }) => `trial ${String(trial)}`,
  paths: ({ a, b, kind }) => `${String(kind)} path ${String(a)} – ${String(b)}`,
  merges: (_, place) => `merge ${place}`,
  curves: ({ alpha, states }) => (alpha === undefined ? `basins after ${String(states)} states` : `basins at α = ${String(alpha)}`),
  inherent: ({ state }) => `inherent structure of state ${String(state)}`,
  graph: (_, place) => ['chords', 'edges', 'slow modes', 'scores', 'hierarchy'][place] ?? `part ${place}`,
};

/**
 * Two maps of a workspace record by record, to the bit. Kinds that neither has are left out. Of maps that place states the trials are not part of the result, since
 * withdrawn ones and their numbers are not; of a kinetic map, pairs that were measured after it was finished are no difference.
 * Throws StoreError.
 */
export function compareMaps(workspace: Workspace, before: string, now: string, method: MapMethod | null): { readonly parts: ReplayedPart[]; readonly notes: string[] } {
  const notes: string[] = [];
  const parts = recordKinds.flatMap((kind) => {
    const [first, second] = [before, now].map((map) => textsOf(workspace, map, kind)) as [Map<string, string>, Map<string, string>];
    if (first.size === 0 && second.size === 0) return [];
    if (method === 'kinetic' && (kind === 'trials' || kind === 'paths')) {
      const added = [...first.keys()].filter((key) => !second.has(key));
      for (const key of added) first.delete(key);
      if (added.length > 0) notes.push(`${added.length} ${kind} of the bundle are of pairs measured after the map was finished: they are not compared.`);
    }
    return [comparePart(kind, first, second, kind !== 'trials' || method === 'kinetic')];
  });
  return { parts, notes };
}

/** Records by what they are called, each as a text that is equal where they are the same. */
function textsOf(workspace: Workspace, map: string, kind: Kind): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [place, record] of readRecords[kind](workspace, map).entries()) {
    const key = KEY[kind](Array.isArray(record) || record === null ? {} : (record as AnyRecord), place);
    texts.set(texts.has(key) ? `${key} (${place})` : key, recordText(record));
  }
  return texts;
}

function comparePart(name: string, before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>, counts: boolean): ReplayedPart {
  const keys = new Set([...before.keys(), ...now.keys()]);
  const differing = [...keys].filter((key) => before.get(key) !== now.get(key));
  return { name, equal: differing.length === 0, counts, differing: differing.length, of: keys.size, examples: differing.slice(0, EXAMPLES).map((key) => `${key}: ${wordsOf(before.get(key), now.get(key))}`) };
}

/** Which fields of a record differ. */
function wordsOf(before: string | undefined, now: string | undefined): string {
  if (before === undefined) return 'not in the bundle';
  if (now === undefined) return 'in the bundle only';
  const [first, second] = [before, now].map((text) => JSON.parse(text) as AnyRecord | null) as [AnyRecord | null, AnyRecord | null];
  if (first === null || second === null) return 'of one of them alone';
  const fields = Object.keys({ ...first, ...second }).filter((field) => JSON.stringify(first[field]) !== JSON.stringify(second[field]));
  return fields.map((field) => (typeof first[field] === 'number' && typeof second[field] === 'number' ? `${field} ${first[field]}, now ${second[field]}` : field)).join(', ').slice(0, 300);
}
