import { describe, expect, it } from 'vitest';
import type { ImportChoices } from '../../../core/contract/import-choices.ts';
import { serializeModel } from '../../../core/engines/onnxruntime/onnx-model.ts';
import type { OnnxNode } from '../../../core/engines/onnxruntime/onnx-model.ts';
import { evaluate } from '../../../core/graph/evaluate.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { defaultChoices } from '../../../core/onnx/import-choices.ts';
import type { ImportedNetwork } from '../../../core/onnx/import-graph.ts';
import { modelFacts } from '../../../core/onnx/model-facts.ts';
import { networkOf, readModel } from '../../../core/onnx/read-model.ts';
import { energyProgram } from '../../../core/potentials/energy-program.ts';
import { testValues } from '../graph/test-values.ts';
import { importFixture } from './reference-cases.ts';
import { wideResNet } from './wide-resnet.ts';

const sum: readonly [string, readonly string[]] = ['ReduceSum', ['v', 'rest']];

/** A graph of images whose first op is given; what it makes is squared and summed. A second output is the mean. */
function modelOf(shape: readonly (number | string)[], first: readonly [type: string, inputs: readonly string[], attributes?: OnnxNode['attributes']]): Uint8Array {
  const node = (type: string, inputs: readonly string[], output: string, attributes: OnnxNode['attributes'] = {}): OnnxNode => ({ type, domain: '', inputs, outputs: [output], attributes });
  const axes = BigInt64Array.from(shape.slice(1), (_, axis) => BigInt(axis + 1));
  return serializeModel({
    nodes: [
      node(first[0], first[1], 'u', first[2]), node('Mul', ['u', 'u'], 'v'),
      node(...sum, 'energy', { keepdims: { int: 0 } }), node('ReduceMean', ['v', 'rest'], 'mean', { keepdims: { int: 0 } }),
    ],
    inputs: [{ name: 'x', shape }],
    outputs: [{ name: 'energy', shape: [shape[0]!] }, { name: 'mean', shape: [shape[0]!] }],
    initializers: [
      { name: 'rest', shape: [axes.length], values: axes },
      { name: 'kernel', shape: [2, 3, 1, 1], values: Float32Array.of(1, 2, 3, -1, 0.5, 0.25) },
      { name: 'ramp', shape: [5], values: Float32Array.of(1, 2, 3, 4, 5) },
    ],
  });
}

async function opened(bytes: Uint8Array, choices: Partial<ImportChoices> = {}): Promise<ImportedNetwork> {
  return networkOf(await readModel(bytes, 'x.onnx'), { ...defaultChoices, ...choices }, 'x', 'x.onnx');
}

async function guessOf(bytes: Uint8Array): Promise<ReturnType<typeof modelFacts>['guess']> {
  return modelFacts((await readModel(bytes, 'x.onnx')).model, null).guess;
}

function energiesOf({ description, weights }: ImportedNetwork, x: Float32Array, rows: number): number[] {
  return Array.from(evaluate(energyProgram({ network: openNetwork(description), trainEpsilon: 0 }, rows, { gradient: false }), { x }, weights)['energy']!);
}

const convolution = ['Conv', ['x', 'kernel']] as const;
const lastFirst = ['Transpose', ['x'], { perm: { ints: [0, 3, 1, 2] } }] as const;
const plain = ['Abs', ['x']] as const;

describe('where a graph has the channels of its images', () => {
  it('is seen by what the input goes into, else by its sizes', async () => {
    expect(await guessOf(modelOf(['n', 3, 'h', 'w'], convolution))).toMatchObject({ layout: 'nchw', sizes: [3, null, null], why: expect.stringContaining('convolution') });
    expect(await guessOf(modelOf(['n', 'c', 'h', 'w'], convolution))).toMatchObject({ layout: 'nchw', sizes: [3, null, null] });
    expect(await guessOf(modelOf(['n', 4, 5, 3], lastFirst))).toMatchObject({ layout: 'nhwc', sizes: [3, 4, 5], why: expect.stringContaining('transposed') });
    expect(await guessOf(modelOf(['n', 8, 5, 3], plain))).toMatchObject({ layout: 'nhwc', sizes: [3, 8, 5], why: 'its last axis is 3 long' });
    expect(await guessOf(modelOf(['n', 1, 5, 6], plain))).toMatchObject({ layout: 'nchw', sizes: [1, 5, 6] });
    expect(await guessOf(modelOf(['n', 16, 8, 8], plain))).toMatchObject({ layout: 'nchw', sizes: [16, 8, 8] });
    expect(await guessOf(modelOf(['n', 2, 1, 1], plain))).toMatchObject({ layout: 'nchw', sizes: [2, 1, 1] });
    expect(await guessOf(modelOf(['n', 784], plain))).toMatchObject({ layout: null, sizes: [1, 28, 28] });
    expect(await guessOf(modelOf(['n', 3072], plain))).toMatchObject({ layout: null, sizes: [3, 32, 32] });
    expect(await guessOf(modelOf(['n', 2], plain))).toMatchObject({ layout: null, sizes: [null, null, null] });
  });

  it('is asked where it cannot be seen, and taken as it is said', async () => {
    const bytes = modelOf(['n', 3, 5, 3], plain);
    await expect(opened(bytes)).rejects.toThrow('where the channels are: first or last?');
    expect((await opened(bytes, { layout: 'nchw' })).description.inputShape).toEqual([3, 5, 3]);
    expect((await opened(bytes, { layout: 'nhwc' })).description.inputShape).toEqual([3, 3, 5]);
  });

  it('gives the same energies of the same images', async () => {
    const x = testValues(2 * 15 * 2, 3, [-1, 1]);
    // [2, 3, 2, 5] of ours, each row of 5 times a ramp: channels last, the ramp lies along another axis.
    const first = await opened(modelOf(['n', 3, 2, 5], ['Mul', ['x', 'ramp']]), { layout: 'nchw' });
    const last = await opened(modelOf(['n', 2, 5, 3], ['Abs', ['x']]));
    expect(last.description.input).toMatchObject({ layout: 'nhwc', shape: [2, 5, 3] });
    expect(last.description.inputShape).toEqual([3, 2, 5]);
    const weighted = (row: number): number => Array.from({ length: 30 }, (_, at) => (x[row * 30 + at]! * ((at % 5) + 1)) ** 2).reduce((a, b) => a + b, 0);
    energiesOf(first, x, 2).forEach((energy, row) => expect(energy).toBeCloseTo(weighted(row), 5));
    const square = (row: number): number => x.subarray(row * 30, (row + 1) * 30).reduce((total, value) => total + value * value, 0);
    energiesOf(last, x, 2).forEach((energy, row) => expect(energy).toBeCloseTo(square(row), 5));
  });
});

describe('sizes and outputs that are chosen', () => {
  it('open height and width are asked, and fixed by what is said', async () => {
    const bytes = modelOf(['n', 3, 'h', 'w'], convolution);
    await expect(opened(bytes)).rejects.toThrow('give its channels, height and width');
    const { description } = await opened(bytes, { inputShape: [3, 4, 6] });
    expect(description.input.shape).toEqual([3, 4, 6]);
    await expect(opened(bytes, { inputShape: [2, 4, 6] })).rejects.toThrow('does not go with states of 2×4×6');
  });

  it('the output that is named is read; all choices are kept, with what was found where nothing was said', async () => {
    const bytes = modelOf(['n', 3, 2, 5], convolution);
    const x = testValues(30, 3, [-1, 1]);
    const [energy] = energiesOf(await opened(bytes), x, 1);
    const mean = await opened(bytes, { outputName: 'mean', range: [0, 255], mean: [1, 2, 3], std: [2] });
    const back = energiesOf(await opened(bytes, { outputName: 'mean' }), x, 1)[0]!;
    expect(back).toBeCloseTo(energy! / 20, 6);
    expect(mean.description.choices).toEqual({ ...defaultChoices, output: 'energy', layout: 'nchw', inputShape: [3, 2, 5], outputName: 'mean', range: [0, 255], mean: [1, 2, 3], std: [2] });
    await expect(opened(bytes, { outputName: 'other' })).rejects.toThrow('no output "other"; it has "energy"');
  });
});

describe('the table of layers', () => {
  it('says which rows a layer takes, so that skips can be drawn', async () => {
    const { description } = await opened(wideResNet(10, 2), { output: 'logits' });
    const rows = description.table;
    expect(rows.slice(0, 8).map(({ type, inputs }) => `${type} ${String(inputs)}`)).toEqual([
      'Conv -1', 'LeakyRelu 0', 'Conv 1', 'LeakyRelu 2', 'Conv 3', 'Conv 0', 'Add 4,5', 'LeakyRelu 6',
    ]);
    expect(rows[5]).toMatchObject({ detail: '1 × 1, stride 1', key: 'layer1.0.shortcut.0', shape: [32, 32, 32], parameters: 544 });
    expect(rows.reduce((total, { parameters }) => total + parameters, 0)).toBe(openNetwork(description).parameters);
  });

  it('names a Gelu and a Swish that were written out, and takes no size for a value', async () => {
    const vit = (await importFixture('vit_legacy.onnx')).description.table;
    expect(vit.filter(({ type }) => type === 'Gelu')).toHaveLength(2);
    expect(vit.find(({ type }) => type === 'Einsum')!.inputs).toEqual([3]);
    expect(vit.filter(({ type }) => type === 'MatMul').every(({ detail }) => detail === 'with bias')).toBe(true);
    const igebm = (await importFixture('igebm_hook_swish.onnx')).description.table;
    expect(igebm.filter(({ type }) => type === 'Swish').length).toBeGreaterThan(6);
    expect(igebm.some(({ type }) => type === 'Sigmoid')).toBe(false);
  });
});
