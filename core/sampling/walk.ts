import type { Engine } from '../engines/engine.ts';
import { sizeOf } from '../graph/program.ts';
import { localPieces } from '../pieces/local-pieces.ts';
import type { PieceRunner } from '../pieces/piece-runner.ts';
import type { LangevinResult } from '../pieces/programs/langevin.ts';
import type { KnownEnergies } from '../pieces/programs/mala.ts';
import type { Potential } from '../potentials/potential.ts';
import type { StreamKey } from '../random/stream-key.ts';
import { startChains } from './chains.ts';
import type { ChainState } from './chains.ts';

/** States of few coordinates spend their time between calls, not in them. */
const FEW_DIMENSIONS = 16;
const STEPS_A_CALL = 16;

/** Langevin steps that one call takes of states of so many values. */
export function stepsACallOf(dimensions: number): number {
  return dimensions <= FEW_DIMENSIONS ? STEPS_A_CALL : 1;
}

export interface WalkOptions {
  readonly sampler: 'langevin' | 'mala';
  /** Step noise ε; 0: gradient descent x ← x − stepSize·∇U (Langevin only). */
  readonly epsilon: number;
  readonly temperature: number;
  /** Of ∇U, where ε = 0. */
  readonly stepSize?: number;
  /** Where the chains stand: [n, c, h, w] flat, one stream a chain, steps they have taken already (0 by default). */
  readonly x: Float32Array;
  readonly keys: readonly StreamKey[];
  readonly stepsDone?: number;
}

/** What one step saw. */
export interface WalkStep {
  /** Number of this step, from 1. */
  readonly step: number;
  /** U and ‖∇U‖₂ of each chain before it, [n]. */
  readonly energies: Float32Array;
  readonly gradientNorms: Float32Array;
  /** Chains whose proposal was accepted; all of them with Langevin. */
  readonly accepted: number;
  /** States after it, [n, c, h, w] flat. */
  readonly states: Float32Array;
}

/** Chains that are watched step by step. */
export interface Walk {
  /** The next steps, in order: as many as one call of the engine takes. */
  next(): Promise<WalkStep[]>;
  close(): Promise<void>;
}

/**
 * Walks chains by Langevin or MALA, telling what each step saw. The numbers are those of the samplers themselves: a chain's noise is a
 * function of its stream and its step. The first steps throw EngineError when the engine cannot run it.
 * Throws SamplingError for conditions that make no sense.
 */
export async function createWalk(engine: Engine, potential: Potential, options: WalkOptions): Promise<Walk> {
  return walkInPieces(localPieces(engine), potential, options);
}

/** The same, a piece of work a call; closing it lets the potential's programs go. */
export function walkInPieces(pieces: PieceRunner, potential: Potential, options: WalkOptions): Walk {
  const dimensions = sizeOf(potential.network.inputShape);
  const start = startChains(options.x, options.keys, dimensions);
  const state: ChainState = { ...start, steps: start.keys.map(() => options.stepsDone ?? 0) };
  const next = options.sampler === 'mala' ? malaSteps(pieces, potential, options, state) : langevinSteps(pieces, potential, options, state, dimensions);
  return { next, close: () => pieces.release(potential) };
}

function langevinSteps(pieces: PieceRunner, potential: Potential, options: WalkOptions, start: ChainState, dimensions: number): Walk['next'] {
  const { keys } = start;
  const chains = keys.length;
  const stepsACall = stepsACallOf(dimensions);
  const path = stepsACall > 1;
  const conditions = options.epsilon > 0 ? { epsilon: options.epsilon, temperature: options.temperature } : { stepSize: options.stepSize ?? 1 };
  let states = start.x;
  let stepsDone = options.stepsDone ?? 0;
  return async () => {
    const done = stepsDone;
    const seen = await pieces.run({ program: 'langevin', potential, states, keys, stepsDone, steps: stepsACall, stepsACall, conditions, path, weights: 'constant' });
    states = seen.states;
    stepsDone += stepsACall;
    return stepsOf(seen, chains, done);
  };
}

/** What a piece of Langevin steps saw, step by step, of chains that had `done` steps behind them. Without a path the states of every step are those after the last. */
export function stepsOf({ states, energies, gradientNorms, path }: LangevinResult, chains: number, done: number): WalkStep[] {
  if (chains === 0) return [];
  const row = (values: Float32Array, at: number, size: number): Float32Array => values.slice(at * size, (at + 1) * size);
  return Array.from({ length: energies.length / chains }, (_, at) => ({
    step: done + at + 1,
    energies: row(energies, at, chains),
    gradientNorms: row(gradientNorms, at, chains),
    accepted: chains,
    states: path.length > 0 ? row(path, at, states.length) : states,
  }));
}

function malaSteps(pieces: PieceRunner, potential: Potential, { epsilon, temperature, stepsDone: before = 0 }: WalkOptions, { x, keys }: ChainState): Walk['next'] {
  let states = x;
  let known: KnownEnergies | null = null;
  let stepsDone = before;
  return async () => {
    // One step a call: the states between the steps of a call are not given back.
    const seen = await pieces.run({ program: 'mala', potential, states, keys, stepsDone, steps: 1, stepsACall: 1, epsilon, temperature, known, weights: 'constant' });
    ({ states, known } = seen);
    stepsDone++;
    return [{ step: stepsDone, energies: seen.energies, gradientNorms: seen.gradientNorms, accepted: seen.accepted.reduce((sum, one) => sum + one, 0), states }];
  };
}
