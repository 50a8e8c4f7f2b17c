import { GraphWriter } from './graph-writer.ts';
import { opRegistry } from '../../graph/registry.ts';
import { blockedConvolution } from './fusions/blocked-convolution.ts';
import { blockedElementwise } from './fusions/blocked-elementwise.ts';
import { blockedInputGradient } from './fusions/blocked-input-gradient.ts';
import { blockedLeakyGradient } from './fusions/blocked-leaky-gradient.ts';
import { blockedPool, blockedPoolGradient } from './fusions/blocked-pooling.ts';
import { blockedWeightGradient } from './fusions/blocked-weight-gradient.ts';
import { pooledConvolution } from './fusions/pooled-convolution.ts';
import { scaledLeakyGradient } from './fusions/scaled-leaky-gradient.ts';
import { squaredSum } from './fusions/squared-sum.ts';
import { stridedInputGradient } from './fusions/strided-input-gradient.ts';
import type { OnnxWriter } from '../../graph/lowering-onnx.ts';
import type { DeviceName } from '../../contract/engine.ts';
import type { Fusion, ProgramView } from './fusions/fusion.ts';
import type { Node, NodeId, Program } from '../../graph/program.ts';
import type { OnnxGraph, OnnxValue } from './onnx-model.ts';
import type { Tensors } from '../engine.ts';

/** A program as an ONNX graph, and how its tensors are called there. */
export interface LoweredProgram {
  readonly graph: OnnxGraph;
  /** ONNX names of the program's inputs and free parameters. */
  readonly inputNames: ReadonlyMap<string, string>;
  readonly outputNames: ReadonlyMap<string, string>;
  /** ONNX names of the parameters that became initializers. */
  readonly parameterNames: ReadonlyMap<string, string>;
}

/** Groups of ops that a device runs faster when they are written together. */
const fusionsOf: Readonly<Record<DeviceName, readonly Fusion[]>> = {
  cpu: [blockedConvolution, blockedPool, blockedPoolGradient, blockedInputGradient, blockedLeakyGradient, blockedWeightGradient, blockedElementwise, pooledConvolution, stridedInputGradient, scaledLeakyGradient, squaredSum],
  webgpu: [],
  cuda: [],
};

/**
 * Translates a program to ONNX for a device; parameters given here become initializers, the others graph inputs.
 * `blockSize`: channels in a block of the device's blocked image layout, 0 where it has none.
 */
export function lowerProgram(program: Program, parameters: Tensors, device: DeviceName, blockSize: number): LoweredProgram {
  const writer = new GraphWriter();
  const names: string[] = [];
  const nameOf = (id: NodeId): string => names[id]!;
  const inputs: OnnxValue[] = [];
  const inputNames = new Map<string, string>();
  const parameterNames = new Map<string, string>();
  const view = viewOf(program, parameters, blockSize);
  for (const node of program.nodes) {
    const { id, op, shape, attributes } = node;
    const fused = firstFused(view, node, fusionsOf[device], writer, nameOf);
    if (fused !== null) {
      names[id] = fused;
    } else if (op === 'constant') {
      names[id] = writer.initializer('c', shape, program.constants.get(id)!);
    } else if (op === 'input' || op === 'parameter') {
      const name = String(attributes['name']);
      const values = op === 'parameter' && Object.hasOwn(parameters, name) ? parameters[name] : undefined;
      if (values !== undefined) {
        names[id] = writer.initializer('p', shape, values);
        parameterNames.set(name, names[id]);
      } else {
        names[id] = `x${id}`;
        inputs.push({ name: names[id], shape });
        inputNames.set(name, names[id]);
      }
    } else {
      names[id] = opRegistry.get(op)!.onnx(writer, {
        inputs: node.inputs.map(nameOf),
        shapes: node.inputs.map((input) => program.nodes[input]!.shape),
        shape,
        attributes,
        device,
      });
    }
  }
  const produced = new Set(writer.nodesWritten.flatMap((node) => node.outputs));
  const outputNames = new Map<string, string>();
  const outputs: OnnxValue[] = [];
  for (const [name, id] of program.outputs) {
    const value = nameOf(id);
    // ONNX wants every output made by a node of its own.
    const own = produced.has(value) && !outputs.some((other) => other.name === value) ? value : writer.copy(value);
    outputNames.set(name, own);
    outputs.push({ name: own, shape: program.nodes[id]!.shape });
  }
  return { graph: pruned(writer, inputs, outputs), inputNames, outputNames, parameterNames };
}

/** The value of the first fusion that fits, written; null where none does. */
function firstFused(view: ProgramView, node: Node, fusions: readonly Fusion[], writer: OnnxWriter, nameOf: (id: NodeId) => string): string | null {
  for (const fusion of fusions) {
    const value = fusion(view, node)?.(writer, nameOf) ?? null;
    if (value !== null) return value;
  }
  return null;
}

/** The graph without nodes and initializers that no output needs. */
function pruned(writer: GraphWriter, inputs: readonly OnnxValue[], outputs: readonly OnnxValue[]): OnnxGraph {
  const needed = new Set(outputs.map((output) => output.name));
  const nodes = writer.nodesWritten.toReversed().filter((node) => {
    if (!node.outputs.some((output) => needed.has(output))) return false;
    for (const input of node.inputs) needed.add(input);
    return true;
  });
  return { nodes: nodes.reverse(), inputs, outputs, initializers: writer.initializers.filter(({ name }) => needed.has(name)) };
}

function viewOf(program: Program, parameters: Tensors, blockSize: number): ProgramView {
  const users = new Map<NodeId, Set<Node>>();
  for (const node of program.nodes) {
    for (const input of node.inputs) users.set(input, (users.get(input) ?? new Set()).add(node));
  }
  const outputs = new Set(program.outputs.values());
  const usersOf = (id: NodeId): readonly Node[] => [...(users.get(id) ?? [])];
  return {
    program,
    blockSize,
    node: (id) => program.nodes[id]!,
    valuesOf(id) {
      const { op, attributes } = program.nodes[id]!;
      const name = String(attributes['name']);
      if (op === 'parameter') return Object.hasOwn(parameters, name) ? parameters[name]! : null;
      return program.constants.get(id) ?? null;
    },
    usersOf,
    isOutput: (id) => outputs.has(id),
    onlyUser: (id) => (usersOf(id).length !== 1 || outputs.has(id) ? null : usersOf(id)[0]!),
  };
}
