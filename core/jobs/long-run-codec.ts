import { decodeSafetensors, encodeSafetensors } from '../formats/safetensors.ts';
import type { Tensor } from '../formats/tensor.ts';
import { RunError } from '../runs/run-error.ts';

/** Where a long-run test stands, with all it has recorded: rows of the points and frames reached, in the order of their steps. */
export interface LongRunState {
  /** Steps taken. */
  done: number;
  /** [chains of all starts, c, h, w], flat. */
  x: Float32Array;
  /** U and ‖∇U‖₂ [points, chains of all starts]. */
  readonly energies: Float32Array;
  readonly norms: Float32Array;
  /** To the nearest data, [frames, chains of all starts]. */
  readonly distances: Float32Array;
  /** [frames, starts, shown, c, h, w]. */
  readonly frames: Float32Array;
}

const VERSION = '1';
const NAMES = ['x', 'energies', 'norms', 'distances', 'frames'] as const;

/** A state as a safetensors file; `of` says which test it belongs to. */
export function encodeLongRun(state: LongRunState, of: string): Uint8Array {
  const tensors = new Map<string, Tensor>(NAMES.map((name) => [name, { dtype: 'float32', shape: [state[name].length], values: state[name] }]));
  return encodeSafetensors(tensors, { long_run_version: VERSION, of, done: String(state.done) });
}

/** Throws FormatError or RunError when the bytes are something else, or of another test than `of`. */
export function decodeLongRun(bytes: Uint8Array, of: string): LongRunState {
  const { tensors, metadata } = decodeSafetensors(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), 'the saved long-run test');
  if (metadata['long_run_version'] !== VERSION || metadata['of'] !== of) throw new RunError('The saved long-run test is another one than was asked to go on: start it anew.');
  const values = (name: string): Float32Array => {
    const found = tensors.get(name)?.values;
    if (!(found instanceof Float32Array)) throw new RunError(`The saved long-run test is damaged: it has no "${name}". Start it anew.`);
    return found;
  };
  const [x, energies, norms, distances, frames] = NAMES.map(values);
  return { done: Number(metadata['done']), x, energies, norms, distances, frames };
}
