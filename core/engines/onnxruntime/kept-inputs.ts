import { sameBits } from './same-bits.ts';
import { sizeOf } from '../../graph/program.ts';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { LoweredProgram } from './lower-program.ts';
import type { OnnxGraph } from './onnx-model.ts';
import type { Program } from '../../graph/program.ts';
import type { Tensors } from '../engine.ts';

interface Kept {
  readonly name: string;
  /** Whether it is the program's output of that name that stays, to be the input of the next run; else the input itself. */
  readonly carried: boolean;
  /** ONNX name of what is kept, and of the output that keeps it. */
  readonly source: string;
  readonly output: string;
  readonly shape: readonly number[];
}

/**
 * Inputs of one program that stay on the device between its runs.
 *
 * ONNX Runtime leaves an output on the device where it is asked to (`preferredOutputLocation`), and takes it as an input of a later run.
 * So each kept input gets an output more: a copy of itself, or of the program's output of its name. What the device has is compared
 * with what is given bit by bit (0.1 ms for 100 images): who calls need not know, and may change arrays that were returned.
 */
export class KeptInputs {
  readonly #kept: readonly Kept[];
  readonly #there = new Map<string, { readonly values: Float32Array; readonly tensor: Tensor }>();

  /** Names that are no inputs of the lowered program are passed over. */
  constructor(program: Program, { inputNames, outputNames }: LoweredProgram, names: readonly string[]) {
    this.#kept = names.flatMap((name) => {
      const source = inputNames.get(name);
      const input = program.inputs.get(name) ?? program.parameters.get(name);
      if (source === undefined || input === undefined) return [];
      const { shape } = program.nodes[input]!;
      const output = program.outputs.get(name);
      const carried = output !== undefined && sizeOf(program.nodes[output]!.shape) === sizeOf(shape);
      return [{ name, carried, source: carried ? outputNames.get(name)! : source, output: `kept_${source}`, shape }];
    });
  }

  /** The graph with the outputs that keep them. */
  addTo(graph: OnnxGraph): OnnxGraph {
    if (this.#kept.length === 0) return graph;
    const copies = this.#kept.map(({ source, output }) => ({ type: 'Identity', domain: '', inputs: [source], outputs: [output], attributes: {} }));
    return { ...graph, nodes: [...graph.nodes, ...copies], outputs: [...graph.outputs, ...this.#kept.map(({ output, shape }) => ({ name: output, shape }))] };
  }

  /** Where the session leaves its outputs; undefined where none stays. */
  outputLocations(outputNames: ReadonlyMap<string, string>): InferenceSession.SessionOptions['preferredOutputLocation'] {
    if (this.#kept.length === 0) return undefined;
    return Object.fromEntries([...[...outputNames.values()].map((name) => [name, 'cpu'] as const), ...this.#kept.map(({ output }) => [output, 'gpu-buffer'] as const)]);
  }

  /** The device's tensor, where it holds these values. */
  find(name: string, values: Float32Array): Tensor | null {
    const there = this.#there.get(name);
    return there !== undefined && sameBits(there.values, values) ? there.tensor : null;
  }

  /** Takes what a run kept, and lets go what it replaces. (With outputs left on the device, ONNX Runtime wants all outputs of every run.) */
  keep(results: Readonly<Record<string, Tensor>>, inputs: Tensors, outputs: Tensors): void {
    for (const { name, carried, output } of this.#kept) {
      const there = this.#there.get(name);
      const same = !carried && this.find(name, inputs[name]!) !== null;
      this.#there.set(name, { values: same ? there!.values : (carried ? outputs : inputs)[name]!.slice(), tensor: results[output]! });
      there?.tensor.dispose();
    }
  }

  dispose(): void {
    for (const { tensor } of this.#there.values()) tensor.dispose();
    this.#there.clear();
  }
}
