import { decodeSafetensors, encodeSafetensors } from '../formats/safetensors.ts';
import type { Tensor } from '../formats/tensor.ts';
import { MarkovError } from '../markov/markov-error.ts';
import { holdLooks } from '../markov/hold-run.ts';
import type { HoldState } from '../markov/hold-run.ts';
import type { StateCodec } from './job.ts';

const VERSION = '1';

/** States of watched chains as safetensors files. `steps` and `quenchSteps` as the chains were started with; `dimensions` of a state. */
export function holdCodec(steps: number, quenchSteps: number, dimensions: number): StateCodec<HoldState> {
  const looks = holdLooks(steps);
  return {
    encode: ({ starts, homes, seen, looked, done, x, quench }) => {
      const tensors = new Map<string, Tensor>([['starts', starts], ['homes', homes], ['seen', seen], ['x', x]].map(([name, values]) => [name as string, tensorOf(values as Int32Array)]));
      if (quench !== null) tensors.set('quench.positions', tensorOf(quench.positions)).set('quench.energies', tensorOf(quench.energies));
      const counts = { looked, done, ...(quench === null ? {} : { finished: quench.finished, step: quench.step }) };
      return encodeSafetensors(tensors, { hold_version: VERSION, ...Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, String(count)])) });
    },
    decode: (bytes) => {
      const { tensors, metadata } = decodeSafetensors(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), 'the saved chains');
      if (metadata['hold_version'] !== VERSION) throw new MarkovError('The saved chains are of another version of Basinscope: start them anew.');
      const ints = (name: string): Int32Array => valuesOf(name, tensors.get(name)?.values, Int32Array);
      const floats = (name: string): Float32Array => valuesOf(name, tensors.get(name)?.values, Float32Array);
      const [starts, homes, seen, x] = [ints('starts'), ints('homes'), ints('seen'), floats('x')];
      if (seen.length !== looks.length * homes.length || x.length !== homes.length * dimensions) throw new MarkovError('The saved chains are others than were asked to go on: start them anew.');
      const count = (name: string): number => Number(metadata[name]);
      const quench = metadata['finished'] === undefined ? null : {
        dimensions, steps: quenchSteps, positions: floats('quench.positions'), energies: floats('quench.energies'), finished: count('finished'), step: count('step'),
      };
      return { starts, homes, looks, seen, looked: count('looked'), done: count('done'), x, quench };
    },
  };
}

function tensorOf(values: Int32Array | Float32Array): Tensor {
  return { dtype: values instanceof Int32Array ? 'int32' : 'float32', shape: [values.length], values };
}

function valuesOf<T extends Int32Array | Float32Array>(name: string, found: unknown, Kind: abstract new (...args: never[]) => T): T {
  if (!(found instanceof Kind)) throw new MarkovError(`The saved chains are damaged: they have no "${name}". Start them anew.`);
  return found;
}
