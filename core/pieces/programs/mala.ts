import { z } from 'zod';
import { createMala } from '../../sampling/mala.ts';
import type { NamedProgram } from '../named-program.ts';
import { factor, values } from './piece-fields.ts';
import { chainsOf, rowsOf, TOO_LONG, walkCalls, walkFits, walkingFields, walkKey, walkSteps } from './walking.ts';
import type { WalkingPiece } from './walking.ts';

/** U [n] and ∇U [n, c, h, w] where the chains stand. */
export interface KnownEnergies {
  readonly energies: Float32Array;
  readonly gradients: Float32Array;
}

/** Metropolis-adjusted Langevin steps of chains; of 0 steps: only what is known where they stand. */
export interface MalaPiece extends WalkingPiece<'mala'> {
  readonly epsilon: number;
  readonly temperature: number;
  /** From the piece before; null: evaluated first. */
  readonly known: KnownEnergies | null;
}

/** Row k of [steps, n] belongs to step k and the state before it. */
export interface MalaResult {
  /** After the last step, [n, c, h, w]. */
  readonly states: Float32Array;
  /** U [steps, n]. */
  readonly energies: Float32Array;
  /** ‖∇U‖₂ [steps, n]. */
  readonly gradientNorms: Float32Array;
  /** 1 where the proposal was accepted, else 0, [steps, n]. */
  readonly accepted: Float32Array;
  /** At the last states. */
  readonly known: KnownEnergies;
}

const known = z.strictObject({ energies: values, gradients: values });

export const mala: NamedProgram<MalaPiece, MalaResult> = {
  schema: z.strictObject({ program: z.literal('mala'), ...walkingFields, epsilon: factor, temperature: factor, known: known.nullable() }).refine(walkFits, TOO_LONG),
  resultSchema: z.strictObject({ states: values, energies: values, gradientNorms: values, accepted: values, known }),
  chainStepsOf: walkSteps,
  keyOf: walkKey,
  weightsOf: ({ weights }) => weights,
  async prepare(engine, { potential, keys, stepsACall, weights }) {
    const sampler = await createMala(engine, potential, { chains: keys.length, unroll: stepsACall, changingWeights: weights === 'given' });
    return {
      async run(piece) {
        const { epsilon, temperature } = piece;
        const given = weights === 'given' ? piece.potential.weights : undefined;
        const chains = chainsOf(piece);
        const from = piece.known === null ? await sampler.init(piece.states, piece.keys, given) : piece.known;
        const { state, infos } = await walkCalls(piece, { ...from, ...chains }, (now) => sampler.step(now, { epsilon, temperature }, given));
        return {
          states: state.x,
          energies: rowsOf(infos, (info) => info.energies),
          gradientNorms: rowsOf(infos, (info) => info.gradientNorms),
          accepted: rowsOf(infos, (info) => info.accepted),
          known: { energies: state.energies, gradients: state.gradients },
        };
      },
      close: () => sampler.close(),
    };
  },
};
