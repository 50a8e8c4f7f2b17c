import { createHash } from 'node:crypto';
import { FormatError } from './format-error.ts';
import type { WeightsFormat } from './recognise.ts';
import { recognise } from './recognise.ts';
import { readPth } from './pth/read-pth.ts';
import { readBytes } from './read-bytes.ts';
import { decodeSafetensors } from './safetensors.ts';
import type { DType, Tensor } from './tensor.ts';
import { isInteger, toFloat32 } from './tensor.ts';

export interface WeightTensor {
  readonly shape: number[];
  readonly values: Float32Array;
  /** Element type in the file. Whole numbers (such as num_batches_tracked) are counters, not weights. */
  readonly storedAs: DType;
}

/** Something the owner of the file should hear of; `tensor` names the one it is about, null: the whole file. */
export interface WeightsWarning {
  readonly kind: 'not-finite' | 'rounded' | 'whole-numbers' | 'ignored-entries';
  readonly tensor: string | null;
  readonly message: string;
}

export interface Weights {
  readonly tensors: Map<string, WeightTensor>;
  /** The file's own (safetensors `__metadata__`), and for a .pth how the state dict was reached. */
  readonly metadata: Record<string, string>;
  /** Of the file's bytes, in hexadecimal. */
  readonly sha256: string;
  readonly format: WeightsFormat;
  readonly warnings: readonly WeightsWarning[];
}

/**
 * Reads a weights file, .pth (zip or legacy, plain or wrapped) or safetensors, told apart by content, not by name.
 *
 * Every tensor is given as float32, which is exact for float32, float16 and bfloat16; a float64 or whole number that
 * float32 cannot hold is rounded and a warning says so. NaN and infinities are loaded as they are, with a warning of kind
 * `not-finite`: the file is read right, and whether such a net can be used is for the importer to say (it cannot).
 * `metadata` of a .pth has `wrapped_in` and `stripped_prefix` where they apply.
 *
 * @throws FormatError naming the file, what was expected and what was found. Sizes are checked before memory is taken,
 * and nothing in the file is ever run.
 */
export async function readWeights(path: string): Promise<Weights> {
  return decodeWeights(await readBytes(path), path);
}

/** readWeights on bytes in memory; `file` is the name for messages. */
export async function decodeWeights(bytes: Buffer, file: string): Promise<Weights> {
  const format = weightsFormat(bytes, file);
  const warnings: WeightsWarning[] = [];
  let tensors: ReadonlyMap<string, Tensor>;
  let metadata: Record<string, string>;
  if (format === 'safetensors') {
    const read = decodeSafetensors(bytes, file);
    tensors = read.tensors;
    metadata = { ...read.metadata };
  } else {
    const read = await readPth(bytes, file, format === 'pth-zip' ? 'zip' : 'legacy');
    tensors = read.tensors;
    metadata = {};
    if (read.wrappedIn.length > 0) metadata['wrapped_in'] = read.wrappedIn.join('/');
    if (read.strippedPrefix !== '') metadata['stripped_prefix'] = read.strippedPrefix;
    if (read.ignored.length > 0) {
      warnings.push({ kind: 'ignored-entries', tensor: null, message: `${read.ignored.length} entries of the state dict are no tensors and were left out.` });
    }
  }
  if (tensors.size === 0) throw new FormatError(file, { expected: 'at least one tensor', found: 'none' });

  const weights = new Map<string, WeightTensor>();
  for (const [name, { dtype, shape, values: stored }] of tensors) {
    const { values, exact } = toFloat32(stored);
    weights.set(name, { shape: [...shape], values, storedAs: dtype });
    if (isInteger(dtype)) warnings.push({ kind: 'whole-numbers', tensor: name, message: `${name} holds ${dtype}, not weights.` });
    if (!exact) warnings.push({ kind: 'rounded', tensor: name, message: `${name} is ${dtype} and was rounded to float32.` });
    const bad = countNotFinite(values);
    if (bad > 0) warnings.push({ kind: 'not-finite', tensor: name, message: `${name} holds ${bad} values of ${values.length} that are NaN or infinite.` });
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { tensors: weights, metadata, sha256, format, warnings };
}

function weightsFormat(bytes: Buffer, file: string): WeightsFormat {
  const kind = recognise(bytes);
  if (kind.weights !== null) return kind.weights;
  throw new FormatError(file, {
    expected: 'a PyTorch .pth state dict or a safetensors file',
    found: kind.name,
    ...(kind.advice === null ? {} : { advice: kind.advice }),
  });
}

function countNotFinite(values: Float32Array): number {
  let count = 0;
  for (const value of values) if (!Number.isFinite(value)) count++;
  return count;
}
