import type { Engine, Executable, Tensors } from '../engines/engine.ts';
import { sizeOf } from '../graph/program.ts';
import { energyScale } from '../potentials/potential.ts';
import type { Potential } from '../potentials/potential.ts';
import { checkChains, fillNoise, ofChain, perChain, startChains } from './chains.ts';
import type { ChainState, PerChain } from './chains.ts';
import { langevinProgram } from './langevin-program.ts';
import type { LangevinProgramOptions } from './langevin-program.ts';
import { noiseName } from './program-parts.ts';
import { SamplingError } from './sampling-error.ts';
import type { StreamKey } from '../random/stream-key.ts';

export interface SamplerOptions {
  /** Chains that run as one batch. */
  readonly chains: number;
  /** K: steps in one call. More hide the cost of a call (toy nets: 16), fewer come back sooner. Default 1. */
  readonly unroll?: number;
  /** Weights given at every step instead of fixed at the start: for learning, where they change. Slower a step. Default false. */
  readonly changingWeights?: boolean;
}

export interface LangevinOptions extends SamplerOptions {
  /** Return the states after every step. Default false. */
  readonly path?: boolean;
  /** Return U after the last step too (one more forward pass a call). Default false. */
  readonly finalEnergy?: boolean;
}

/** Langevin at noise ε and temperature T, or plain gradient descent x ← x − stepSize·∇U without noise. */
export type LangevinConditions =
  | { readonly epsilon: PerChain; readonly temperature: PerChain }
  | { readonly stepSize: PerChain };

/** What one call saw. Row k of [K, n] belongs to the state before step k. */
export interface LangevinInfo {
  /** U [K, n]; with `finalEnergy` [K + 1, n], the last row at the new state. */
  readonly energies: Float32Array;
  /** ‖∇U‖₂ [K, n]. r_s of learning is this times ε²/2. */
  readonly gradientNorms: Float32Array;
  /** States after each step [K, n, c, h, w], where asked for, else empty. */
  readonly path: Float32Array;
}

/** Result of the compiled steps: Langevin's and, with a magnet, the distances. */
export interface KernelResult {
  readonly state: ChainState;
  readonly info: LangevinInfo & { readonly distances: Float32Array };
}

/** The magnet of each chain: target states [n, c, h, w], flat, and strengths. */
export interface MagnetConditions {
  readonly target: Float32Array;
  readonly alpha: PerChain;
}

/** Compiled Langevin steps, with or without a magnet: what `createLangevin` and `createMagnetized` share. */
export class LangevinKernel {
  readonly chains: number;
  readonly unroll: number;
  readonly dimensions: number;
  private readonly executable: Executable;
  private readonly scale: number;
  private readonly changingWeights: boolean;
  /** Of every step, [n, c, h, w]; parts of one array where the program takes it together. */
  private readonly noise: readonly Float32Array[];
  private readonly allNoise: Float32Array | null;

  private constructor(executable: Executable, potential: Potential, program: LangevinProgramOptions, changingWeights: boolean) {
    this.executable = executable;
    this.chains = program.chains;
    this.unroll = program.unroll;
    this.dimensions = sizeOf(potential.network.inputShape);
    this.scale = energyScale(potential.trainEpsilon);
    this.changingWeights = changingWeights;
    const size = this.chains * this.dimensions;
    const all = program.noiseTogether ? new Float32Array(program.unroll * size) : null;
    this.allNoise = all;
    this.noise = Array.from({ length: program.unroll }, (_, step) => all?.subarray(step * size, (step + 1) * size) ?? new Float32Array(size));
  }

  static async compile(engine: Engine, potential: Potential, options: LangevinOptions, withMagnet: boolean): Promise<LangevinKernel> {
    const { chains, unroll = 1, path = false, finalEnergy = false, changingWeights = false } = options;
    checkCounts(chains, unroll);
    const program = { chains, unroll, magnet: withMagnet, path, finalEnergy, noiseTogether: engine.transfers !== null };
    // On a device with a memory of its own only the noise is sent to a call that goes on where the last one ended.
    const kept = ['x', 'drift', 'noise_scale', 'target', 'pull', ...(changingWeights ? Object.keys(potential.weights) : [])];
    const executable = await engine.compile(langevinProgram(potential, program), changingWeights ? {} : potential.weights, { kept });
    return new LangevinKernel(executable, potential, program, changingWeights);
  }

  init(x: Float32Array, keys: readonly StreamKey[]): ChainState {
    const state = startChains(x, keys, this.dimensions);
    checkChains(state, this.chains, this.dimensions);
    return state;
  }

  async step(state: ChainState, conditions: LangevinConditions, magnet: MagnetConditions | null, weights: Tensors | undefined): Promise<KernelResult> {
    checkChains(state, this.chains, this.dimensions);
    checkWeights(weights, this.changingWeights);
    const inputs: Record<string, Float32Array> = { ...weights, x: state.x, ...this.coefficients(conditions) };
    if (magnet !== null) {
      if (magnet.target.length !== state.x.length) {
        throw new SamplingError(`The magnet needs a target of ${this.dimensions} coordinates for each of ${this.chains} chains; ${magnet.target.length} values were given.`);
      }
      inputs['target'] = magnet.target;
      inputs['pull'] = perChain(this.chains, 'pull of the magnet', (i) => (halfSquare(conditions, i)) * ofChain(magnet.alpha, i));
    }
    const noisy = 'epsilon' in conditions;
    this.noise.forEach((noise, ahead) => {
      if (noisy) fillNoise(noise, state, ahead);
      else noise.fill(0);
      if (this.allNoise === null) inputs[noiseName(ahead)] = noise;
    });
    if (this.allNoise !== null) inputs['noise'] = this.allNoise;
    const outputs = await this.executable.run(inputs);
    return {
      state: { x: outputs['x']!, keys: state.keys, steps: state.steps.map((step) => step + this.unroll) },
      info: {
        energies: outputs['energies']!,
        gradientNorms: outputs['gradient_norms']!,
        path: outputs['path'] ?? new Float32Array(0),
        distances: outputs['distances'] ?? new Float32Array(0),
      },
    };
  }

  close(): Promise<void> {
    return this.executable.dispose();
  }

  private coefficients(conditions: LangevinConditions): Record<string, Float32Array> {
    const temperature = (i: number) => {
      const value = 'epsilon' in conditions ? ofChain(conditions.temperature, i) : 1;
      if (!(value > 0)) throw new SamplingError(`The temperature of chain ${i} is ${value}; it must be positive.`);
      return value;
    };
    return {
      drift: perChain(this.chains, 'step', (i) => (halfSquare(conditions, i) * this.scale) / temperature(i)),
      noise_scale: perChain(this.chains, 'noise', (i) => ('epsilon' in conditions ? ofChain(conditions.epsilon, i) : 0)),
    };
  }
}

/** ε²/2, the factor of the forces; the step size itself for plain descent. */
function halfSquare(conditions: LangevinConditions, i: number): number {
  const value = 'epsilon' in conditions ? ofChain(conditions.epsilon, i) : ofChain(conditions.stepSize, i);
  if (!(value >= 0)) throw new SamplingError(`The ${'epsilon' in conditions ? 'ε' : 'step size'} of chain ${i} is ${value}; it must be 0 or positive.`);
  return 'epsilon' in conditions ? (value * value) / 2 : value;
}

/** Throws SamplingError unless weights are given exactly where the sampler was made for changing ones. */
export function checkWeights(weights: Tensors | undefined, changing: boolean): void {
  if (changing === (weights !== undefined)) return;
  throw new SamplingError(changing ? 'This sampler was made for changing weights: give them at every step.' : 'This sampler was made for fixed weights: they cannot be given at a step.');
}

/** Throws SamplingError unless there is at least one chain and one step a call. */
export function checkCounts(chains: number, unroll: number): void {
  if (!Number.isInteger(chains) || chains < 1) throw new SamplingError(`A sampler needs at least one chain; ${chains} were asked for.`);
  if (!Number.isInteger(unroll) || unroll < 1 || unroll > 256) throw new SamplingError(`A sampler takes 1 to 256 steps a call; ${unroll} were asked for.`);
}
