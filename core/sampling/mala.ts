import type { Engine, Tensors } from '../engines/engine.ts';
import { sizeOf } from '../graph/program.ts';
import { energyProgram } from '../potentials/energy-program.ts';
import type { Potential } from '../potentials/potential.ts';
import { uniformAt } from '../random/draw.ts';
import type { StreamKey } from '../random/stream-key.ts';
import { checkChains, fillNoise, ofChain, perChain, startChains } from './chains.ts';
import type { ChainState, PerChain } from './chains.ts';
import { checkCounts, checkWeights } from './langevin-kernel.ts';
import type { MagnetConditions, SamplerOptions } from './langevin-kernel.ts';
import { malaProgram, uniformName } from './mala-program.ts';
import { noiseName } from './program-parts.ts';
import { SamplingError } from './sampling-error.ts';

/** Chains with U and ∇U at their places, which the next step starts from. Plain data. */
export interface MalaState extends ChainState {
  /** U [n]. */
  readonly energies: Float32Array;
  /** ∇U [n, c, h, w], flat. */
  readonly gradients: Float32Array;
}

export interface MalaConditions {
  readonly epsilon: PerChain;
  readonly temperature: PerChain;
  /** Only, and always, where the sampler was made with a magnet. */
  readonly magnet?: MagnetConditions;
}

/** What one call saw. Row k of [K, n] belongs to step k and the state before it. */
export interface MalaInfo {
  /** U [K, n] at the state before each step; U at the new state is in the state itself. */
  readonly energies: Float32Array;
  /** ‖∇U‖₂ [K, n]. */
  readonly gradientNorms: Float32Array;
  /** H(x, p) − H(x', p') [K, n]: the proposal is accepted with probability min(1, exp of this). */
  readonly logRatios: Float32Array;
  /** 1 where the proposal was accepted, else 0, [K, n]. */
  readonly accepted: Float32Array;
  /** ‖x − x*‖₂ [K + 1, n] with a magnet, else empty: before each step and at the new state. */
  readonly distances: Float32Array;
}

/** The Metropolis-adjusted Langevin algorithm on a fixed number of chains. */
export interface Mala {
  readonly chains: number;
  readonly unroll: number;
  /** Chains at x [n, c, h, w], flat; evaluates U and ∇U there. */
  init(x: Float32Array, keys: readonly StreamKey[], weights?: Tensors): Promise<MalaState>;
  /** K steps of every chain. `weights`, here and above, only where the sampler was made for changing ones: those of the whole walk. */
  step(state: MalaState, conditions: MalaConditions, weights?: Tensors): Promise<{ state: MalaState; info: MalaInfo }>;
  close(): Promise<void>;
}

/**
 * MALA sampler for exp(−U/T), or exp(−[U/T + α‖x − x*‖₂]) with a magnet: Langevin proposals, accepted with probability
 * min(1, exp(H(x, p) − H(x', p'))) (science.md, section 3). A proposal whose energy is not a number is rejected.
 *
 * Noise and acceptance of a chain at a step are functions of its stream and that step alone. Throws SamplingError for
 * conditions that make no sense, EngineError when the engine cannot run it.
 */
export async function createMala(engine: Engine, potential: Potential, options: SamplerOptions & { readonly magnet?: boolean }): Promise<Mala> {
  const { chains, unroll = 1, magnet: withMagnet = false, changingWeights = false } = options;
  checkCounts(chains, unroll);
  const dimensions = sizeOf(potential.network.inputShape);
  const constants = changingWeights ? {} : potential.weights;
  const energy = await engine.compile(energyProgram(potential, chains, { gradient: true }), constants);
  const executable = await engine.compile(malaProgram(potential, { chains, unroll, magnet: withMagnet }), constants);
  const noise = Array.from({ length: unroll }, () => new Float32Array(chains * dimensions));

  return {
    chains,
    unroll,
    async init(x, keys, weights) {
      checkWeights(weights, changingWeights);
      const state = startChains(x, keys, dimensions);
      checkChains(state, chains, dimensions);
      const outputs = await energy.run({ ...weights, x });
      return { ...state, energies: outputs['energy']!, gradients: outputs['gradient']! };
    },
    async step(state, { epsilon, temperature, magnet }, weights) {
      checkChains(state, chains, dimensions);
      checkWeights(weights, changingWeights);
      if ((magnet !== undefined) !== withMagnet) {
        throw new SamplingError(withMagnet ? 'This sampler was made with a magnet: give its target and α at every step.' : 'This sampler was made without a magnet: ask for one when it is made.');
      }
      const inputs: Record<string, Float32Array> = {
        ...weights,
        x: state.x,
        energy: state.energies,
        gradient: state.gradients,
        epsilon: perChain(chains, 'ε', (i) => positive('ε', ofChain(epsilon, i), i)),
        inverse_temperature: perChain(chains, 'inverse temperature', (i) => 1 / positive('temperature', ofChain(temperature, i), i)),
      };
      if (magnet !== undefined) {
        if (magnet.target.length !== state.x.length) {
          throw new SamplingError(`The magnet needs a target of ${dimensions} coordinates for each of ${chains} chains; ${magnet.target.length} values were given.`);
        }
        inputs['target'] = magnet.target;
        inputs['alpha'] = perChain(chains, 'α', (i) => ofChain(magnet.alpha, i));
      }
      noise.forEach((values, ahead) => {
        fillNoise(values, state, ahead);
        inputs[noiseName(ahead)] = values;
        inputs[uniformName(ahead)] = Float32Array.from(state.keys, (key, i) => Math.log(uniformAt(key, state.steps[i]! + ahead)));
      });
      const outputs = await executable.run(inputs);
      return {
        state: {
          x: outputs['x']!, keys: state.keys, steps: state.steps.map((step) => step + unroll),
          energies: outputs['energy']!, gradients: outputs['gradient']!,
        },
        info: {
          energies: outputs['energies']!,
          gradientNorms: outputs['gradient_norms']!,
          logRatios: outputs['log_ratios']!,
          accepted: outputs['accepted']!,
          distances: outputs['distances'] ?? new Float32Array(0),
        },
      };
    },
    async close() {
      await energy.dispose();
      await executable.dispose();
    },
  };
}

function positive(what: string, value: number, chain: number): number {
  if (!(value > 0)) throw new SamplingError(`The ${what} of chain ${chain} is ${value}; it must be positive.`);
  return value;
}
