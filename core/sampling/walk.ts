import type { Engine } from '../engines/engine.ts';
import { sizeOf } from '../graph/program.ts';
import type { Potential } from '../potentials/potential.ts';
import type { StreamKey } from '../random/stream-key.ts';
import { startChains } from './chains.ts';
import type { ChainState } from './chains.ts';
import { createLangevin } from './langevin.ts';
import { createMala } from './mala.ts';
import type { MalaState } from './mala.ts';

/** States of few coordinates spend their time between calls, not in them. */
const FEW_DIMENSIONS = 16;
const STEPS_A_CALL = 16;

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
 * function of its stream and its step. Throws SamplingError for conditions that make no sense, EngineError when the engine cannot run it.
 */
export async function createWalk(engine: Engine, potential: Potential, options: WalkOptions): Promise<Walk> {
  const dimensions = sizeOf(potential.network.inputShape);
  const start = startChains(options.x, options.keys, dimensions);
  const state: ChainState = { ...start, steps: start.keys.map(() => options.stepsDone ?? 0) };
  return options.sampler === 'mala' ? malaWalk(engine, potential, options, state) : langevinWalk(engine, potential, options, state, dimensions);
}

async function langevinWalk(engine: Engine, potential: Potential, options: WalkOptions, start: ChainState, dimensions: number): Promise<Walk> {
  const chains = start.keys.length;
  const unroll = dimensions <= FEW_DIMENSIONS ? STEPS_A_CALL : 1;
  const conditions = options.epsilon > 0 ? { epsilon: options.epsilon, temperature: options.temperature } : { stepSize: options.stepSize ?? 1 };
  const langevin = await createLangevin(engine, potential, { chains, unroll, path: unroll > 1 });
  let state = start;
  return {
    async next() {
      const done = state.steps[0] ?? 0;
      const result = await langevin.step(state, conditions);
      state = result.state;
      const { energies, gradientNorms, path } = result.info;
      return rows(unroll, chains, (row) => ({
        step: done + row + 1,
        energies: energies.slice(row * chains, (row + 1) * chains),
        gradientNorms: gradientNorms.slice(row * chains, (row + 1) * chains),
        accepted: chains,
        states: unroll > 1 ? path.slice(row * chains * dimensions, (row + 1) * chains * dimensions) : state.x,
      }));
    },
    close: () => langevin.close(),
  };
}

async function malaWalk(engine: Engine, potential: Potential, options: WalkOptions, start: ChainState): Promise<Walk> {
  const chains = start.keys.length;
  // One step a call: the states between the steps of a call are not given back.
  const mala = await createMala(engine, potential, { chains });
  let state: MalaState = { ...(await mala.init(start.x, start.keys)), steps: start.steps };
  return {
    async next() {
      const step = (state.steps[0] ?? 0) + 1;
      const { epsilon, temperature } = options;
      const { state: next, info } = await mala.step(state, { epsilon, temperature });
      state = next;
      return [{ step, energies: info.energies, gradientNorms: info.gradientNorms, accepted: info.accepted.reduce((sum, one) => sum + one, 0), states: next.x }];
    },
    close: () => mala.close(),
  };
}

function rows(count: number, chains: number, of: (row: number) => WalkStep): WalkStep[] {
  return chains === 0 ? [] : Array.from({ length: count }, (_, row) => of(row));
}
