import { mean } from '../analysis/correlations.ts';
import type { TrainingConfig } from '../contract/training-config.ts';
import type { Engine, Tensors } from '../engines/engine.ts';
import type { EnergyNetwork } from '../networks/energy-network.ts';
import type { StreamKey } from '../random/stream-key.ts';
import type { ChainState } from '../sampling/chains.ts';
import { createLangevin } from '../sampling/langevin.ts';
import type { Langevin } from '../sampling/langevin.ts';
import { createMala } from '../sampling/mala.ts';
import type { Mala, MalaState } from '../sampling/mala.ts';
import type { NegativeChains, NegativeSampler } from './negative-chains.ts';
import { inParts, partsOf } from './sampler-parts.ts';

export interface NegativeSamplerOptions {
  readonly config: Pick<TrainingConfig, 'batchSize' | 'epsilon' | 'shortRun'>;
  readonly network: EnergyNetwork;
  readonly weights: Tensors;
  /** One compiled sampler takes the weights at each call; else those given here are its constants. */
  readonly changingWeights: boolean;
  readonly stepsACall: number;
}

/** Compiles the sampler that the config names. Throws EngineError when the engine cannot run it. */
export async function openNegativeSampler(engine: Engine, options: NegativeSamplerOptions): Promise<NegativeSampler> {
  const { config, network, weights, changingWeights, stepsACall: unroll } = options;
  const potential = { network, weights, trainEpsilon: config.epsilon };
  // One program for all updates has its memory; it takes the batch as it is.
  const parts = changingWeights ? 1 : partsOf(config.batchSize, engine);
  const common = { chains: config.batchSize / parts, unroll, changingWeights };
  const sampler =
    config.shortRun.sampler === 'langevin'
      ? langevinSampler(await createLangevin(engine, potential, common), config.epsilon, changingWeights)
      : malaSampler(await createMala(engine, potential, common), config.epsilon, changingWeights);
  return inParts(sampler, parts);
}

function langevinSampler(sampler: Langevin, epsilon: number, changing: boolean): NegativeSampler {
  // U of a net learned with ε is F/(ε²/2): the step below is x ← x − ∇F + ε z; without noise, x ← x − ∇F.
  const conditions = epsilon > 0 ? { epsilon, temperature: 1 } : { stepSize: 1 };
  return {
    stepsACall: sampler.unroll,
    begin: async (x, keys) => ({ x: sampler.init(x, keys).x, stepsDone: 0, normSum: 0, acceptedSum: 0, known: null }),
    async walk(chains, keys, weights) {
      const { state, info } = await sampler.step(chainState(chains, keys), conditions, changing ? weights : undefined);
      return { ...chains, x: state.x, stepsDone: chains.stepsDone + sampler.unroll, normSum: chains.normSum + mean(info.gradientNorms) * sampler.unroll };
    },
    close: () => sampler.close(),
  };
}

function malaSampler(sampler: Mala, epsilon: number, changing: boolean): NegativeSampler {
  const conditions = { epsilon, temperature: 1 };
  const knownOf = ({ energies, gradients }: MalaState) => ({ energies, gradients });
  return {
    stepsACall: sampler.unroll,
    async begin(x, keys, weights) {
      const state = await sampler.init(x, keys, changing ? weights : undefined);
      return { x: state.x, stepsDone: 0, normSum: 0, acceptedSum: 0, known: knownOf(state) };
    },
    async walk(chains, keys, weights) {
      const { state, info } = await sampler.step({ ...chainState(chains, keys), ...chains.known! }, conditions, changing ? weights : undefined);
      return {
        x: state.x,
        stepsDone: chains.stepsDone + sampler.unroll,
        normSum: chains.normSum + mean(info.gradientNorms) * sampler.unroll,
        acceptedSum: chains.acceptedSum + mean(info.accepted) * sampler.unroll,
        known: knownOf(state),
      };
    },
    close: () => sampler.close(),
  };
}

function chainState(chains: NegativeChains, keys: readonly StreamKey[]): ChainState {
  return { x: chains.x, keys, steps: keys.map(() => chains.stepsDone) };
}
