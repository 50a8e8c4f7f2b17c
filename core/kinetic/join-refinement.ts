import type { Polyline } from '../mapping/diffusion-path.ts';
import type { PathRecord } from '../mapping/records.ts';
import { FEW_DIMENSIONS } from '../mapping/chord.ts';
import { createRelaxation, rowsOf, stepRelaxations } from '../mapping/string-method.ts';
import type { Relaxation, RelaxationOwner } from '../mapping/string-method.ts';
import { STREAM } from '../mapping/work.ts';
import type { Evaluator } from '../potentials/create-evaluator.ts';
import { streamKey } from '../random/stream-key.ts';
import type { StreamKey } from '../random/stream-key.ts';
import { inherentState } from './inherent-states.ts';
import type { InherentStates } from './inherent-states.ts';

/** A way over the graph that is to be relaxed: its states in order, and the highest U of its chords. */
export interface GraphWay {
  readonly states: readonly number[];
  readonly barrier: number;
}

export interface RefineSettings {
  /** Images of a path, at least: a way of many states has two for each. */
  readonly refineImages: number;
  readonly refineSteps: number;
  readonly epsilon: number;
  readonly seed: number;
}

/** The most images of a way over `refineImages`. */
const MOST_IMAGES = 4;
/** In the plane two saddles may lie side by side: starts bent to the side find the lower one. Images have no such few ways round. */
const BENDS = 24;
/** Of the starts, relaxed shortly, those that are relaxed at length. */
const AT_LENGTH = 2;

/** Ways of the graph being relaxed, at any point of the work. Plain data. */
export interface Refinement {
  readonly ways: readonly GraphWay[];
  /** Way that is relaxed now; its relaxations, empty before its first step. */
  way: number;
  relaxations: Relaxation[];
}

export function createRefinement(ways: readonly GraphWay[]): Refinement {
  return { ways, way: 0, relaxations: [] };
}

export function areRefined({ ways, way }: Refinement): boolean {
  return way >= ways.length;
}

function imagesOf({ states }: GraphWay, { refineImages }: Pick<RefineSettings, 'refineImages'>): number {
  return Math.max(refineImages, Math.min(MOST_IMAGES * refineImages, 2 * states.length - 1));
}

/** Steps of each start of a relaxation, `quick` with half the images and a third of the steps. */
function effortOf(effort: 'quick' | 'full', way: GraphWay, settings: RefineSettings): { readonly images: number; readonly maxSteps: number } {
  const images = imagesOf(way, settings);
  return effort === 'full' ? { images, maxSteps: settings.refineSteps } : { images: Math.max(3, Math.ceil(images / 2)), maxSteps: Math.ceil(settings.refineSteps / 3) };
}

/** Rows of gradients that are still to be evaluated. */
export function refinementRows({ ways, way, relaxations }: Refinement, settings: RefineSettings, dimensions: number): number {
  const rows = (effort: 'quick' | 'full', one: GraphWay): number => {
    const { images, maxSteps } = effortOf(effort, one, settings);
    return (images - 2) * maxSteps;
  };
  const few = dimensions <= FEW_DIMENSIONS;
  const now = relaxations.reduce((sum, one) => sum + (one.done ? 0 : rowsOf(one) * (one.maxSteps - one.step)), 0);
  const then = relaxations.length > 0 && relaxations[0]!.owner.effort === 'quick' ? AT_LENGTH * rows('full', ways[way]!) : 0;
  return ways.slice(relaxations.length > 0 ? way + 1 : way).reduce((sum, one) => sum + (few ? (1 + BENDS) * rows('quick', one) + AT_LENGTH * rows('full', one) : rows('full', one)), now + then);
}

/**
 * One step of the string method on the next way (core/mapping/string-method.ts), its ends held at inherent structures. In few dimensions many starts, bent
 * to the side, are relaxed shortly and the lowest two at length. After the last the relaxed way is a record from its end of smaller number to the other: never
 * higher than the chords it started from.
 */
export async function stepRefinement(
  work: Refinement, structures: InherentStates, evaluator: Evaluator, settings: RefineSettings,
): Promise<{ readonly rows: number; readonly paths: PathRecord[] }> {
  const way = work.ways[work.way]!;
  const { dimensions } = evaluator;
  if (work.relaxations.length === 0) work.relaxations = startsOf(way, work.way, structures, dimensions, settings);
  const rows = await stepRelaxations(work.relaxations.filter(({ done }) => !done), evaluator, settings.epsilon);
  if (work.relaxations.some(({ done }) => !done)) return { rows, paths: [] };
  const found = work.relaxations.map(({ owner, best }) => ({ ...best, owner })).sort((p, q) => p.barrier - q.barrier);
  if (found[0]!.owner.effort === 'quick') {
    work.relaxations = found.slice(0, AT_LENGTH).map(({ owner, ...best }) => relaxationOf({ ...owner, effort: 'full' }, way, best, dimensions, settings, null));
    return { rows, paths: [] };
  }
  const [a, b] = ends(way);
  const endEnergies = [a, b].map((state) => inherentState(structures, state, dimensions).energy);
  const best = found[0]!;
  work.way++;
  work.relaxations = [];
  return { rows, paths: [{ a, b, kind: 'refined', barrier: Math.max(endEnergies[0]!, endEnergies[1]!, best.barrier), energies: best.energies, points: best.points }] };
}

function ends({ states }: GraphWay): [number, number] {
  const [from, to] = [states[0]!, states[states.length - 1]!];
  return [Math.min(from, to), Math.max(from, to)];
}

function relaxationOf(
  owner: RelaxationOwner, way: GraphWay, path: Polyline & { readonly barrier: number }, dimensions: number, settings: RefineSettings, bend: StreamKey | null,
): Relaxation {
  return createRelaxation(owner, path, path.barrier, dimensions, { ...effortOf(owner.effort, way, settings), epsilon: settings.epsilon, enough: -Infinity, walked: false, bend });
}

function startsOf(way: GraphWay, number: number, structures: InherentStates, dimensions: number, settings: RefineSettings): Relaxation[] {
  const [a, b] = ends(way);
  const states = (way.states[0] === a ? way.states : [...way.states].reverse()).map((state) => inherentState(structures, state, dimensions));
  const points = new Float32Array(states.length * dimensions);
  states.forEach(({ x }, i) => points.set(x, i * dimensions));
  const path = { points, energies: Float32Array.from(states, ({ energy }) => energy), barrier: way.barrier };
  const few = dimensions <= FEW_DIMENSIONS;
  return Array.from({ length: few ? 1 + BENDS : 1 }, (_, side) => relaxationOf(
    { kind: 'pair', effort: few ? 'quick' : 'full', pair: number, path: side }, way, path, dimensions, settings,
    side === 0 ? null : streamKey(settings.seed, STREAM.bend, a, b, side),
  ));
}
