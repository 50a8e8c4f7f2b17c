import { Builder } from '../graph/builder.ts';
import type { NodeId, Program } from '../graph/program.ts';
import { declareWeights } from '../networks/energy-network.ts';
import { energyAndGradient, scaled } from '../potentials/energy-program.ts';
import type { EnergySpec } from '../potentials/energy-program.ts';
import { energyScale } from '../potentials/potential.ts';
import { asColumn, magnet, noiseName, outputSteps, squarePerChain, sumPerChain } from './program-parts.ts';

export interface MalaProgramOptions {
  /** n: chains that run as one batch. */
  readonly chains: number;
  /** K: steps in one run of the program. */
  readonly unroll: number;
  readonly magnet: boolean;
}

/** Name of the input with the logarithms of a step's uniform numbers. */
export function uniformName(step: number): string {
  return `log_uniform_${step}`;
}

/**
 * K steps of MALA as one program (science.md, section 3). With W = U/T (+ α‖x − x*‖₂), its gradient G and momentum p = z:
 * x' = x − (ε²/2)G(x) + ε z, p' = p − (ε/2)(G(x) + G(x')), accepted where log u < H(x, p) − H(x', p'), H = W + ‖p‖²/2.
 *
 * ‖p‖² − ‖p'‖² is computed as ε(G + G')·z − (ε²/4)‖G + G'‖², which does not subtract two sums of squares.
 * Inputs: `x` [n, c, h, w], `energy` [n] and `gradient` as x (U and ∇U at x); `noise_k` as x and `log_uniform_k` [n] for
 * each step; `epsilon`, `inverse_temperature` [n]; with a magnet `target` as x and `alpha` [n].
 * Outputs: `x`, `energy`, `gradient` after K steps; `energies`, `gradient_norms` [K, n] at the state before each step;
 * `log_ratios` [K, n], H(x, p) − H(x', p'); `accepted` [K, n], 1 or 0; with a magnet `distances` [K + 1, n].
 */
export function malaProgram({ network, trainEpsilon }: EnergySpec, options: MalaProgramOptions): Program {
  const builder = new Builder();
  const apply = builder.apply.bind(builder);
  const scale = energyScale(trainEpsilon);
  const shape = [options.chains, ...network.inputShape];
  const weights = declareWeights(builder, network);
  const epsilon = builder.input('epsilon', [options.chains]);
  const inverseTemperature = builder.input('inverse_temperature', [options.chains]);
  const target = options.magnet ? builder.input('target', shape) : null;
  const alpha = options.magnet ? builder.input('alpha', [options.chains]) : null;
  const half = builder.scalar(0.5);
  const step = asColumn(builder, epsilon);
  const halfSquare = apply('mul', [half, apply('square', [step])]);

  /** G = ∇W and the distance to the target, given ∇U. */
  const forceAt = (x: NodeId, gradient: NodeId): { force: NodeId; distance: NodeId | null } => {
    const force = apply('mul', [asColumn(builder, inverseTemperature), gradient]);
    if (target === null || alpha === null) return { force, distance: null };
    const { distance, unit } = magnet(builder, x, target);
    return { force: apply('add', [force, apply('mul', [asColumn(builder, alpha), unit])]), distance };
  };

  const energies: NodeId[] = [];
  const squares: NodeId[] = [];
  const ratios: NodeId[] = [];
  const acceptances: NodeId[] = [];
  const distances: NodeId[] = [];
  let x = builder.input('x', shape);
  let energy = builder.input('energy', [options.chains]);
  let gradient = builder.input('gradient', shape);
  let here = forceAt(x, gradient);
  for (let k = 0; k < options.unroll; k++) {
    energies.push(energy);
    squares.push(squarePerChain(builder, gradient));
    if (here.distance !== null) distances.push(here.distance);

    const z = builder.input(noiseName(k), shape);
    const drifted = apply('sub', [x, apply('mul', [halfSquare, here.force])]);
    const proposal = apply('add', [drifted, apply('mul', [step, z])]);
    const evaluated = energyAndGradient(builder, network, proposal, weights);
    const energyThere = scaled(builder, evaluated.energy, scale);
    const gradientThere = scaled(builder, evaluated.gradient, scale);
    const there = forceAt(proposal, gradientThere);

    let ratio = apply('mul', [inverseTemperature, apply('sub', [energy, energyThere])]);
    if (alpha !== null && here.distance !== null && there.distance !== null) {
      ratio = apply('add', [ratio, apply('mul', [alpha, apply('sub', [here.distance, there.distance])])]);
    }
    const forces = apply('add', [here.force, there.force]);
    // (‖p‖² − ‖p'‖²)/2 = (ε/2)(G + G')·(z − (ε/4)(G + G'))
    const quarter = apply('mul', [builder.scalar(0.25), step]);
    const along = sumPerChain(builder, apply('mul', [forces, apply('sub', [z, apply('mul', [quarter, forces])])]));
    ratio = apply('add', [ratio, apply('mul', [apply('mul', [half, epsilon]), along])]);

    const accepted = apply('less', [builder.input(uniformName(k), [options.chains]), ratio]);
    ratios.push(ratio);
    acceptances.push(accepted);
    const column = asColumn(builder, accepted);
    x = apply('where', [column, proposal, x]);
    energy = apply('where', [accepted, energyThere, energy]);
    gradient = apply('where', [column, gradientThere, gradient]);
    here = {
      force: apply('where', [column, there.force, here.force]),
      distance: here.distance === null || there.distance === null ? null : apply('where', [accepted, there.distance, here.distance]),
    };
  }
  if (here.distance !== null) distances.push(here.distance);

  builder.output('x', x);
  builder.output('energy', energy);
  builder.output('gradient', gradient);
  outputSteps(builder, 'energies', energies);
  outputSteps(builder, 'gradient_norms', squares, (node) => builder.apply('sqrt', [node]));
  outputSteps(builder, 'log_ratios', ratios);
  outputSteps(builder, 'accepted', acceptances);
  if (distances.length > 0) outputSteps(builder, 'distances', distances);
  return builder.build();
}
