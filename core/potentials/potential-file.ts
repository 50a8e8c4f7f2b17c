import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { ImportChoices, ModelFacts } from '../contract/import-choices.ts';
import { networkDescription } from '../contract/network.ts';
import type { NetworkDescription } from '../contract/network.ts';
import { decodeWeights } from '../formats/read-weights.ts';
import type { Weights, WeightsWarning } from '../formats/read-weights.ts';
import { readBytes } from '../formats/read-bytes.ts';
import { writeSafetensors } from '../formats/safetensors.ts';
import type { Tensor } from '../formats/tensor.ts';
import { checkWeights } from '../networks/check-weights.ts';
import type { EnergyNetwork } from '../networks/energy-network.ts';
import { inferNetwork } from '../networks/infer-network.ts';
import { NetworkError } from '../networks/network-error.ts';
import { openNetwork } from '../networks/open-network.ts';
import { ChoiceNeeded } from '../onnx/choice-needed.ts';
import { defaultChoices, isDefault } from '../onnx/import-choices.ts';
import { GraphRefusal } from '../onnx/graph-refusal.ts';
import { modelFacts } from '../onnx/model-facts.ts';
import { isModel, networkOf, readModel } from '../onnx/read-model.ts';
import { META, TRAINING_PREFIX } from './checkpoint-entries.ts';
import { PotentialError } from './potential-error.ts';
import type { Potential } from './potential.ts';

/** Everything a weights file says about a potential. */
export interface PotentialFile {
  readonly network: EnergyNetwork;
  readonly weights: Record<string, Float32Array>;
  /** ε of training where the file records it (ours do), else null: weights alone do not say it. */
  readonly recordedEpsilon: number | null;
  /** How the potential came to be, where the file says. */
  readonly provenance: string | null;
  readonly sha256: string;
  readonly warnings: readonly WeightsWarning[];
  /** What the graph of an ONNX file holds; null of other files. */
  readonly model: ModelFacts | null;
}

/**
 * Reads a potential: a state dict of one of the reference's nets (.pth or .safetensors), whose network is inferred
 * from its shapes, a safetensors file that carries the description of its network (`writePotentialFile`, or a checkpoint of a training run),
 * or an ONNX graph, which `choices` say how to read.
 *
 * Throws FormatError when the file is not such a file, PotentialError naming the file when its tensors are not those of
 * the network, or not finite.
 */
export async function readPotentialFile(path: string, choices = defaultChoices): Promise<PotentialFile> {
  return decodePotentialFile(await readBytes(path), path, choices);
}

/** `readPotentialFile` on bytes in memory; `file` is the name for messages, and the path beside which external data lie. */
export async function decodePotentialFile(bytes: Buffer, file: string, choices = defaultChoices): Promise<PotentialFile> {
  try {
    if (isModel(bytes, file)) return await decodeModelFile(bytes, file, choices);
    if (!isDefault(choices)) throw new PotentialError('What an output, a range or an input means can be chosen for ONNX files only.');
    return interpret(await decodeWeights(bytes, file));
  } catch (error) {
    if (error instanceof PotentialError || error instanceof NetworkError) throw new PotentialError(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}

function interpret({ tensors: found, metadata, sha256, format, warnings: all }: Weights): PotentialFile {
  // Only safetensors metadata is the file's own word; a .pth has none.
  const own = format === 'safetensors' ? metadata : {};
  // A checkpoint holds what learning needs to go on (bank, optimizer) beside the weights of its potential.
  const isWeight = (name: string | null): boolean => own[META.checkpoint] === undefined || name === null || !name.startsWith(TRAINING_PREFIX);
  const tensors = new Map([...found].filter(([name]) => isWeight(name)));
  const warnings = all.filter(({ tensor }) => isWeight(tensor));
  const recorded = own[META.architecture];
  let network: EnergyNetwork;
  if (recorded === undefined) {
    network = inferNetwork(tensors);
  } else {
    network = openNetwork(parseDescription(recorded));
    checkWeights(network, tensors);
  }
  return {
    network,
    weights: Object.fromEntries([...tensors].map(([key, { values }]) => [key, values])),
    recordedEpsilon: parseEpsilon(own[META.trainEpsilon]),
    provenance: own[META.provenance] ?? null,
    sha256,
    warnings,
    model: null,
  };
}

/** An ONNX file, read as chosen. Its hash is that of its bytes and external data, and of what was chosen: another choice is another potential. */
async function decodeModelFile(bytes: Buffer, file: string, choices: ImportChoices): Promise<PotentialFile> {
  const read = await readModel(bytes, file);
  const { description, weights } = await networkOf(read, choices, basename(file).replace(/\.onnx$/i, ''), file);
  const hash = createHash('sha256').update(bytes);
  for (const part of read.external.values()) hash.update(part);
  if (!isDefault(choices)) hash.update(JSON.stringify(choices));
  return {
    network: openNetwork(description),
    weights,
    // An energy is U itself; the ε that makes one of F is for the owner to say.
    recordedEpsilon: choices.output === 'F' ? null : 0,
    provenance: null,
    sha256: hash.digest('hex'),
    warnings: [],
    model: modelFacts(read.model, null),
  };
}

/**
 * What an ONNX file holds, with the question that has to be answered before it can be read, and everything for which it cannot be; null for other
 * files. Throws FormatError where it is no model.
 */
export async function readModelFacts(path: string): Promise<ModelFacts | null> {
  const bytes = await readBytes(path);
  if (!isModel(bytes, path)) return null;
  const read = await readModel(bytes, path);
  let question: ChoiceNeeded | null = null;
  // Read as logits, several numbers a state are no question, and what stands against the file behind it is found.
  for (const output of [null, 'logits'] as const) {
    try {
      await networkOf(read, { ...defaultChoices, output }, basename(path), path);
      break;
    } catch (error) {
      if (error instanceof GraphRefusal) return modelFacts(read.model, null, error.problems);
      if (!(error instanceof ChoiceNeeded)) throw error instanceof NetworkError ? new PotentialError(`${path}: ${error.message}`, { cause: error }) : error;
      question ??= error;
    }
  }
  return modelFacts(read.model, question);
}

/**
 * Writes a potential as safetensors: its weights under the names of the network's tensors, with the description of the network, ε and provenance as
 * metadata. The file appears whole or not at all; the same potential gives the same bytes.
 */
export async function writePotentialFile(path: string, potential: Potential, provenance: string): Promise<void> {
  const tensors = new Map<string, Tensor>();
  for (const [key, { shape }] of potential.network.weights) {
    tensors.set(key, { dtype: 'float32', shape, values: potential.weights[key]! });
  }
  await writeSafetensors(path, tensors, {
    [META.architecture]: JSON.stringify(potential.network.description),
    [META.trainEpsilon]: String(potential.trainEpsilon),
    [META.provenance]: provenance,
  });
}

function parseDescription(text: string): NetworkDescription {
  let parsed: ReturnType<typeof networkDescription.safeParse>;
  try {
    parsed = networkDescription.safeParse(JSON.parse(text));
  } catch (error) {
    // Not JSON, or nested so deep that parsing runs out of stack.
    throw new PotentialError(`Its "${META.architecture}" entry is not a layer list in JSON (${String(error).slice(0, 100)}).`, { cause: error });
  }
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  throw new PotentialError(`Its "${META.architecture}" entry is not a layer list${where}: ${issue?.message ?? 'not valid'}.`);
}

function parseEpsilon(text: string | undefined): number | null {
  if (text === undefined) return null;
  const epsilon = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(epsilon) || epsilon < 0) {
    throw new PotentialError(`Its "${META.trainEpsilon}" entry is ${JSON.stringify(text.slice(0, 40))}; 0 or a positive number was expected.`);
  }
  return epsilon;
}
