import { z } from 'zod';
import { createLangevin } from '../../sampling/langevin.ts';
import type { LangevinConditions } from '../../sampling/langevin-kernel.ts';
import type { NamedProgram } from '../named-program.ts';
import { factor, values } from './piece-fields.ts';
import { chainsOf, rowsOf, TOO_LONG, walkCalls, walkFits, walkingFields, walkKey, walkSteps } from './walking.ts';
import type { WalkingPiece } from './walking.ts';

/** Langevin steps of chains, or plain gradient steps where the conditions have no noise. */
export interface LangevinPiece extends WalkingPiece<'langevin'> {
  readonly conditions: LangevinConditions;
  /** Whether the states after every step are wanted. */
  readonly path: boolean;
}

/** Row k of [steps, n] belongs to the state before step k. */
export interface LangevinResult {
  /** After the last step, [n, c, h, w]. */
  readonly states: Float32Array;
  /** U [steps, n]. */
  readonly energies: Float32Array;
  /** ‖∇U‖₂ [steps, n]. */
  readonly gradientNorms: Float32Array;
  /** States after each step [steps, n, c, h, w], where wanted, else empty. */
  readonly path: Float32Array;
}

/** One number for all chains, or one for each. */
const perChain = z.union([factor, values, z.instanceof(Float64Array), z.array(factor)]);

export const langevin: NamedProgram<LangevinPiece, LangevinResult> = {
  schema: z.strictObject({
    program: z.literal('langevin'), ...walkingFields,
    conditions: z.union([z.strictObject({ epsilon: perChain, temperature: perChain }), z.strictObject({ stepSize: perChain })]),
    path: z.boolean(),
  }).refine(walkFits, TOO_LONG),
  resultSchema: z.strictObject({ states: values, energies: values, gradientNorms: values, path: values }),
  chainStepsOf: walkSteps,
  keyOf: (piece) => `${walkKey(piece)} ${piece.path ? 'path' : ''}`,
  weightsOf: ({ weights }) => weights,
  async prepare(engine, { potential, keys, stepsACall, weights, path }) {
    const sampler = await createLangevin(engine, potential, { chains: keys.length, unroll: stepsACall, changingWeights: weights === 'given', path });
    return {
      async run(piece) {
        const given = weights === 'given' ? piece.potential.weights : undefined;
        const { state, infos } = await walkCalls(piece, chainsOf(piece), (chains) => sampler.step(chains, piece.conditions, given));
        return {
          states: state.x,
          energies: rowsOf(infos, (info) => info.energies),
          gradientNorms: rowsOf(infos, (info) => info.gradientNorms),
          path: rowsOf(infos, (info) => info.path),
        };
      },
      close: () => sampler.close(),
    };
  },
};
