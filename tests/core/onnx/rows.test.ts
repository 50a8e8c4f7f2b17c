import { describe, expect, it } from 'vitest';
import { serializeModel } from '../../../core/engines/onnxruntime/onnx-model.ts';
import type { OnnxNode } from '../../../core/engines/onnxruntime/onnx-model.ts';
import { evaluate } from '../../../core/graph/evaluate.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { GraphRefusal } from '../../../core/onnx/graph-refusal.ts';
import { defaultChoices } from '../../../core/onnx/import-choices.ts';
import type { ImportedNetwork } from '../../../core/onnx/import-graph.ts';
import { networkOf, readModel } from '../../../core/onnx/read-model.ts';
import { energyProgram } from '../../../core/potentials/energy-program.ts';
import { wideResNet } from './wide-resnet.ts';

type Nodes = readonly (readonly [type: string, inputs: readonly string[], attributes?: OnnxNode['attributes']])[];

/** A graph of points [rows, 3]. Where the batch is fixed, the number stands in its shapes, as PyTorch writes it. */
async function graphOf(rows: number | 'n', nodes: Nodes): Promise<ImportedNetwork> {
  const bytes = serializeModel({
    nodes: nodes.map(([type, inputs, attributes], at) => ({ type, domain: '', inputs, outputs: [at === nodes.length - 1 ? 'energy' : `v${at}`], attributes: attributes ?? {} })),
    inputs: [{ name: 'x', shape: [rows, 3] }],
    outputs: [{ name: 'energy', shape: [rows] }],
    initializers: [
      { name: 'rows', shape: [2], values: BigInt64Array.of(rows === 'n' ? -1n : BigInt(rows), 3n) },
      { name: 'each', shape: [1], values: BigInt64Array.of(1n) },
      { name: 'batch', shape: [1], values: BigInt64Array.of(0n) },
      { name: 'flipped', shape: [1], values: BigInt64Array.of(-1n) },
      { name: 'end', shape: [1], values: BigInt64Array.of(-1000n) },
      { name: 'zero', shape: [], values: BigInt64Array.of(0n) },
      { name: 'one', shape: [1], values: Float32Array.of(1) },
      { name: 'three', shape: [3], values: Float32Array.of(1, 2, 3) },
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
    const imported = await graphOf(2, [['Reshape', ['x', 'rows']], ['Mul', ['v0', 'v0']], last]);
    expect(imported.description.rows).toEqual({ count: 2, adapts: true });
    expect(energies(imported, [1, 0, 0, 0, 2, 0, 0, 0, 3])).toEqual([1, 4, 9]);
  });

  it('are run in portions of it where rows would mix in another number', async () => {
    // Each is divided by the largest of all: with one row, of itself.
    const imported = await graphOf(1, [['ReduceMax', ['x'], { keepdims: { int: 1 } }], ['Div', ['x', 'v0']], last]);
    expect(imported.description.rows).toEqual({ count: 1, adapts: false });
    expect(energies(imported, [1, 1, 2, 3, 3, 6, 1, 0, 4])).toEqual([2, 2, 1.25]);
  });
});

describe('graphs in which states of a batch know of each other', () => {
  const shifted: Nodes = [['ReduceMean', ['x', 'batch']], ['Sub', ['x', 'v0']], ['Mul', ['v1', 'v1']], ['ReduceSum', ['v2', 'each'], { keepdims: { int: 0 } }]];
  const refused: readonly (readonly [what: string, rows: number | 'n', op: string | null, nodes: Nodes])[] = [
    ['the mean of the batch is taken from each', 'n', 'ReduceMean', shifted],
    ['the same, written for four rows', 4, 'ReduceMean', shifted],
    ['a softmax over the batch', 'n', 'Softmax', [['Softmax', ['x'], { axis: { int: 0 } }], ['ReduceSum', ['v0', 'each'], { keepdims: { int: 0 } }]]],
    ['running sums over the batch', 'n', 'CumSum', [['CumSum', ['x', 'zero']], ['ReduceSum', ['v0', 'each'], { keepdims: { int: 0 } }]]],
    ['similarities of all pairs', 'n', 'MatMul', [['Transpose', ['x'], { perm: { ints: [1, 0] } }], ['MatMul', ['x', 'v0']], ['ReduceSum', ['v1', 'each'], { keepdims: { int: 0 } }]]],
    ['the number of states divides', 'n', null, [['Shape', ['x'], { end: { int: 1 } }], ['Cast', ['v0'], { to: { int: 1 } }], ['Div', ['x', 'v1']], ['ReduceSum', ['v2', 'each'], { keepdims: { int: 0 } }]]],
    ['the states the other way round', 'n', null, [['Slice', ['x', 'flipped', 'end', 'batch', 'flipped']], ['ReduceSum', ['v0', 'each'], { keepdims: { int: 0 } }]]],
  ];
  it.each(refused)('%s (rows %s): refused, and %s is named', async (_, rows, op, nodes) => {
    const failure = await graphOf(rows, nodes).then(() => null, (error: unknown) => error);
    expect(failure).toBeInstanceOf(GraphRefusal);
    expect((failure as GraphRefusal).problems.map((problem) => problem.op)).toEqual([op]);
    expect((failure as GraphRefusal).message).toContain('energy of a state depends on');
    expect((failure as GraphRefusal).message).toContain('eval mode');
  });

  it('a network too large for float64 is looked at on ONNX Runtime, and found as well', async () => {
    const mixing = wideResNet(10, 2, { subtractBatchMean: true });
    const open = async (bytes: Uint8Array): Promise<unknown> => networkOf(await readModel(bytes, 'wrn.onnx'), { ...defaultChoices, output: 'logits' }, 'wrn', 'wrn.onnx').catch((error: unknown) => error);
    expect(await open(mixing)).toMatchObject({ problems: [{ op: 'ReduceMean' }] });
    expect(await open(wideResNet(10, 2))).toHaveProperty('description');
  });

  it('energies that nothing distinguishes are no reason', async () => {
    const { description } = await graphOf('n', [['Mul', ['x', 'three']], ['Log', ['v0']], ['ReduceSum', ['v1', 'each'], { keepdims: { int: 0 } }]]);
    expect(description.rows).toBeNull();
  });
});

describe('a graph that draws random numbers', () => {
  it.each(['RandomNormalLike', 'RandomUniformLike', 'Bernoulli'])('%s is refused by its name', async (op) => {
    await expect(graphOf('n', [[op, ['x']], ['Add', ['x', 'v0']], ['ReduceSum', ['v1', 'each'], { keepdims: { int: 0 } }]])).rejects.toMatchObject({ problems: [{ op, why: expect.stringContaining('random') }] });
  });

  it('also where it stands on no input, and dropout that is left on', async () => {
    await expect(graphOf('n', [['RandomNormal', [], { shape: { ints: [3] } }], ['Add', ['x', 'v0']], ['ReduceSum', ['v1', 'each'], { keepdims: { int: 0 } }]])).rejects.toMatchObject({ problems: [{ op: 'RandomNormal' }] });
    await expect(graphOf('n', [['Cast', ['each'], { to: { int: 9 } }], ['Dropout', ['x', 'one', 'v0']], ['ReduceSum', ['v1', 'each'], { keepdims: { int: 0 } }]])).rejects.toMatchObject({ problems: [{ op: 'Dropout', advice: expect.stringContaining('eval') }] });
  });
});

describe('a graph with many faults', () => {
  it('is refused with all of them at once: node, op, why and what to do', async () => {
    const failure = await graphOf('n', [
      ['RandomNormalLike', ['x']], ['Add', ['x', 'v0']], ['TopK', ['x', 'each']], ['Reshape', ['x', 'batch']], ['ReduceSum', ['v1', 'each'], { keepdims: { int: 0 } }],
      ['Add', ['v2', 'v4']], ['Add', ['v5', 'v3']],
    ]).then(() => null, (error: unknown) => error as GraphRefusal);
    expect(failure!.problems.map(({ op }) => op)).toEqual(['RandomNormalLike', 'TopK', 'Reshape']);
    expect(failure!.message.split('\n')).toHaveLength(4);
    for (const { node, why, advice } of failure!.problems) expect([node, why, advice].every((text) => text !== null && text.length > 4)).toBe(true);
  });
});
