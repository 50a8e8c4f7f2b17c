import { openNetwork } from '../../../core/networks/open-network.ts';
import { defaultChoices } from '../../../core/onnx/import-choices.ts';
import { lowerings } from '../../../core/onnx/lowering/lowerings.ts';
import { decodeModel } from '../../../core/onnx/proto/decode-model.ts';
import type { AttributeProto, ModelProto } from '../../../core/onnx/proto/model-proto.ts';
import { networkOf, readModel } from '../../../core/onnx/read-model.ts';
import type { ModelFile } from '../../../core/onnx/read-model.ts';
import { energyProgram } from '../../../core/potentials/energy-program.ts';
import type { Random } from '../formats/fuzz/random.ts';

/** Errors that a person can read; anything else that a damaged file brings about is a fault of the program. */
const CLEAR = ['FormatError', 'NetworkError', 'GraphError', 'PotentialError'];

export interface Outcome {
  readonly kind: 'imported' | 'refused' | 'fault';
  readonly message: string;
  /** Of processor time: what a busy machine makes of it is not the file's. */
  readonly milliseconds: number;
}

/** Places in a file that are not elements of tensors: those of its structure, where a change tells. */
export function structuralPlaces(bytes: Uint8Array): number[] {
  const elements = new Uint8Array(bytes.length);
  for (const { raw } of decodeModel(bytes).graph.initializers) if (raw !== null) elements.fill(1, raw.byteOffset - bytes.byteOffset, raw.byteOffset - bytes.byteOffset + raw.length);
  return Array.from(bytes.keys()).filter((at) => elements[at] === 0);
}

/** A change of the bytes: bits, numbers made huge or 0, parts cut out, doubled or moved, the end cut off. Most keep the lengths around them. */
export function mutateBytes(random: Random, bytes: Uint8Array, places: readonly number[]): Uint8Array {
  let result = Uint8Array.from(bytes);
  for (let change = random.below(3); change >= 0; change--) {
    const at = Math.min(random.pick(places), result.length - 1);
    const length = 1 + random.below(random.below(8) === 0 ? 2000 : 12);
    const kind = random.below(16);
    if (kind < 5) result[at]! ^= 1 << random.below(8);
    else if (kind < 9) result[at] = random.below(256);
    else if (kind < 12) result[at] = random.pick([0, 1, 2, 3, 7, 0x7f, 0x80, 0xfe, 0xff]);
    else if (kind === 12) result.fill(0xff, at, at + length);
    else if (kind === 13) result = Uint8Array.from([...result.subarray(0, at), ...result.subarray(at + length)]);
    else if (kind === 14) result = Uint8Array.from([...result.subarray(0, at + length), ...result.subarray(at)]);
    else if (random.below(4) === 0) result = result.slice(0, at);
    if (result.length === 0) return result;
  }
  return result;
}

const NUMBERS = [-1, 0, 1, 2, 3, 5, 8, 64, -(2 ** 31), 2 ** 31 - 1, 2 ** 40, 2 ** 53, -(2 ** 63), 0.5, NaN, Infinity];

/** A change of what the bytes say: ops, attributes, inputs, sizes, tensors. The message stays whole, so that what comes after reading is tried. */
export function mutateModel(random: Random, model: ModelProto): ModelProto {
  const { graph } = model;
  const nodes = graph.nodes.map((node) => ({ ...node, inputs: [...node.inputs], attributes: new Map(node.attributes) }));
  const initializers = graph.initializers.map((tensor) => ({ ...tensor, dims: [...tensor.dims] }));
  const inputs = graph.inputs.map((value) => ({ ...value, dims: value.dims === null ? null : [...value.dims] }));
  let opset = model.opsets.get('') ?? 17;
  for (let change = random.below(3); change >= 0; change--) {
    const node = random.pick(nodes);
    const kind = random.below(10);
    if (kind === 0) node.op = random.pick([...lowerings.keys(), 'Loop', 'If', 'TopK']);
    else if (kind === 1 && node.inputs.length > 0) node.inputs[random.below(node.inputs.length)] = random.pick([...nodes.flatMap(({ outputs }) => outputs), ...initializers.map(({ name }) => name), '', 'x']);
    else if (kind === 2) node.inputs.splice(random.below(4), 1);
    else if (kind === 3) nodes.splice(random.below(nodes.length), 1, random.pick(nodes));
    else if (kind === 4 && initializers.length > 0) {
      const { dims } = random.pick(initializers);
      if (dims.length > 0) dims[random.below(dims.length)] = random.pick(NUMBERS);
      else dims.push(random.pick(NUMBERS));
    } else if (kind === 5 && inputs[0]?.dims) inputs[0].dims[random.below(4)] = random.pick([...NUMBERS, 'n', null]);
    else if (kind === 6) opset = random.below(28);
    else mutateAttribute(random, node);
    if (nodes.length === 0) break;
  }
  return { ...model, opsets: new Map([['', opset]]), graph: { ...graph, nodes, initializers, inputs } };
}

const NAMES = ['axis', 'axes', 'perm', 'strides', 'pads', 'kernel_shape', 'dilations', 'group', 'alpha', 'blocksize', 'mode', 'to', 'keepdims', 'auto_pad', 'equation', 'start', 'transB'];

function mutateAttribute(random: Random, node: { readonly attributes: Map<string, AttributeProto> }): void {
  const names = [...node.attributes.keys()];
  const name = names.length > 0 && random.below(3) > 0 ? random.pick(names) : random.pick(NAMES);
  const before = node.attributes.get(name);
  if (before?.kind === 'tensor') {
    // The values of a constant: sizes, indices, masks.
    const { value } = before;
    const listed = value.raw === null ? [...value.listed] : Array.from({ length: value.dims.reduce((size, axis) => size * axis, 1) }, () => random.pick(NUMBERS));
    if (listed.length > 0 && listed.length < 1000) node.attributes.set(name, { kind: 'tensor', value: { ...value, raw: null, listed: listed.map((one) => (random.below(3) === 0 ? random.pick(NUMBERS) : one)) } });
  } else if (before?.kind === 'numbers' && random.below(4) > 0) {
    node.attributes.set(name, { kind: 'numbers', value: before.value.map((one) => (random.below(2) === 0 ? random.pick(NUMBERS) : one)).slice(0, before.value.length - random.below(2)) });
  } else {
    node.attributes.set(name, random.pick<AttributeProto>([
      { kind: 'number', value: random.pick(NUMBERS) }, { kind: 'string', value: 'SAME_UPPER' }, { kind: 'numbers', value: [random.pick(NUMBERS), 1] }, { kind: 'other' },
    ]));
  }
}

/** `readDamaged` of a message that is whole. */
export function importDamaged(model: ModelProto, output: 'energy' | 'logits'): Promise<Outcome> {
  return judged(() => Promise.resolve({ model, external: new Map() }), output);
}

/** Reads a file as far as a program of energies and gradients. External data are looked for in a folder without any. */
export function readDamaged(bytes: Uint8Array, output: 'energy' | 'logits'): Promise<Outcome> {
  return judged(() => readModel(bytes, '/nowhere/damaged.onnx'), output);
}

function spent(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

async function judged(read: () => Promise<ModelFile>, output: 'energy' | 'logits'): Promise<Outcome> {
  const start = process.cpuUsage();
  const outcome = (kind: Outcome['kind'], message: string): Outcome => ({ kind, message, milliseconds: spent(start) });
  try {
    const { description } = await networkOf(await read(), { ...defaultChoices, output }, 'damaged', 'damaged.onnx');
    energyProgram({ network: openNetwork(description), trainEpsilon: 0 }, 2, { gradient: true });
    return outcome('imported', '');
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return error instanceof Error && CLEAR.includes(error.name) ? outcome('refused', text) : outcome('fault', error instanceof Error ? (error.stack ?? text) : text);
  }
}
