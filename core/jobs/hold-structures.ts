import type { HoldKey } from '../contract/hold.ts';
import { cutLinkage, nodesOf } from '../hierarchy/cut-linkage.ts';
import { rateScale } from '../kinetic/attach-state.ts';
import { squaredLengths } from '../kinetic/chord-action.ts';
import { CHORD_POINTS } from '../kinetic/chord-excess.ts';
import { GRAPH_DEFAULTS } from '../kinetic/kinetic-graph.ts';
import type { HoldStructures } from '../markov/hold-run.ts';
import { MarkovError } from '../markov/markov-error.ts';
import type { Workspace } from '../store/workspace.ts';

/** The nodes of a cut in rising order, as the landscape lists them: a set's place here is its number among watched chains. */
export function setNodes(workspace: Workspace, { map, sets }: HoldKey): number[] {
  return Array.from(nodesOf(workspace.hierarchies.get(map).linkage, sets)).sort((a, b) => a - b);
}

/**
 * The inherent structures of a kinetic map with the set of each where its hierarchy is cut into `sets` sets, and the rule of its graph.
 * Throws MarkovError where the map is none or is not finished, or cannot be cut so.
 */
export function holdStructures(workspace: Workspace, key: HoldKey): HoldStructures {
  const { map, sets } = key;
  checkHoldable(workspace, key);
  const { linkage } = workspace.hierarchies.get(map);
  const nodes = nodesOf(linkage, sets);
  const places = new Map(setNodes(workspace, key).map((node, place) => [node, place]));
  const setOf = cutLinkage(linkage, sets).map((set) => places.get(nodes[set]!)!);
  const structures = workspace.inherent.all(map);
  const dimensions = structures[0]!.x.length;
  const positions = new Float32Array(structures.length * dimensions);
  structures.forEach(({ x }, i) => positions.set(x, i * dimensions));
  const { settings } = workspace.maps.get(map);
  const { count, chords } = workspace.kinetic.get(map)!;
  const rule = { ...GRAPH_DEFAULTS, temperature: settings.temperature, ...('keep' in settings ? { keep: settings.keep } : {}) };
  const ways = {
    energies: structures.map(({ energy }) => energy),
    rates: rateScale(count, dimensions, chords, { excess: chords.excess, squares: squaredLengths(chords, positions, dimensions) }, rule),
    rule,
    chordPoints: 'chordPoints' in settings ? settings.chordPoints : CHORD_POINTS,
  };
  return { positions, dimensions, sets: Int32Array.from(structures, ({ state }) => setOf[state]!), ways };
}

/** Throws MarkovError where chains cannot be watched in these sets. */
export function checkHoldable(workspace: Workspace, { map, sets }: HoldKey): void {
  const { name, status } = workspace.maps.get(map);
  if (status !== 'done') throw new MarkovError(`The map ${name} is ${status}: chains are watched in the sets of a finished map. Let it finish first.`);
  const { leafKind, linkage } = workspace.hierarchies.get(map);
  if (leafKind !== 'state' || workspace.kinetic.get(map) === null) throw new MarkovError(`The map ${name} is not a kinetic map: only its sets of states can be watched. Make one with the method kinetic.`);
  const fewest = Math.max(1, linkage.leaves - linkage.a.length);
  if (sets < fewest || sets > linkage.leaves) throw new MarkovError(`The map ${name} can be cut into ${fewest} to ${linkage.leaves} sets; ${sets} were asked for.`);
}
