import { describe, expect, it } from 'vitest';
import { serializeModel } from '../../../core/engines/onnxruntime/onnx-model.ts';
import type { OnnxNode } from '../../../core/engines/onnxruntime/onnx-model.ts';
import { evaluate } from '../../../core/graph/evaluate.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { defaultChoices } from '../../../core/onnx/import-choices.ts';
import type { ImportedNetwork } from '../../../core/onnx/import-graph.ts';
import { networkOf, readModel } from '../../../core/onnx/read-model.ts';
import { energyProgram } from '../../../core/potentials/energy-program.ts';

/** A graph of points [rows, 3] as PyTorch writes it where the batch is fixed: the number stands in its shapes. */
async function fixedTo(rows: number, nodes: readonly (readonly [type: string, inputs: readonly string[], attributes?: OnnxNode['attributes']])[]): Promise<ImportedNetwork> {
  const bytes = serializeModel({
    nodes: nodes.map(([type, inputs, attributes], at) => ({ type, domain: '', inputs, outputs: [at === nodes.length - 1 ? 'energy' : `v${at}`], attributes: attributes ?? {} })),
    inputs: [{ name: 'x', shape: [rows, 3] }],
    outputs: [{ name: 'energy', shape: [rows] }],
    initializers: [
      { name: 'rows', shape: [2], values: BigInt64Array.of(BigInt(rows), 3n) },
      { name: 'each', shape: [1], values: BigInt64Array.of(1n) },
    ],
  });
  return networkOf(await readModel(bytes, 'fixed.onnx'), defaultChoices, 'fixed', 'fixed.onnx');
}

function energies({ description, weights }: ImportedNetwork, x: readonly number[]): number[] {
  const program = energyProgram({ network: openNetwork(description), trainEpsilon: 0 }, x.length / 3, { gradient: false });
  return Array.from(evaluate(program, { x: Float32Array.from(x) }, weights)['energy']!);
}

const last = ['ReduceSum', ['v1', 'each'], { keepdims: { int: 0 } }] as const;

describe('graphs that were written for a fixed number of rows', () => {
  it('take any number where that number stands only for the rows', async () => {
    const imported = await fixedTo(2, [['Reshape', ['x', 'rows']], ['Mul', ['v0', 'v0']], last]);
    expect(imported.description.rows).toEqual({ count: 2, adapts: true });
    expect(energies(imported, [1, 0, 0, 0, 2, 0, 0, 0, 3])).toEqual([1, 4, 9]);
  });

  it('are run in portions of it where rows would mix in another number', async () => {
    // Each is divided by the largest of all: with one row, of itself.
    const imported = await fixedTo(1, [['ReduceMax', ['x'], { keepdims: { int: 1 } }], ['Div', ['x', 'v0']], last]);
    expect(imported.description.rows).toEqual({ count: 1, adapts: false });
    expect(energies(imported, [1, 1, 2, 3, 3, 6, 1, 0, 4])).toEqual([2, 2, 1.25]);
  });
});
