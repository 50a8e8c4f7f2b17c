import type { Evaluator } from '../potentials/create-evaluator.ts';
import { fillGaussian } from '../random/fill-gaussian.ts';
import type { StreamKey } from '../random/stream-key.ts';
import { joinBatches } from '../sampling/join-batches.ts';
import { FEW_DIMENSIONS } from './chord.ts';
import type { Polyline } from './diffusion-path.ts';
import { cutPieces, resample, straightened, withoutLoops } from './string-geometry.ts';
import { chordSpacing } from './trial.ts';

/** First step of a relaxation over its last. */
const ANNEALING = 128;
/** Steps between two looks at the barrier. */
const LOOK_EVERY = 4;
/** Inner points of a piece that are looked at, in many dimensions. */
const PIECES = 4;
/** Rounds of closing in on the highest points at the end, each eight times finer, and how many points. */
const CLOSING_ROUNDS = 2;
const CLOSE_TOPS = 4;
/** Sweeps of straightening of a relaxed path in few dimensions: the one most straight is taken that its energies allow. */
const SWEEPS = [8, 4, 2, 1];
/** By so much of the barrier's height above the path's lowest point may the mean of its energies rise by it. */
const RISE = 0.005;

/** Who asked for a relaxation: a state being placed, for a basin by its representative, or a pair of basins, for one of its paths. */
export type RelaxationOwner = { readonly effort: 'quick' | 'full' } & (
  | { readonly kind: 'placing'; readonly state: number; readonly basin: number; readonly representative: number }
  | { readonly kind: 'pair'; readonly pair: number; readonly path: number }
);

/**
 * The simplified string method (E, Ren, Vanden-Eijnden 2007) on one path between two fixed ends. Plain data.
 *
 * Every inner image moves down, x_i ← x_i − h ∇U, then the images are spread evenly over the path again, which undoes what moved along it. To take
 * that part out before, by the tangent from one neighbour to the other, leaves zigzags as they are: images a little to the left and to the right in turn
 * have the same such tangents as a straight row. LeakyReLU nets have kinks, where any fixed step bounces, but drifts along the kink all the same: h falls from ε²/2 to
 * a 128th of it over `maxSteps`. The barrier of a path is the highest U on its finely cut straight pieces, so the best path ever
 * seen is always an upper bound of the true barrier, and never worse than the path given.
 */
export interface Relaxation {
  readonly kind: 'string';
  readonly owner: RelaxationOwner;
  readonly dimensions: number;
  readonly maxSteps: number;
  /** The relaxation may stop as soon as the barrier is below this. */
  readonly enough: number;
  /** Images, ends included, [images, dimensions] flat. */
  points: Float32Array;
  step: number;
  readonly firstStepSize: number;
  best: { points: Float32Array; energies: Float32Array; barrier: number };
  done: boolean;
}

/**
 * A relaxation of `path`, whose barrier is known to be `barrier`, with `images` points and ε²/2 as first step. The loops of a `walked`
 * path are taken out first. A string finds the saddle next to where its path crossed: one that is to `bend` starts some 2ε to the
 * side, so that several relaxations of one pair do not all end at the same of two neighbouring saddles.
 */
export function createRelaxation(
  owner: RelaxationOwner, path: Polyline, barrier: number, dimensions: number,
  settings: { readonly images: number; readonly maxSteps: number; readonly epsilon: number; readonly enough: number; readonly walked: boolean; readonly bend: StreamKey | null },
): Relaxation {
  const walk = settings.walked ? withoutLoops(path.points, dimensions, settings.epsilon * Math.sqrt(dimensions)) : path.points;
  const points = resample(walk, dimensions, settings.images);
  if (settings.bend !== null) bend(points, dimensions, settings.bend, 2 * settings.epsilon);
  return {
    kind: 'string', owner, dimensions, maxSteps: settings.maxSteps, enough: settings.enough, points,
    step: 0, firstStepSize: (settings.epsilon * settings.epsilon) / 2, best: { points: path.points, energies: path.energies, barrier }, done: false,
  };
}

/** Rows of gradients that one step of a relaxation takes. */
export function rowsOf(relaxation: Relaxation): number {
  return Math.max(1, relaxation.points.length / relaxation.dimensions - 2);
}

/**
 * One step of each relaxation, all in as few calls of the evaluator as possible. Those finished have `done` set and `best` closed
 * in on: images, U at each, and the highest U of the pieces between. Returns the rows of gradients evaluated.
 */
export async function stepRelaxations(relaxations: readonly Relaxation[], evaluator: Evaluator, epsilon: number): Promise<number> {
  await look(relaxations.filter((one) => one.step === 0), evaluator, epsilon);
  const moving = relaxations.filter((one) => !isOver(one));
  if (moving.length > 0) await moveAll(moving, evaluator);
  await look(moving.filter((one) => one.step % LOOK_EVERY === 0 || one.step >= one.maxSteps), evaluator, epsilon);
  for (const one of relaxations.filter(isOver)) {
    await straighten(one, evaluator, epsilon);
    await closeIn(one, evaluator, epsilon);
    one.done = true;
  }
  return moving.reduce((rows, one) => rows + rowsOf(one), 0);
}

function isOver(one: Relaxation): boolean {
  return one.best.barrier < one.enough || one.step >= one.maxSteps;
}

async function moveAll(relaxations: readonly Relaxation[], evaluator: Evaluator): Promise<void> {
  const inner = relaxations.map((one) => one.points.subarray(one.dimensions, one.points.length - one.dimensions));
  const { gradients } = await evaluator.energiesAndGradients(joinBatches(inner));
  let at = 0;
  for (const [i, one] of relaxations.entries()) {
    move(one, gradients, at);
    at += inner[i]!.length;
  }
}

function move(one: Relaxation, gradients: Float32Array, at: number): void {
  const { dimensions, points } = one;
  const stepSize = one.firstStepSize * ANNEALING ** (-one.step / one.maxSteps);
  const inner = points.length - 2 * dimensions;
  for (let i = 0; i < inner; i++) points[dimensions + i] = points[dimensions + i]! - stepSize * gradients[at + i]!;
  one.step++;
  one.points = resample(points, dimensions, points.length / dimensions);
}

/** Bends a path sideways in one random direction, most in its middle, by about `reach`. */
function bend(points: Float32Array, dimensions: number, key: StreamKey, reach: number): void {
  const direction = new Float32Array(dimensions);
  fillGaussian(direction, 0, dimensions, key, 0);
  const last = points.length / dimensions - 1;
  for (let i = 1; i < last; i++) {
    const share = reach * Math.sin((Math.PI * i) / last);
    for (let d = 0; d < dimensions; d++) points[i * dimensions + d] = points[i * dimensions + d]! + share * direction[d]!;
  }
}

/** Evaluates the paths as they are now and keeps those that are better. */
async function look(relaxations: readonly Relaxation[], evaluator: Evaluator, epsilon: number): Promise<void> {
  const seen = await barriersOf(relaxations.map(({ points }) => points), evaluator, epsilon, (barrier, i) => barrier >= relaxations[i]!.best.barrier);
  for (const [i, one] of relaxations.entries()) if (seen[i] !== null) one.best = { points: one.points.slice(), ...seen[i]! };
}

/** What is known of a path that is looked at. */
interface Sight {
  readonly points: Float32Array;
  /** Points that each piece is looked at, and one. */
  readonly pieces: number;
  /** U at the images. */
  energies: Float32Array;
  barrier: number;
  top: number;
}

/**
 * U at the images of paths, and the highest U of their pieces; null where a path is `tooHigh`. Most are, and are not looked at any further as soon as
 * that is seen: first of all the images, then the pieces at the highest image, then the others.
 */
async function barriersOf(
  paths: readonly Float32Array[], evaluator: Evaluator, epsilon: number, tooHigh: (barrier: number, path: number) => boolean,
): Promise<({ energies: Float32Array; barrier: number } | null)[]> {
  if (paths.length === 0) return [];
  const { dimensions } = evaluator;
  const sights = (await energiesAt(paths, evaluator)).map((energies, i): Sight => {
    const points = paths[i]!;
    const barrier = highest(energies);
    return { points, energies, barrier, top: energies.indexOf(barrier), pieces: dimensions > FEW_DIMENSIONS ? PIECES : piecesFor(points, dimensions, points.length / dimensions, epsilon) };
  });
  const left = (): Sight[] => sights.filter(({ barrier }, i) => !tooHigh(barrier, i));
  const atTop = ({ top, energies }: Sight): [number, number] => (top < 0 ? [0, 0] : [Math.max(0, top - 1), Math.min(energies.length - 1, top + 1)]);
  await lookAt(left(), (sight) => [atTop(sight)], evaluator);
  await lookAt(left(), (sight) => [[0, atTop(sight)[0]], [atTop(sight)[1], sight.energies.length - 1]], evaluator);
  return sights.map(({ energies, barrier }, i) => (tooHigh(barrier, i) ? null : { energies, barrier }));
}

/** Looks at the pieces between images `from` and `to`, for each such part of each path. */
async function lookAt(sights: readonly Sight[], partsOf: (sight: Sight) => readonly (readonly [from: number, to: number])[], evaluator: Evaluator): Promise<void> {
  const { dimensions } = evaluator;
  const parts = sights.flatMap((sight) => partsOf(sight).filter(([from, to]) => from < to).map(([from, to]) => ({
    sight, cuts: cutPieces(sight.points.subarray(from * dimensions, (to + 1) * dimensions), dimensions, sight.pieces),
  })));
  if (parts.length === 0) return;
  const energies = await energiesAt(parts.map(({ cuts }) => cuts), evaluator);
  for (const [i, { sight }] of parts.entries()) sight.barrier = Math.max(sight.barrier, highest(energies[i]!));
}

/** The largest of energies; Infinity where one is no number. */
function highest(energies: Float32Array): number {
  let most = -Infinity;
  for (const energy of energies) {
    if (Number.isNaN(energy)) return Infinity;
    if (energy > most) most = energy;
  }
  return most;
}

/** Takes out of the best path what its images bounced to the sides, as far as its barrier does not rise and its energies as good as not. Its highest point stays. */
async function straighten(one: Relaxation, evaluator: Evaluator, epsilon: number): Promise<void> {
  const { dimensions, best } = one;
  if (dimensions > FEW_DIMENSIONS) return;
  const top = best.energies.indexOf(Math.max(...best.energies));
  const paths = SWEEPS.map((sweeps) => straightened(best.points, dimensions, sweeps, top));
  const seen = await barriersOf(paths, evaluator, epsilon, (barrier) => barrier > best.barrier);
  const allowed = meanOf(best.energies) + RISE * (best.barrier - Math.min(...best.energies));
  const taken = seen.findIndex((one) => one !== null && meanOf(one.energies) <= allowed);
  if (taken >= 0) one.best = { points: paths[taken]!, ...seen[taken]! };
}

function meanOf(energies: Float32Array): number {
  return energies.reduce((sum, energy) => sum + energy, 0) / energies.length;
}

function piecesFor(points: Float32Array, dimensions: number, images: number, epsilon: number): number {
  let longest = 0;
  for (let i = 0; i + 1 < images; i++) {
    let squared = 0;
    for (let d = 0; d < dimensions; d++) squared += (points[(i + 1) * dimensions + d]! - points[i * dimensions + d]!) ** 2;
    longest = Math.max(longest, squared);
  }
  return Math.max(2, Math.min(64, Math.ceil(Math.sqrt(longest) / chordSpacing(epsilon, dimensions))));
}

async function energiesAt(arrays: readonly Float32Array[], evaluator: Evaluator): Promise<Float32Array[]> {
  const energies = await evaluator.energies(joinBatches(arrays));
  let offset = 0;
  return arrays.map((array) => {
    const from = offset;
    offset += array.length / evaluator.dimensions;
    return energies.slice(from, offset);
  });
}

/**
 * Looks at the best path four times as finely, and around its highest points more finely still, so that a kink between two points looked
 * at does not hide.
 */
async function closeIn(one: Relaxation, evaluator: Evaluator, epsilon: number): Promise<void> {
  if (one.dimensions > FEW_DIMENSIONS) return;
  const { dimensions, best } = one;
  const fine = withCuts(best.points, dimensions, 4 * piecesFor(best.points, dimensions, best.points.length / dimensions, epsilon));
  const energies = await evaluator.energies(fine);
  let parts = highestParts(fine, energies, dimensions);
  best.barrier = Math.max(best.barrier, ...parts.map(({ energy }) => energy));
  for (let round = 0; round < CLOSING_ROUNDS; round++) {
    const finer = parts.map(({ points }) => withCuts(points, dimensions, 8));
    parts = (await energiesAt(finer, evaluator)).map((at, i) => highestParts(finer[i]!, at, dimensions)[0]!);
    best.barrier = Math.max(best.barrier, ...parts.map(({ energy }) => energy));
  }
}

/** The highest local maxima of a polyline, each with its two neighbours. */
function highestParts(points: Float32Array, energies: Float32Array, dimensions: number): { energy: number; points: Float32Array }[] {
  const last = energies.length - 1;
  const tops: number[] = [];
  for (const [i, energy] of energies.entries()) {
    if ((i === 0 || energies[i - 1]! <= energy) && (i === last || energies[i + 1]! < energy)) tops.push(i);
  }
  tops.sort((p, q) => energies[q]! - energies[p]! || p - q);
  return tops.slice(0, CLOSE_TOPS).map((i) => ({
    energy: energies[i]!,
    points: points.slice(Math.max(0, i - 1) * dimensions, (Math.min(last, i + 1) + 1) * dimensions),
  }));
}

function withCuts(points: Float32Array, dimensions: number, pieces: number): Float32Array {
  const count = points.length / dimensions;
  const cuts = cutPieces(points, dimensions, pieces);
  const out = new Float32Array(((count - 1) * pieces + 1) * dimensions);
  for (let i = 0; i < count; i++) out.set(points.subarray(i * dimensions, (i + 1) * dimensions), i * pieces * dimensions);
  const stretch = (pieces - 1) * dimensions;
  for (let i = 0; i + 1 < count; i++) out.set(cuts.subarray(i * stretch, (i + 1) * stretch), (i * pieces + 1) * dimensions);
  return out;
}
