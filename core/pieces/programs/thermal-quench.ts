import { z } from 'zod';
import { sizeOf } from '../../graph/program.ts';
import { createQuench, isQuenched, stepQuench } from '../../kinetic/quench.ts';
import { stepThermal } from '../../kinetic/thermal-states.ts';
import type { ThermalSettings } from '../../kinetic/thermal-states.ts';
import type { PieceOf } from '../named-program.ts';
import type { Batched } from './evaluation.ts';
import { parted } from './parted.ts';
import { batch, count, factor, states, steps, values } from './piece-fields.ts';

/** Start states of a kinetic map to thermal states at T, and those to their inherent structures. */
export interface ThermalQuenchPiece extends PieceOf<'thermal-quench'>, Batched {
  /** Number of the first state: names its random stream, and it in errors. */
  readonly first: number;
  readonly settings: ThermalSettings & { readonly quenchSteps: number };
}

/** Thermal states and inherent structures, as the states, and U of each, [n]. */
export interface ThermalQuenchResult {
  readonly thermal: Float32Array;
  readonly thermalEnergies: Float32Array;
  readonly inherent: Float32Array;
  readonly inherentEnergies: Float32Array;
}

export const thermalQuench = parted<ThermalQuenchPiece, ThermalQuenchResult>({
  schema: z.strictObject({
    program: z.literal('thermal-quench'), states, batch, first: count(Number.MAX_SAFE_INTEGER),
    settings: z.strictObject({ sampleSteps: steps, quenchSteps: steps, epsilon: factor, temperature: factor, seed: count(Number.MAX_SAFE_INTEGER) }),
  }),
  resultSchema: z.strictObject({ thermal: values, thermalEnergies: values, inherent: values, inherentEnergies: values }),
  chainStepsOf: ({ states: x, potential, settings: { sampleSteps, quenchSteps } }) => (x.length / sizeOf(potential.network.inputShape)) * (sampleSteps + quenchSteps),
  async run(evaluator, { states: x, first, settings }) {
    const walk = { x: x.slice(), step: 0 };
    let thermalEnergies: Float32Array | null = null;
    while (thermalEnergies === null) thermalEnergies = await stepThermal(walk, first, evaluator, settings);
    const quench = createQuench(walk.x, evaluator.dimensions, settings.quenchSteps);
    while (!isQuenched(quench)) await stepQuench(quench, evaluator, settings.epsilon);
    return { thermal: walk.x, thermalEnergies, inherent: quench.positions, inherentEnergies: quench.energies };
  },
});
