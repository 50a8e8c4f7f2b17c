import type { EpsilonCheck } from '../contract/potential.ts';
import type { Engine } from '../engines/engine.ts';
import { sizeOf } from '../graph/program.ts';
import type { Potential } from '../potentials/potential.ts';
import { fillUniform } from '../random/fill-uniform.ts';
import { streamKey } from '../random/stream-key.ts';
import { createMala } from '../sampling/mala.ts';
import { createLangevin } from '../sampling/langevin.ts';
import { readable } from '../pictures/numbers.ts';

/** What short chains at an ε show. Means over chains. */
export interface EpsilonEvidence {
  /** U of uniform noise on [−1, 1], and where Langevin chains from it stand after their steps. */
  readonly noise: number;
  readonly chains: number;
  /** r_s/(ε√N): mean length of the gradient's part of a step over that of its noise, at the chains. */
  readonly gradient: number;
  /** Share of MALA proposals of step ε accepted from there, T = 1. */
  readonly acceptance: number;
}

const MALA_STEPS = 30;
/** Milliseconds that the chains may take: large nets get fewer steps. */
const PATIENCE = 4000;
/**
 * r_s/(ε√N) from which the gradient overshoots what the noise explores. With the right ε it was 0.06 to 0.8 over our potentials and the
 * reference's, at a tenth of it 0.4 to 7.7.
 */
const OVERSHOOT = 1;
/** Acceptance below which no chain is thermal: 0.72 to 0.94 for convergent potentials at the right ε, below 0.03 for those of images at a tenth. */
const FROZEN = 0.1;

/** Langevin chains from noise, then MALA from where they are. Throws EngineError, SamplingError; the reason of `signal` once it is aborted. */
export async function measureEpsilon(engine: Engine, potential: Potential, signal?: AbortSignal): Promise<EpsilonEvidence> {
  const dimensions = sizeOf(potential.network.inputShape);
  const few = dimensions <= 16;
  const [chains, steps] = few ? [64, 300] : [8, 150];
  const epsilon = potential.trainEpsilon;
  const keys = Array.from({ length: chains }, (_, i) => streamKey(1, i));
  const start = new Float32Array(chains * dimensions);
  keys.forEach((_, i) => fillUniform(start, i * dimensions, dimensions, streamKey(2, i), 0, -1, 1));
  const langevin = await createLangevin(engine, potential, { chains });
  const mala = await createMala(engine, potential, { chains });
  try {
    const until = performance.now() + PATIENCE;
    let state = langevin.init(start, keys);
    let noise = 0;
    let norms: Float32Array = new Float32Array(chains);
    for (let step = 0; step < steps && (step < 20 || performance.now() < until); step++) {
      signal?.throwIfAborted();
      const { state: next, info } = await langevin.step(state, { epsilon, temperature: 1 });
      if (step === 0) noise = mean(info.energies);
      norms = info.gradientNorms;
      state = next;
    }
    let chain = await mala.init(state.x, keys);
    const reached = mean(chain.energies);
    let accepted = 0;
    let tried = 0;
    for (; tried < MALA_STEPS && (tried < 5 || performance.now() < until + PATIENCE); tried++) {
      signal?.throwIfAborted();
      const { state: next, info } = await mala.step(chain, { epsilon, temperature: 1 });
      accepted += mean(info.accepted);
      chain = next;
    }
    return { noise, chains: reached, gradient: (mean(norms) * epsilon) / 2 / Math.sqrt(dimensions), acceptance: accepted / tried };
  } finally {
    await langevin.close();
    await mala.close();
  }
}

/** What the evidence says of an ε, in words with their numbers. */
export function judgeEpsilon({ noise, chains, gradient, acceptance }: EpsilonEvidence, epsilon: number): EpsilonCheck {
  const at = `At ε = ${readable(epsilon)}`;
  const share = `${Math.round(100 * acceptance)} %`;
  if (![noise, chains, gradient].every(Number.isFinite)) {
    return { verdict: 'unclear', text: `${at} chains from noise run off to values that are no numbers: the potential is not stable, or ε is another.` };
  }
  if (chains >= noise) {
    return {
      verdict: 'large',
      text: `${at} short chains end at U = ${readable(chains, 4)}, above the uniform noise they start from (${readable(noise, 4)}): the noise of a step outweighs all that the potential pulls with (r_s is ${readable(gradient, 2)} of ε√N). ε of training was probably smaller.`,
    };
  }
  if (gradient > OVERSHOOT) {
    return {
      verdict: 'small',
      text: `${at} the gradient's part of a step is ${readable(gradient, 2)} times that of its noise (r_s over ε√N; convergent learning settles well below 1), and MALA accepts ${share}. ε of training was probably larger, or the potential's chains do not stay where its data are.`,
    };
  }
  if (acceptance < FROZEN) {
    return {
      verdict: 'unclear',
      text: `${at} MALA accepts ${share} of its proposals, so chains are not thermal: ε of training was larger, or the potential is non-convergent (its chains run on to ever lower U). Maps of its long-run samples mislead then.`,
    };
  }
  return { verdict: 'fits', text: `${at} chains come down from U = ${readable(noise, 4)} to ${readable(chains, 4)}, MALA accepts ${share}, r_s is ${readable(gradient, 2)} of ε√N: nothing speaks against it.` };
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
