import { mean } from '../analysis/correlations.ts';
import type { Engine } from '../engines/engine.ts';
import type { StreamKey } from '../random/stream-key.ts';
import { joinBatches } from '../sampling/join-batches.ts';
import type { ChainSampler, NegativeChains } from './negative-chains.ts';

/** Chains that a call takes on the CPU, at most: as fast as any larger batch. */
const largestPart = 32;
/** Fewer a call would be slower. */
const smallestPart = 16;

/**
 * Into how many equal parts a batch of images is cut. A program's first runs take the memory for its activations, and with new weights as
 * constants every update has a new program: on the CPU parts of 16 to 32 chains need less of it at the same speed. A GPU takes all at once.
 */
export function partsOf(batch: number, engine: Pick<Engine, 'device'>): number {
  if (engine.device !== 'cpu') return 1;
  for (let part = largestPart; part >= smallestPart; part--) if (batch % part === 0) return batch / part;
  return 1;
}

/** A sampler of so many times the chains of this one: their parts are handed out together, to be walked one after another or side by side. */
export function inParts(sampler: ChainSampler, parts: number): ChainSampler {
  if (parts === 1) return sampler;
  const each = async (keys: readonly StreamKey[], act: (part: number, keys: readonly StreamKey[]) => Promise<NegativeChains>): Promise<NegativeChains> => {
    return together(await Promise.all(Array.from({ length: parts }, (_, part) => act(part, partOf(keys, part, parts)))));
  };
  return {
    stepsACall: sampler.stepsACall,
    begin: (x, keys, weights) => each(keys, (part, own) => sampler.begin(viewOf(x, part, parts), own, weights)),
    walk: (chains, keys, weights) => each(keys, (part, own) => sampler.walk(apart(chains, part, parts), own, weights)),
  };
}

function partOf(keys: readonly StreamKey[], part: number, parts: number): readonly StreamKey[] {
  const count = keys.length / parts;
  return keys.slice(part * count, (part + 1) * count);
}

function viewOf(values: Float32Array, part: number, parts: number): Float32Array {
  const count = values.length / parts;
  return values.subarray(part * count, (part + 1) * count);
}

/** A part's chains; its sums are those of all, so that their mean over the parts goes on from them. */
function apart(chains: NegativeChains, part: number, parts: number): NegativeChains {
  const { x, known } = chains;
  return { ...chains, x: viewOf(x, part, parts), known: known && { energies: viewOf(known.energies, part, parts), gradients: viewOf(known.gradients, part, parts) } };
}

function together(walked: readonly NegativeChains[]): NegativeChains {
  const known = walked.flatMap((chains) => chains.known ?? []);
  return {
    x: joinBatches(walked.map(({ x }) => x)),
    stepsDone: walked[0]!.stepsDone,
    normSum: mean(walked.map(({ normSum }) => normSum)),
    acceptedSum: mean(walked.map(({ acceptedSum }) => acceptedSum)),
    known: known.length === 0 ? null : { energies: joinBatches(known.map(({ energies }) => energies)), gradients: joinBatches(known.map(({ gradients }) => gradients)) },
  };
}
