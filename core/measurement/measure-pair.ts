import type { EdgeRow } from '../contract/landscape.ts';
import type { ResolvedKinetic } from '../contract/map-settings.ts';
import type { Engine } from '../engines/engine.ts';
import { lowestWay } from '../kinetic/graph-barriers.ts';
import { areRefined, createRefinement, stepRefinement } from '../kinetic/join-refinement.ts';
import { resolveKinetic } from '../kinetic/job/kinetic-defaults.ts';
import { areTried, createRampedTrials, stepRampedTrials } from '../kinetic/ramped-trials.ts';
import type { InherentStates } from '../kinetic/inherent-states.ts';
import { readStructures } from '../location/known-structures.ts';
import { createMapEvaluator } from '../mapping/map-evaluator.ts';
import { MappingError } from '../mapping/mapping-error.ts';
import type { PathRecord, TrialRecord } from '../mapping/records.ts';
import { localPieces } from '../pieces/local-pieces.ts';
import type { Evaluator } from '../potentials/create-evaluator.ts';
import { readKineticBasin, readKineticSets } from '../store/read-kinetic.ts';
import type { KineticSets } from '../store/read-kinetic.ts';
import type { Workspace } from '../store/workspace.ts';

export interface PairAsk {
  readonly map: string;
  /** Into how many sets the map is cut; null: its own number. */
  readonly sets: number | null;
  /** Two of them, by id. */
  readonly a: number;
  readonly b: number;
}

/** Repeats where the map itself made none. */
const REPEATS = 5;

/** What a pair lacks. */
interface Lacking {
  /** Representatives that no trial was made between; null: tried already. */
  readonly tried: readonly [number, number] | null;
  /** Bottoms that the way between was not relaxed of; null: relaxed already, or no way leads. */
  readonly relaxed: readonly [number, number] | null;
}

/**
 * Measures between two sets of a finished kinetic map what the map did not: attraction–diffusion between their representatives, and the lowest way between
 * their bottoms relaxed, by the map's own settings and random keys, so that it finds what the map would have found. What is known already is not
 * done again. The records stay with the map. Returns the pair's row.
 *
 * Throws MappingError where the map is not kinetic or not finished or has no such sets; StoreError while another program runs it; EngineError.
 */
export async function measurePair(workspace: Workspace, engine: Engine, { map, sets, a, b }: PairAsk): Promise<EdgeRow> {
  const stored = workspace.maps.get(map);
  const found = readKineticSets(workspace, map, sets);
  if (found === null || stored.settings.method !== 'kinetic') throw new MappingError(`The map ${stored.name} has no sets to measure between: it is not kinetic, or has no graph yet.`);
  if (stored.status !== 'done' && stored.status !== 'cancelled') throw new MappingError(`The map ${stored.name} is ${stored.status}: it measures by itself. Let it finish first.`);
  const token = workspace.lock.claim(map);
  try {
    const potential = await workspace.potentials.open(stored.potential);
    const { settings } = resolveKinetic(potential, stored.settings, { count: found.kinetic.count });
    const evaluator = createMapEvaluator(localPieces(engine), potential, settings.slots);
    try {
      const lacking = lackingOf(workspace, map, found, a, b);
      const states = { positions: readStructures(workspace, map, found.kinetic.count, evaluator.dimensions), energies: found.kinetic.energies };
      const trials = await tryPair(lacking.tried, states, evaluator, { ...settings, rampRepeats: settings.rampRepeats === 0 ? REPEATS : settings.rampRepeats }, workspace.trials.next(map));
      const ways = await relaxWay(lacking.relaxed, found, states, evaluator, settings);
      workspace.transaction(() => {
        workspace.lock.check(map, token);
        for (const trial of trials.trials) workspace.trials.add(map, trial);
        for (const path of [...trials.paths, ...ways]) workspace.paths.put(map, path);
      });
    } finally {
      await evaluator.close();
    }
  } finally {
    workspace.lock.release(map, token);
  }
  return readKineticBasin(workspace, map, a, found).edges.find((edge) => edge.a === Math.min(a, b) && edge.b === Math.max(a, b))!;
}

function lackingOf(workspace: Workspace, map: string, { cut }: KineticSets, a: number, b: number): Lacking {
  const [p, q] = [cut.ids.indexOf(a), cut.ids.indexOf(b)];
  if (p < 0 || q < 0 || p === q) throw new MappingError(`Sets ${a} and ${b} are no two of the ${cut.ids.length} sets shown.`);
  // In the order of the sets, as the map's own plan has them.
  const [first, second] = [Math.min(p, q), Math.max(p, q)];
  const representatives = [cut.representatives[first]!, cut.representatives[second]!] as const;
  const bottoms = [cut.bottoms[first]!, cut.bottoms[second]!] as const;
  const isOf = (ends: readonly [number, number], from: number, to: number): boolean => ends.includes(from) && ends.includes(to);
  const tried = workspace.trials.ramped(map).some(({ from, to }) => isOf(representatives, from, to));
  const relaxed = workspace.paths.barriers(map).some((path) => path.kind === 'refined' && isOf(bottoms, path.a, path.b));
  return { tried: tried ? null : representatives, relaxed: relaxed ? null : bottoms };
}

async function tryPair(
  states: Lacking['tried'], structures: InherentStates, evaluator: Evaluator, settings: ResolvedKinetic, first: number,
): Promise<{ readonly trials: TrialRecord[]; readonly paths: PathRecord[] }> {
  const found = { trials: [] as TrialRecord[], paths: [] as PathRecord[] };
  if (states === null) return found;
  const run = createRampedTrials([{ a: states[0], b: states[1], path: true }], settings, settings.slots, first);
  while (!areTried(run, settings)) {
    const { trials, paths } = await stepRampedTrials(run, structures, evaluator, settings);
    found.trials.push(...trials);
    found.paths.push(...paths);
  }
  return found;
}

async function relaxWay(bottoms: Lacking['relaxed'], { kinetic }: KineticSets, structures: InherentStates, evaluator: Evaluator, settings: ResolvedKinetic): Promise<PathRecord[]> {
  const way = bottoms === null ? null : lowestWay(kinetic.ways, ...bottoms);
  if (way === null || way.barrier === null) return [];
  const work = createRefinement([{ states: way.states, barrier: way.barrier.energy }]);
  const found: PathRecord[] = [];
  while (!areRefined(work)) found.push(...(await stepRefinement(work, structures, evaluator, settings)).paths);
  return found;
}
