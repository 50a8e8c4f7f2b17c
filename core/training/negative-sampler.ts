import type { TrainingConfig } from '../contract/training-config.ts';
import type { Engine, Tensors } from '../engines/engine.ts';
import { sizeOf } from '../graph/program.ts';
import type { EnergyNetwork } from '../networks/energy-network.ts';
import type { PieceRunner } from '../pieces/piece-runner.ts';
import type { Potential } from '../potentials/potential.ts';
import { startChains } from '../sampling/chains.ts';
import type { NegativeSampler } from './negative-chains.ts';
import { inParts, partsOf } from './sampler-parts.ts';
import type { PartSampler } from './sampler-parts.ts';

export interface NegativeSamplerOptions {
  readonly config: Pick<TrainingConfig, 'batchSize' | 'epsilon' | 'shortRun'>;
  readonly network: EnergyNetwork;
  readonly weights: Tensors;
  /** One compiled sampler takes the weights at each call; else those given here are its constants. */
  readonly changingWeights: boolean;
  readonly stepsACall: number;
}

/** The chains of one piece: the potential whose weights they walk with, and how. */
interface Walking {
  readonly pieces: PieceRunner;
  readonly potentialOf: (weights: Tensors) => Potential;
  readonly epsilon: number;
  readonly stepsACall: number;
  readonly weights: 'constant' | 'given';
}

/**
 * The sampler that the config names, whose calls are pieces of work: on the CPU several a step, which are handed out together.
 * `engine` says how a batch is cut, whoever computes. Its calls throw EngineError when they cannot be run.
 */
export function openNegativeSampler(engine: Pick<Engine, 'device'>, pieces: PieceRunner, options: NegativeSamplerOptions): NegativeSampler {
  const { config, network, weights, changingWeights, stepsACall } = options;
  const { batchSize, epsilon, shortRun } = config;
  const own: Potential = { network, weights, trainEpsilon: epsilon };
  // One program for all updates has its memory; it takes the batch as it is.
  const parts = changingWeights ? 1 : partsOf(batchSize, engine);
  const walking: Walking = {
    pieces, epsilon, stepsACall,
    potentialOf: changingWeights ? (now) => ({ network, weights: now, trainEpsilon: epsilon }) : () => own,
    weights: changingWeights ? 'given' : 'constant',
  };
  const sampler = shortRun.sampler === 'langevin' ? langevinSampler(walking) : malaSampler(walking);
  return { ...inParts(sampler, parts), close: () => pieces.release(own) };
}

function langevinSampler({ pieces, potentialOf, epsilon, stepsACall, weights }: Walking): PartSampler {
  // U of a net learned with ε is F/(ε²/2): the step below is x ← x − ∇F + ε z; without noise, x ← x − ∇F.
  const conditions = epsilon > 0 ? { epsilon, temperature: 1 } : { stepSize: 1 };
  return {
    stepsACall,
    begin: async (x, keys, now) => ({ states: startChains(x, keys, sizeOf(potentialOf(now).network.inputShape)).x, known: null }),
    async walk({ states }, keys, now, stepsDone, steps) {
      const walked = await pieces.run({ program: 'langevin', potential: potentialOf(now), states, keys, stepsDone, steps, stepsACall, conditions, path: false, weights });
      return { states: walked.states, known: null, gradientNorms: walked.gradientNorms, accepted: null };
    },
  };
}

function malaSampler({ pieces, potentialOf, epsilon, stepsACall, weights }: Walking): PartSampler {
  const common = { program: 'mala', epsilon, temperature: 1, stepsACall, weights } as const;
  return {
    stepsACall,
    // Where pieces run side by side the first of them says what is known, so that none waits for it.
    begin: async (states, keys, now) => (pieces.width > 1 ? { states, known: null } : pieces.run({ ...common, potential: potentialOf(now), states, keys, stepsDone: 0, steps: 0, known: null })),
    walk: ({ states, known }, keys, now, stepsDone, steps) => pieces.run({ ...common, potential: potentialOf(now), states, keys, stepsDone, steps, known }),
  };
}
