import { sizeOf } from '../graph/program.ts';
import { PiecesAhead } from '../pieces/pieces-ahead.ts';
import type { PieceRunner } from '../pieces/piece-runner.ts';
import type { LangevinResult } from '../pieces/programs/langevin.ts';
import type { KnownEnergies, MalaResult } from '../pieces/programs/mala.ts';
import type { Evaluator } from '../potentials/create-evaluator.ts';
import type { Potential } from '../potentials/potential.ts';
import { streamKey } from '../random/stream-key.ts';
import { stepsACallOf } from '../sampling/walk.ts';
import { groupSize } from '../sampling/walk-groups.ts';
import { SAMPLE_STREAM } from './sample-chains.ts';
import type { SampleOptions, SampleResult } from './sample-chains.ts';

/** How chains without a magnet walk, whatever the batch. */
type Walking = Omit<SampleOptions, 'magnet' | 'batch'>;

/** Calls of a piece: of images a call is one step. */
const CALLS_A_PIECE = 100;
/** How long is waited for a group at once, in milliseconds: only for as long as there is nothing to tell. */
const WAIT_MS = 1000;

/** Where a group of chains is in the end, and what was seen of it. */
interface Walked {
  readonly states: Float32Array;
  /** Sum over the steps of ‖∇U‖₂, of each chain. */
  readonly norms: Float64Array;
  readonly accepted: number;
}

/**
 * The same as `sampleChains`, to the bit on processors of one kind, by whoever computes pieces: groups of chains side by side, each some seconds at a time.
 * There is no magnet among the named programs. Throws as `sampleChains`.
 */
export async function sampleInPieces(pieces: PieceRunner, potential: Potential, evaluator: Evaluator, start: Float32Array, options: Walking, onSteps: (done: number) => void): Promise<SampleResult> {
  const dimensions = sizeOf(potential.network.inputShape);
  const chains = start.length / dimensions;
  const size = groupSize(chains, dimensions);
  const groups = Math.ceil(chains / size);
  const states = new Float32Array(start.length);
  const norms = new Float64Array(chains);
  const ahead = new PiecesAhead<Walked>(pieces);
  let done = 0;
  let accepted = 0;
  const walk = (group: number): Promise<Walked> => {
    const [from, to] = [group * size, Math.min(chains, (group + 1) * size)];
    return walkGroup(pieces, potential, start.slice(from * dimensions, to * dimensions), from, options, (steps) => onSteps((done += steps)));
  };
  for (let group = 0; group < groups; ) {
    for (const walked of await ahead.take(group, groups, walk, performance.now() + WAIT_MS)) {
      states.set(walked.states, group * size * dimensions);
      norms.set(walked.norms, group * size);
      accepted += walked.accepted;
      group++;
    }
  }
  return {
    states,
    energies: await evaluator.energies(states),
    meanGradientNorms: norms.map((sum) => sum / Math.max(1, options.steps)),
    acceptance: options.sampler === 'mala' && options.steps > 0 ? accepted / (chains * options.steps) : null,
  };
}

async function walkGroup(
  pieces: PieceRunner, potential: Potential, from: Float32Array, first: number, { sampler, steps, epsilon, temperature, seed }: Walking, onSteps: (steps: number) => void,
): Promise<Walked> {
  const dimensions = sizeOf(potential.network.inputShape);
  const chains = from.length / dimensions;
  const keys = Array.from({ length: chains }, (_, chain) => streamKey(seed, SAMPLE_STREAM.chain, first + chain));
  const norms = new Float64Array(chains);
  let states = from;
  let known: KnownEnergies | null = null;
  let accepted = 0;
  for (let stepsDone = 0; stepsDone < steps; ) {
    const call = stepsACallOf(dimensions);
    const left = steps - stepsDone;
    // What does not fill a call runs step by step.
    const stepsACall = left < call ? 1 : call;
    const taken = Math.min(left - (left % stepsACall), CALLS_A_PIECE * stepsACall);
    const walking = { potential, states, keys, stepsDone, steps: taken, stepsACall, weights: 'constant' } as const;
    const walked: LangevinResult | MalaResult = sampler === 'mala'
      ? await pieces.run({ ...walking, program: 'mala', epsilon, temperature, known })
      : await pieces.run({ ...walking, program: 'langevin', conditions: epsilon > 0 ? { epsilon, temperature } : { stepSize: 1 }, path: false });
    walked.gradientNorms.forEach((norm, at) => (norms[at % chains] = norms[at % chains]! + norm));
    if ('accepted' in walked) {
      known = walked.known;
      accepted += walked.accepted.reduce((sum, one) => sum + one, 0);
    }
    states = walked.states;
    stepsDone += taken;
    onSteps(taken * chains);
  }
  return { states, norms, accepted };
}
