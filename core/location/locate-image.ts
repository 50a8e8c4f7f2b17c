import type { GivenImage, Location } from '../contract/location.ts';
import { kineticSettings } from '../contract/map-methods/kinetic-settings.ts';
import type { KineticSettings } from '../contract/map-methods/kinetic-settings.ts';
import type { Engine } from '../engines/engine.ts';
import { attachState, rateScale } from '../kinetic/attach-state.ts';
import { squaredLengths } from '../kinetic/chord-action.ts';
import { GRAPH_DEFAULTS } from '../kinetic/kinetic-graph.ts';
import type { StoredMap } from '../store/map-store.ts';
import { readKineticSets } from '../store/read-kinetic.ts';
import { stateShape } from '../store/state-shape.ts';
import type { Workspace } from '../store/workspace.ts';
import { composeLocation } from './compose-location.ts';
import { judgeFarness, meanOfLowest, statesFarness } from './farness.ts';
import { nearestStructures, readStructures } from './known-structures.ts';
import { LocationError } from './location-error.ts';
import { lookAround } from './look-around.ts';
import { readGivenImage } from './read-image.ts';

export interface LocateAsk {
  readonly map: string;
  /** Into how many sets the map is cut; null: its own number. */
  readonly sets: number | null;
  readonly image: GivenImage;
  /** The program's folder of resources, where the data of bundled maps are. */
  readonly resources: string;
}

/** Nearer than this part of the usual distance of neighbours an inherent structure is one of the map's. */
const SAME = 0.01;

/**
 * Where an image stands on a kinetic map, which stays as it was: it is quenched as the map's states were, the chords to its nearest inherent structures are
 * scanned, and it is joined to the graph by the graph's own rule (`attachState`). Its memberships are those of its neighbours there, one step of the walk
 * on; its set is that of most membership. An image whose inherent structure is one of the map's is that state.
 *
 * Throws LocationError where the map is not kinetic or has no graph yet, or the image cannot be read or become a state of it; StoreError where the map is
 * not shown with so many sets; EngineError.
 */
export async function locateImage(workspace: Workspace, engine: Engine, { map, sets, image, resources }: LocateAsk): Promise<Location> {
  const stored = workspace.maps.get(map);
  const found = readKineticSets(workspace, map, sets);
  const record = workspace.kinetic.get(map);
  if (found === null || record === null) throw new LocationError(withoutGraph(stored));
  const shape = stateShape(workspace, map);
  const given = await readGivenImage(workspace, map, image, shape, resources);
  const settings = rulesOf(stored);
  const potential = await workspace.potentials.open(stored.potential);
  const { temperature } = found.kinetic;
  const rule = { ...GRAPH_DEFAULTS, keep: settings.keep, temperature };

  const structures = { positions: readStructures(workspace, map, record.count, given.length), energies: record.energies };
  const around = await lookAround(engine, potential, given, structures, { ...settings, epsilon: settings.epsilon ?? potential.trainEpsilon }, (x) =>
    nearestStructures(structures.positions, x, settings.neighbours));
  const squares = squaredLengths(record.chords, structures.positions, given.length);
  const distances = squares.map(Math.sqrt);
  const twin = around.distances[0]! < SAME * distances[Math.floor(distances.length / 2)]! ? around.states[0]! : null;
  const rates = rateScale(record.count, given.length, record.chords, { excess: record.chords.excess, squares }, rule);
  const attached = attachState(rates, around.states, { excess: around.excess, squares: around.distances.map((distance) => distance ** 2) }, rule);
  if (attached.states.length === 0) throw new LocationError(`No way leads from this image to any state of the map ${stored.name}: U is no number along all of them.`);
  const farness = judgeFarness(
    { distance: meanOfLowest(around.distances), excess: meanOfLowest([...around.excess]), energy: around.inherentEnergy },
    statesFarness(record.energies, record.chords, distances, record.chords.excess),
  );
  return composeLocation(workspace, found, { map, shape, given, around, attached, twin, farness });
}

function withoutGraph({ name, status, settings: { method } }: StoredMap): string {
  const why = method === 'kinetic' ? `is ${status} and has no graph yet: let it finish first.` : `was made by ${method ?? 'another method'}: make one with the method kinetic.`;
  return `An image is located on the graph of a kinetic map. The map ${name} ${why}`;
}

/** The settings by which the map's states were quenched and joined; those by default where it does not say. */
function rulesOf({ settings }: StoredMap): KineticSettings {
  return settings.method === 'kinetic' ? settings : kineticSettings.parse({ method: 'kinetic', epsilon: settings.epsilon });
}
