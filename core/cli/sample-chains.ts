import type { Engine } from '../engines/engine.ts';
import { sizeOf } from '../graph/program.ts';
import type { Evaluator } from '../potentials/create-evaluator.ts';
import type { Potential } from '../potentials/potential.ts';
import { streamKey } from '../random/stream-key.ts';
import type { StreamKey } from '../random/stream-key.ts';
import { createLangevin } from '../sampling/langevin.ts';
import { createMagnetized } from '../sampling/magnetized.ts';
import { createMala } from '../sampling/mala.ts';

/** Streams of a seed: what the start states and the chains draw from. */
export const SAMPLE_STREAM = { start: 0, chain: 1 } as const;

/** States of few coordinates spend their time between calls, not in them. */
const FEW_DIMENSIONS = 16;
const STEPS_A_CALL = 16;
const STEPS_A_CALL_ON_GPU = 10;

export interface SampleOptions {
  readonly sampler: 'langevin' | 'mala';
  readonly steps: number;
  /** 0: plain gradient descent on the network's own F (Langevin only). */
  readonly epsilon: number;
  readonly temperature: number;
  readonly seed: number;
  /** Target states [chains, c, h, w], flat, and α; null without a magnet. */
  readonly magnet: { readonly target: Float32Array; readonly alpha: number } | null;
  /** Chains that run as one batch. */
  readonly batch: number;
}

export interface SampleResult {
  readonly states: Float32Array;
  readonly energies: Float32Array;
  /** Mean of ‖∇U‖₂ over the steps, of each chain. */
  readonly meanGradientNorms: Float64Array;
  /** Share of accepted proposals over all chains; null for Langevin, which accepts all. */
  readonly acceptance: number | null;
}

interface Tally {
  readonly gradients: Float64Array;
  accepted: number;
}

/**
 * Runs chains from given states [chains, c, h, w] for a number of steps, in batches. A chain's numbers depend on the
 * seed and its place among all chains, not on the batch. Calls `onSteps` with the chain steps done so far.
 * Throws SamplingError or EngineError when they cannot be run.
 */
export async function sampleChains(engine: Engine, potential: Potential, evaluator: Evaluator, start: Float32Array, options: SampleOptions, onSteps: (done: number) => void): Promise<SampleResult> {
  const dimensions = sizeOf(potential.network.inputShape);
  const chains = start.length / dimensions;
  const states = new Float32Array(start.length);
  const tally: Tally = { gradients: new Float64Array(chains), accepted: 0 };
  let done = 0;
  for (let first = 0; first < chains; first += options.batch) {
    const count = Math.min(options.batch, chains - first);
    const rows = (values: Float32Array): Float32Array => values.slice(first * dimensions, (first + count) * dimensions);
    const keys = Array.from({ length: count }, (_, index) => streamKey(options.seed, SAMPLE_STREAM.chain, first + index));
    const magnet = options.magnet === null ? null : { target: rows(options.magnet.target), alpha: options.magnet.alpha };
    const x = await runBatch(engine, potential, rows(start), keys, { ...options, magnet }, tally, first, (steps) => {
      done += steps;
      onSteps(done);
    });
    states.set(x, first * dimensions);
  }
  return {
    states,
    energies: await evaluator.energies(states),
    meanGradientNorms: tally.gradients.map((sum) => sum / Math.max(1, options.steps)),
    acceptance: options.sampler === 'mala' && options.steps > 0 ? tally.accepted / (chains * options.steps) : null,
  };
}

async function runBatch(engine: Engine, potential: Potential, x: Float32Array, keys: readonly StreamKey[], options: SampleOptions, tally: Tally, first: number, onSteps: (done: number) => void): Promise<Float32Array> {
  const few = x.length / keys.length <= FEW_DIMENSIONS;
  // A GPU is asked for several steps at once whatever their size: it waits at every call's end.
  const unroll = Math.min(Math.max(1, options.steps), few ? STEPS_A_CALL : engine.transfers === null ? 1 : STEPS_A_CALL_ON_GPU);
  const whole = Math.floor(options.steps / unroll);
  // What does not fill a call runs step by step.
  const parts = [
    { unroll, calls: whole },
    { unroll: 1, calls: options.steps - whole * unroll },
  ].filter((part) => part.calls > 0);
  let steps = keys.map(() => 0);
  for (const part of parts) {
    const stepper = options.sampler === 'mala' ? await malaStepper(engine, potential, keys, part.unroll, options) : await langevinStepper(engine, potential, keys, part.unroll, options);
    await stepper.start(x, steps);
    for (let call = 0; call < part.calls; call++) {
      const { gradientNorms, accepted } = await stepper.step();
      gradientNorms.forEach((norm, index) => {
        tally.gradients[first + (index % keys.length)]! += norm;
      });
      tally.accepted += accepted;
      onSteps(part.unroll * keys.length);
      // A turn of the event loop, so that the progress shows and Ctrl-C arrives.
      await new Promise((resolve) => setImmediate(resolve));
    }
    ({ x, steps } = await stepper.end());
  }
  return x;
}

/** One way of stepping a batch, made for a number of steps a call. */
interface Stepper {
  start(x: Float32Array, steps: number[]): Promise<void>;
  step(): Promise<{ readonly gradientNorms: Float32Array; readonly accepted: number }>;
  end(): Promise<{ x: Float32Array; steps: number[] }>;
}

async function langevinStepper(engine: Engine, potential: Potential, keys: readonly StreamKey[], unroll: number, options: SampleOptions): Promise<Stepper> {
  const { epsilon, temperature, magnet } = options;
  const conditions = epsilon > 0 ? { epsilon, temperature } : { stepSize: 1 };
  const made = { chains: keys.length, unroll };
  const plain = magnet === null ? await createLangevin(engine, potential, made) : null;
  const magnetized = magnet === null ? null : await createMagnetized(engine, potential, made);
  let state = { x: new Float32Array(0), keys, steps: keys.map(() => 0) } as Parameters<NonNullable<typeof plain>['step']>[0];
  return {
    start: (x, steps) => {
      state = { x, keys, steps };
      return Promise.resolve();
    },
    step: async () => {
      const result = plain !== null ? await plain.step(state, conditions) : magnetized !== null && magnet !== null ? await magnetized.step(state, { ...conditions, ...magnet }) : null;
      if (result === null) throw new Error('a sampler is made with or without a magnet');
      state = result.state;
      return { gradientNorms: result.info.gradientNorms, accepted: 0 };
    },
    end: async () => {
      await plain?.close();
      await magnetized?.close();
      return { x: state.x, steps: [...state.steps] };
    },
  };
}

async function malaStepper(engine: Engine, potential: Potential, keys: readonly StreamKey[], unroll: number, options: SampleOptions): Promise<Stepper> {
  const { epsilon, temperature, magnet } = options;
  const mala = await createMala(engine, potential, { chains: keys.length, unroll, magnet: magnet !== null });
  let state: Parameters<typeof mala.step>[0] | null = null;
  return {
    start: async (x, steps) => {
      state = { ...(await mala.init(x, keys)), steps };
    },
    step: async () => {
      if (state === null) throw new Error('a sampler is started before it steps');
      const result = await mala.step(state, { epsilon, temperature, ...(magnet === null ? {} : { magnet }) });
      state = result.state;
      return { gradientNorms: result.info.gradientNorms, accepted: result.info.accepted.reduce((sum, one) => sum + one, 0) };
    },
    end: async () => {
      await mala.close();
      return { x: state?.x ?? new Float32Array(0), steps: [...(state?.steps ?? [])] };
    },
  };
}
