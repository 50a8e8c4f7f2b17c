import type { PieceRunner } from '../pieces/piece-runner.ts';
import type { LangevinPiece, LangevinResult } from '../pieces/programs/langevin.ts';
import { joinBatches } from './join-batches.ts';

/** Chains of one group, at most: a batch of images as fast a chain as any larger; states of few coordinates cost more between calls than in them. */
const MOST_OF_IMAGES = 16;
const MOST_OF_FEW = 64;

/** Values of one state up to which it has few. */
const FEW_DIMENSIONS = 16;

/** Into groups of how many chains `chains` are parted to walk or to descend side by side: the same whoever computes. */
export function groupSize(chains: number, dimensions: number): number {
  const most = dimensions <= FEW_DIMENSIONS ? MOST_OF_FEW : MOST_OF_IMAGES;
  return Math.ceil(chains / Math.ceil(chains / most));
}

/** What each group of chains comes to, in order; `act` is given the numbers of its first chain and of the one after its last. */
export function inGroups<Result>(chains: number, dimensions: number, act: (from: number, to: number) => Promise<Result>): Promise<Result[]> {
  const size = groupSize(chains, dimensions);
  return Promise.all(Array.from({ length: Math.ceil(chains / size) }, (_, group) => act(group * size, Math.min(chains, (group + 1) * size))));
}

/** The steps of a `langevin` piece, of groups of its chains side by side: the result is that of all at once. */
export async function walkGroups(pieces: PieceRunner, piece: Omit<LangevinPiece, 'program'>): Promise<LangevinResult> {
  const { states, keys, steps } = piece;
  const chains = keys.length;
  const dimensions = states.length / chains;
  const walked = await inGroups(chains, dimensions, (from, to) => pieces.run<LangevinPiece>({
    ...piece, program: 'langevin', states: states.subarray(from * dimensions, to * dimensions), keys: keys.slice(from, to),
  }));
  const rowsOf = (values: (of: LangevinResult) => Float32Array): Float32Array => interleaved(walked.map(values), steps);
  return {
    states: joinBatches(walked.map((one) => one.states)),
    energies: rowsOf(({ energies }) => energies), gradientNorms: rowsOf(({ gradientNorms }) => gradientNorms),
    path: piece.path ? rowsOf(({ path }) => path) : new Float32Array(0),
  };
}

/** Row by row the values of every group, of which each has `rows` rows. */
function interleaved(groups: readonly Float32Array[], rows: number): Float32Array {
  return joinBatches(Array.from({ length: rows }, (_, row) => groups.map((values) => values.subarray((row * values.length) / rows, ((row + 1) * values.length) / rows))).flat());
}
