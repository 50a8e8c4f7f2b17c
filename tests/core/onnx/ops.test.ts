import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { serializeModel } from '../../../core/engines/onnxruntime/onnx-model.ts';
import type { OnnxInitializer, OnnxNode } from '../../../core/engines/onnxruntime/onnx-model.ts';
import { Builder } from '../../../core/graph/builder.ts';
import { evaluate } from '../../../core/graph/evaluate.ts';
import { gradient } from '../../../core/graph/gradient.ts';
import { sizeOf } from '../../../core/graph/program.ts';
import { declareWeights } from '../../../core/networks/energy-network.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { defaultChoices } from '../../../core/onnx/import-choices.ts';
import { networkOf, readModel } from '../../../core/onnx/read-model.ts';
import { energyProgram } from '../../../core/potentials/energy-program.ts';
import { testValues } from '../graph/test-values.ts';

type Attributes = OnnxNode['attributes'];
/** Weights by shape, or whole numbers; '' leaves an input out. */
type Input = { readonly shape: readonly number[] } | readonly number[] | '';

interface Case {
  readonly op: string;
  readonly name?: string;
  readonly x: readonly number[];
  readonly inputs?: readonly Input[];
  readonly attributes?: Attributes;
}

const ints = (...values: number[]): { ints: number[] } => ({ ints: values });
const int = (value: number): { int: number } => ({ int: value });
const text = (value: string): { string: string } => ({ string: value });
const image = [2, 4, 6, 5];

/** Ops beyond those that the files of PyTorch use, on an x of their own. */
const cases: readonly Case[] = [
  { op: 'Conv', name: 'groups and gaps', x: image, inputs: [{ shape: [6, 2, 3, 2] }, { shape: [6] }], attributes: { group: int(2), dilations: ints(2, 1), strides: ints(1, 2), pads: ints(1, 0, 2, 1) } },
  { op: 'Conv', name: 'a line', x: [2, 3, 9], inputs: [{ shape: [4, 3, 3] }], attributes: { strides: ints(2), pads: ints(1, 1) } },
  { op: 'Conv', name: 'same', x: image, inputs: [{ shape: [3, 4, 4, 3] }], attributes: { auto_pad: text('SAME_UPPER') } },
  { op: 'ConvTranspose', name: 'stride and output padding', x: image, inputs: [{ shape: [4, 3, 3, 3] }, { shape: [3] }], attributes: { strides: ints(2, 2), pads: ints(1, 1, 1, 1), output_padding: ints(1, 1) } },
  { op: 'ConvTranspose', name: 'groups, a line', x: [2, 4, 5], inputs: [{ shape: [4, 2, 3] }], attributes: { group: int(2), strides: ints(2) } },
  { op: 'MaxPool', name: 'overlapping, padded', x: image, attributes: { kernel_shape: ints(3, 3), strides: ints(2, 2), pads: ints(1, 1, 1, 1) } },
  { op: 'MaxPool', name: 'ceil and gaps', x: image, attributes: { kernel_shape: ints(2, 2), strides: ints(2, 2), dilations: ints(2, 1), ceil_mode: int(1) } },
  { op: 'AveragePool', name: 'padded, pads not counted', x: image, attributes: { kernel_shape: ints(3, 3), strides: ints(2, 2), pads: ints(1, 1, 1, 1) } },
  { op: 'AveragePool', name: 'padded, pads counted', x: image, attributes: { kernel_shape: ints(3, 2), strides: ints(1, 2), pads: ints(1, 0, 1, 1), count_include_pad: int(1) } },
  { op: 'GlobalAveragePool', x: image },
  { op: 'GlobalMaxPool', x: image },
  { op: 'GroupNormalization', x: [2, 4, 3, 3], inputs: [{ shape: [2] }, { shape: [2] }], attributes: { num_groups: int(2) } },
  { op: 'InstanceNormalization', x: [2, 3, 4, 4], inputs: [{ shape: [3] }, { shape: [3] }] },
  { op: 'LayerNormalization', x: [2, 3, 6], inputs: [{ shape: [6] }, { shape: [6] }], attributes: { axis: int(-1) } },
  { op: 'LpNormalization', x: [2, 3, 6], attributes: { axis: int(1), p: int(1) } },
  { op: 'Resize', name: 'nearest', x: image, inputs: ['', '', [2, 4, 9, 10]], attributes: { mode: text('nearest'), coordinate_transformation_mode: text('asymmetric'), nearest_mode: text('floor') } },
  { op: 'Resize', name: 'linear', x: image, inputs: ['', '', [2, 4, 12, 7]], attributes: { mode: text('linear') } },
  { op: 'Resize', name: 'linear, corners', x: image, inputs: ['', '', [2, 4, 3, 9]], attributes: { mode: text('linear'), coordinate_transformation_mode: text('align_corners') } },
  { op: 'Resize', name: 'cubic', x: image, inputs: ['', '', [2, 4, 12, 10]], attributes: { mode: text('cubic') } },
  { op: 'Pad', name: 'reflect', x: image, inputs: [[0, 0, 2, 1, 0, 0, 1, 2]], attributes: { mode: text('reflect') } },
  { op: 'Pad', name: 'edge', x: image, inputs: [[0, 0, 2, 1, 0, 0, 1, 2]], attributes: { mode: text('edge') } },
  { op: 'Pad', name: 'crop', x: image, inputs: [[0, 0, -1, 1, 0, 0, 1, -2]] },
  { op: 'DepthToSpace', name: 'DCR', x: image, attributes: { blocksize: int(2) } },
  { op: 'DepthToSpace', name: 'CRD', x: image, attributes: { blocksize: int(2), mode: text('CRD') } },
  { op: 'SpaceToDepth', x: [2, 3, 4, 6], attributes: { blocksize: int(2) } },
  { op: 'Slice', name: 'steps and reverse', x: image, inputs: [[0, -1], [6, -6], [2, 3], [2, -2]] },
  { op: 'Gather', x: image, inputs: [[3, 0, -1]], attributes: { axis: int(1) } },
  { op: 'Tile', x: [2, 3, 2], inputs: [[1, 2, 3]] },
  { op: 'CumSum', x: [2, 5], inputs: [[1]], attributes: { reverse: int(1), exclusive: int(1) } },
  { op: 'Trilu', x: [2, 4, 5], inputs: [''], attributes: { upper: int(0) } },
  { op: 'Einsum', name: 'attention', x: [2, 3, 4], inputs: [{ shape: [5, 3] }], attributes: { equation: text('bqd,eq->bed') } },
  { op: 'Einsum', name: 'summed axes', x: [2, 3, 4], attributes: { equation: text('bij->bj') } },
  { op: 'MatMul', name: 'a vector', x: [2, 3, 4], inputs: [{ shape: [4] }] },
  { op: 'Gemm', name: 'alpha and beta', x: [2, 4], inputs: [{ shape: [4, 3] }, { shape: [3] }], attributes: { alpha: { float: 0.5 }, beta: { float: 2 } } },
  ...['ReduceSum', 'ReduceMean', 'ReduceMax', 'ReduceMin', 'ReduceProd', 'ReduceL1', 'ReduceL2', 'ReduceSumSquare', 'ReduceLogSumExp'].map((op): Case => ({ op, x: [2, 3, 4], inputs: [[1]], attributes: { keepdims: int(0) } })),
  { op: 'Softmax', x: [2, 3, 4], attributes: { axis: int(1) } },
  { op: 'LogSoftmax', x: [2, 3, 4], attributes: { axis: int(-1) } },
  ...['Relu', 'Elu', 'Selu', 'Celu', 'Gelu', 'Mish', 'Softplus', 'Softsign', 'HardSwish', 'HardSigmoid', 'Sigmoid', 'Tanh', 'Erf', 'Sin', 'Cos', 'Abs', 'Exp', 'Neg', 'ThresholdedRelu'].map((op): Case => ({ op, x: [2, 9] })),
  { op: 'Gelu', name: 'tanh', x: [2, 9], attributes: { approximate: text('tanh') } },
  ...['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min'].map((op): Case => ({ op, name: 'a weight', x: image, inputs: [{ shape: [4, 1, 5] }] })),
  { op: 'PRelu', x: image, inputs: [{ shape: [4, 1, 1] }] },
  { op: 'LeakyRelu', name: 'slope above 1', x: [2, 9], attributes: { alpha: { float: 1.5 } } },
];

/** E(x) = Σ tanh of the running sums of each row of op(x), so that the order of its elements counts. */
function modelOf({ op, x, inputs = [], attributes = {} }: Case): Uint8Array {
  const initializers: OnnxInitializer[] = [];
  const names = inputs.map((input, at) => {
    if (input === '') return '';
    const name = `w.${at}`;
    if ('shape' in input) initializers.push({ name, shape: input.shape, values: testValues(sizeOf(input.shape), at + 7, [0.2, 0.9]) });
    else initializers.push({ name, shape: op === 'CumSum' ? [] : [input.length], values: BigInt64Array.from(input, BigInt) });
    return name;
  });
  initializers.push({ name: 'flat', shape: [2], values: BigInt64Array.of(0n, -1n) }, { name: 'axis', shape: [1], values: BigInt64Array.of(1n) });
  const nodes: OnnxNode[] = [
    { type: op, domain: '', inputs: ['x', ...names], outputs: ['y'], attributes },
    { type: 'Reshape', domain: '', inputs: ['y', 'flat'], outputs: ['rows'], attributes: {} },
    { type: 'CumSum', domain: '', inputs: ['rows', 'one'], outputs: ['sums'], attributes: {} },
    { type: 'Tanh', domain: '', inputs: ['sums'], outputs: ['bounded'], attributes: {} },
    { type: 'ReduceSum', domain: '', inputs: ['bounded', 'axis'], outputs: ['energy'], attributes: { keepdims: { int: 0 } } },
  ];
  initializers.push({ name: 'one', shape: [], values: BigInt64Array.of(1n) });
  return serializeModel({ nodes, initializers, inputs: [{ name: 'x', shape: ['n', ...x.slice(1)] }], outputs: [{ name: 'energy', shape: ['n'] }] });
}

describe('each op, imported, against ONNX Runtime and central differences', () => {
  it.each(cases.map((one) => [`${one.op}${one.name === undefined ? '' : `, ${one.name}`}`, one] as const))('%s', async (_, one) => {
    const bytes = modelOf(one);
    const x = testValues(sizeOf(one.x), 3, [-0.8, 0.9]);
    const session = await ort.InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 });
    const { energy } = await session.run({ x: new ort.Tensor('float32', x, [...one.x]) });
    await session.release();

    const { description, weights } = await networkOf(await readModel(bytes, 'op.onnx'), defaultChoices, 'op', 'op.onnx');
    const network = openNetwork(description);
    const program = energyProgram({ network, trainEpsilon: 0 }, one.x[0]!, { gradient: true });
    const found = evaluate(program, { x }, weights);
    Array.from(energy!.data as Float32Array).forEach((value, row) => expect(Math.abs(found['energy']![row]! - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value))));

    const h = 1e-5;
    const total = (states: Float64Array): number => evaluate(program, { x: states }, weights)['energy']!.reduce((sum, value) => sum + value, 0);
    for (const at of [0, Math.floor(x.length / 2), x.length - 1]) {
      const moved = (by: number): Float64Array => Float64Array.from(x, (value, i) => value + (i === at ? by : 0));
      expect(found['gradient']![at]).toBeCloseTo((total(moved(h)) - total(moved(-h))) / (2 * h), 5);
    }

    // Weights, too, where it has any: training on from an import changes them.
    const names = [...network.weights.keys()];
    if (names.length === 0) return;
    const builder = new Builder();
    const nodes = declareWeights(builder, network);
    const energies = network.apply(builder, builder.input('x', [one.x[0]!, ...network.inputShape]), nodes);
    const sum = builder.apply('sum', [energies], { axes: [0], keep_dims: false });
    builder.output('energy', sum);
    gradient(builder, sum, [...nodes.values()]).forEach((node, at) => builder.output(`of ${names[at]}`, node));
    const learning = builder.build();
    const slopes = evaluate(learning, { x }, weights);
    names.forEach((name, seed) => {
      const direction = testValues(weights[name]!.length, seed + 31);
      const along = (by: number): number => evaluate(learning, { x }, { ...weights, [name]: Float64Array.from(weights[name]!, (value, i) => value + by * direction[i]!) })['energy']![0]!;
      expect(slopes[`of ${name}`]!.reduce((total, value, i) => total + value * direction[i]!, 0)).toBeCloseTo((along(h) - along(-h)) / (2 * h), 5);
    });
  });
});
