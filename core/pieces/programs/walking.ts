import { z } from 'zod';
import type { StreamKey } from '../../random/stream-key.ts';
import type { ChainState } from '../../sampling/chains.ts';
import { joinBatches } from '../../sampling/join-batches.ts';
import { SamplingError } from '../../sampling/sampling-error.ts';
import type { PieceOf } from '../named-program.ts';
import { count, isHeld, states, steps, streamKeys } from './piece-fields.ts';

/** Steps of chains that run as one batch: each has a random stream of its own, whose counter is the step. */
export interface WalkingPiece<Name extends string> extends PieceOf<Name> {
  /** A stream a chain, [n]. */
  readonly keys: readonly StreamKey[];
  /** Steps that every chain has behind it. */
  readonly stepsDone: number;
  /** Steps to take: a multiple of `stepsACall`. */
  readonly steps: number;
  /** Steps that one run of the compiled program takes. */
  readonly stepsACall: number;
  readonly weights: 'constant' | 'given';
}

/** What every walk's schema has. */
export const walkingFields = {
  states,
  keys: streamKeys,
  stepsDone: count(Number.MAX_SAFE_INTEGER),
  steps,
  stepsACall: count(1024, 1),
  weights: z.enum(['constant', 'given']),
};

/** Whether what a walk has to tell of every step fits into its result: a number a chain and, where its path is wanted, the states. */
export function walkFits({ keys, states: x, steps: each, path = false }: Pick<WalkingPiece<string>, 'keys' | 'states' | 'steps'> & { readonly path?: boolean }): boolean {
  return isHeld(keys.length * each) && (!path || isHeld(x.length * each));
}
export const TOO_LONG = 'more steps than one piece can tell of';

/** Steps of all chains of a walk. */
export function walkSteps({ keys, steps: each }: WalkingPiece<string>): number {
  return keys.length * each;
}

/** What is compiled for a walk, beside its potential; a network with given weights serves potentials of any ε only as different programs. */
export function walkKey({ keys, stepsACall, weights, potential }: WalkingPiece<string>): string {
  return `${keys.length} ${stepsACall} ${weights === 'given' ? `given ${potential.trainEpsilon}` : 'constant'}`;
}

/** Where the chains of a piece stand. Throws SamplingError when its steps are not a whole number of calls. */
export function chainsOf({ states: x, keys, stepsDone, steps: each, stepsACall }: WalkingPiece<string>): ChainState {
  if (each % stepsACall !== 0) throw new SamplingError(`A piece of ${each} steps cannot be walked ${stepsACall} at a time: make it a multiple.`);
  return { x, keys, steps: keys.map(() => stepsDone) };
}

/** Calls the sampler until the piece's steps are taken. */
export async function walkCalls<State extends ChainState, Info>(piece: WalkingPiece<string>, from: State, step: (state: State) => Promise<{ state: State; info: Info }>): Promise<{ state: State; infos: Info[] }> {
  let state = from;
  const infos: Info[] = [];
  for (let taken = 0; taken < piece.steps; taken += piece.stepsACall) {
    const next = await step(state);
    state = next.state;
    infos.push(next.info);
  }
  return { state, infos };
}

/** Rows of the calls one after another; those of a single call as they are. */
export function rowsOf<Info>(infos: readonly Info[], of: (info: Info) => Float32Array): Float32Array {
  return infos.length === 1 ? of(infos[0]!) : joinBatches(infos.map(of));
}
