import { mean } from '../analysis/correlations.ts';
import type { Engine, Tensors } from '../engines/engine.ts';
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

/** Where the chains of a part stand. */
export interface PartState {
  readonly states: Float32Array;
  readonly known: NegativeChains['known'];
}

/** What was seen of a part's chains on their way there: [steps, chains]; `accepted` is null where nothing is rejected. */
export interface WalkedPart extends PartState {
  readonly gradientNorms: Float32Array;
  readonly accepted: Float32Array | null;
}

/** Walks one part of a batch. */
export interface PartSampler {
  readonly stepsACall: number;
  begin(states: Float32Array, keys: readonly StreamKey[], weights: Tensors): Promise<PartState>;
  walk(from: PartState, keys: readonly StreamKey[], weights: Tensors, stepsDone: number, steps: number): Promise<WalkedPart>;
}

/**
 * A sampler of all chains: their parts are handed out together, to be walked one after another or side by side. Sums go on call by call from the mean over
 * the parts, so that they have the same bits however many steps were walked at once.
 */
export function inParts(sampler: PartSampler, parts: number): ChainSampler {
  const { stepsACall } = sampler;
  const each = <Part>(keys: readonly StreamKey[], act: (part: number, keys: readonly StreamKey[]) => Promise<Part>): Promise<Part[]> => {
    const count = keys.length / parts;
    return Promise.all(Array.from({ length: parts }, (_, part) => act(part, keys.slice(part * count, (part + 1) * count))));
  };
  const partOf = ({ x, known }: Pick<NegativeChains, 'x' | 'known'>, part: number): PartState => ({
    states: viewOf(x, part, parts), known: known && { energies: viewOf(known.energies, part, parts), gradients: viewOf(known.gradients, part, parts) },
  });
  return {
    stepsACall,
    async begin(x, keys, weights) {
      const begun = await each(keys, (part, own) => sampler.begin(viewOf(x, part, parts), own, weights));
      return { ...together(begun), stepsDone: 0, normSum: 0, acceptedSum: 0 };
    },
    async walk(chains, keys, weights, steps = stepsACall) {
      const { stepsDone, normSum, acceptedSum } = chains;
      const walked = await each(keys, (part, own) => sampler.walk(partOf(chains, part), own, weights, stepsDone, steps));
      const calls = steps / stepsACall;
      return {
        ...together(walked),
        stepsDone: stepsDone + steps,
        normSum: summed(normSum, walked.map(({ gradientNorms }) => gradientNorms), calls, stepsACall),
        acceptedSum: summed(acceptedSum, walked.flatMap(({ accepted }) => accepted ?? []), calls, stepsACall),
      };
    },
  };
}

/** A sum over steps, gone on with call by call: after each it is the mean of what it would be of every part. */
function summed(from: number, parts: readonly Float32Array[], calls: number, stepsACall: number): number {
  let sum = from;
  if (parts.length === 0) return sum;
  for (let call = 0; call < calls; call++) {
    sum = mean(parts.map((values) => {
      const rows = values.length / calls;
      return sum + mean(values.subarray(call * rows, (call + 1) * rows)) * stepsACall;
    }));
  }
  return sum;
}

function viewOf(values: Float32Array, part: number, parts: number): Float32Array {
  const count = values.length / parts;
  return values.subarray(part * count, (part + 1) * count);
}

function together(parts: readonly PartState[]): Pick<NegativeChains, 'x' | 'known'> {
  if (parts.length === 1) return { x: parts[0]!.states, known: parts[0]!.known };
  const known = parts.flatMap((part) => part.known ?? []);
  return {
    x: joinBatches(parts.map(({ states }) => states)),
    known: known.length === 0 ? null : { energies: joinBatches(known.map(({ energies }) => energies)), gradients: joinBatches(known.map(({ gradients }) => gradients)) },
  };
}
