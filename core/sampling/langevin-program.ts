import { Builder } from '../graph/builder.ts';
import { sizeOf } from '../graph/program.ts';
import type { NodeId, Program } from '../graph/program.ts';
import { declareWeights } from '../networks/energy-network.ts';
import { energyAndGradient, energyOf, scaled } from '../potentials/energy-program.ts';
import type { EnergySpec } from '../potentials/energy-program.ts';
import { energyScale } from '../potentials/potential.ts';
import { asColumn, magnet, noiseName, outputSteps, squarePerChain } from './program-parts.ts';

export interface LangevinProgramOptions {
  /** n: chains that run as one batch. */
  readonly chains: number;
  /** K: Langevin steps in one run of the program. */
  readonly unroll: number;
  /** With a target and its pull. */
  readonly magnet: boolean;
  /** Also return the states after every step. */
  readonly path: boolean;
  /** Also evaluate U after the last step (one more forward pass). */
  readonly finalEnergy: boolean;
  /** The noise of all steps as one input `noise` [K, n, c, h, w]: one transfer to a device with a memory of its own. */
  readonly noiseTogether: boolean;
}

/**
 * K Langevin steps as one program: x ← x − drift·∇F(x) − pull·(x − x*)/‖x − x*‖₂ + noise_scale·z (science.md, section 3).
 *
 * Inputs: `x` [n, c, h, w] ([n, d] where states are vectors [d, 1, 1], as everything of their shape); `noise_0` … `noise_{K−1}` of the same shape (or `noise`, all of them); `drift`, `noise_scale` [n]; with a magnet `target`
 * as x and `pull` [n]. Drift multiplies ∇F, not ∇U, so that ε = ε_train at T = 1 is exactly x − ∇F + ε z.
 * Outputs: `x` after K steps; `energies` [K, n], U at the state before each step (K + 1 rows with `finalEnergy`);
 * `gradient_norms` [K, n], ‖∇U‖₂ there; with a magnet `distances` [K + 1, n], ‖x − x*‖₂ before each step and after the
 * last; with `path`, `path` [K, n, c, h, w], the states after each step.
 */
export function langevinProgram({ network, trainEpsilon }: EnergySpec, options: LangevinProgramOptions): Program {
  const builder = new Builder();
  const scale = energyScale(trainEpsilon);
  // Vectors are rows here: what a network of few units does to them costs no more than a change of shape.
  const [dimensions] = network.inputShape;
  const shape = dimensions === sizeOf(network.inputShape) ? [options.chains, dimensions] : [options.chains, ...network.inputShape];
  const column = (name: string): NodeId => asColumn(builder, builder.input(name, [options.chains]), shape.length);
  const weights = declareWeights(builder, network);
  const drift = column('drift');
  const noiseScale = column('noise_scale');
  const target = options.magnet ? builder.input('target', shape) : null;
  const pull = options.magnet ? column('pull') : null;

  const energies: NodeId[] = [];
  const squares: NodeId[] = [];
  const distances: NodeId[] = [];
  const path: NodeId[] = [];
  let x = builder.input('x', shape);
  const noiseOf = noiseInputs(builder, shape, options);
  for (let step = 0; step < options.unroll; step++) {
    const { energy, gradient } = energyAndGradient(builder, network, x, weights);
    energies.push(energy);
    squares.push(squarePerChain(builder, gradient));
    let next = builder.apply('sub', [x, builder.apply('mul', [drift, gradient])]);
    if (target !== null && pull !== null) {
      const { distance, unit } = magnet(builder, x, target);
      distances.push(distance);
      next = builder.apply('sub', [next, builder.apply('mul', [pull, unit])]);
    }
    x = builder.apply('add', [next, builder.apply('mul', [noiseScale, noiseOf(step)])]);
    path.push(x);
  }
  if (options.finalEnergy) energies.push(energyOf(builder, network, x, weights));
  if (target !== null) distances.push(magnet(builder, x, target).distance);

  builder.output('x', x);
  outputSteps(builder, 'energies', energies, (node) => scaled(builder, node, scale));
  outputSteps(builder, 'gradient_norms', squares, (node) => scaled(builder, builder.apply('sqrt', [node]), scale));
  if (target !== null) outputSteps(builder, 'distances', distances);
  if (options.path) outputSteps(builder, 'path', path);
  return builder.build();
}

/** The noise of a step, where it is asked for: an input of its own, or its part of the one input. */
function noiseInputs(builder: Builder, shape: readonly number[], { noiseTogether, unroll }: LangevinProgramOptions): (step: number) => NodeId {
  if (!noiseTogether) return (step) => builder.input(noiseName(step), shape);
  const all = builder.input('noise', [unroll, ...shape]);
  return (step) => builder.apply('reshape', [builder.apply('slice', [all], { starts: [step, ...shape.map(() => 0)], ends: [step + 1, ...shape] })], { shape });
}
