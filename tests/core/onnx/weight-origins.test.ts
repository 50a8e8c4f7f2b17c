import { expect, it } from 'vitest';
import { serializeModel } from '../../../core/engines/onnxruntime/onnx-model.ts';
import type { OnnxInitializer, OnnxNode } from '../../../core/engines/onnxruntime/onnx-model.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { defaultChoices } from '../../../core/onnx/import-choices.ts';
import { networkOf, readModel } from '../../../core/onnx/read-model.ts';
import { trainedWeights } from '../../../core/training/start-from.ts';
import { testValues } from '../graph/test-values.ts';
import { importFixture } from './reference-cases.ts';

const node = (type: string, inputs: string[], output: string, attributes: OnnxNode['attributes'] = {}): OnnxNode => ({ type, domain: '', inputs, outputs: [output], attributes });
const floats = (name: string, shape: number[], values: Float32Array): OnnxInitializer => ({ name, shape, values });

/** x [n, 4] through a layer, a mask, a scale that is computed, ones that stand in a node, and one tensor used in two forms. */
const model = serializeModel({
  nodes: [
    node('MatMul', ['x', 'onnx::MatMul_9'], 'h'),
    node('Add', ['h', 'enc.fc.bias'], 'i'),
    node('Mul', ['i', 'net.keep'], 'j'),
    node('Exp', ['net.log_scale'], 'scale'),
    node('Mul', ['j', 'scale'], 'k'),
    node('Constant', [], 'net.ones', { value_floats: { floats: [1, 1, 1, 1] } }),
    node('Mul', ['k', 'net.ones'], 'l'),
    node('MatMul', ['l', 'net.tied'], 'm'),
    node('Transpose', ['net.tied'], 'turned', { perm: { ints: [1, 0] } }),
    node('MatMul', ['m', 'turned'], 'o'),
    node('ReduceSum', ['o', 'axis'], 'energy', { keepdims: { int: 0 } }),
  ],
  initializers: [
    floats('onnx::MatMul_9', [4, 4], testValues(16, 1)),
    floats('enc.fc.bias', [4], testValues(4, 2)),
    floats('net.keep', [4], Float32Array.of(1, 0, 1, 1)),
    floats('net.log_scale', [4], testValues(4, 3)),
    floats('net.tied', [4, 4], testValues(16, 4)),
    { name: 'axis', shape: [1], values: BigInt64Array.of(1n) },
  ],
  inputs: [{ name: 'x', shape: ['n', 4] }],
  outputs: [{ name: 'energy', shape: ['n'] }],
});

it('tells weights of a file from what was computed of them, and from what is no parameter', async () => {
  const { description } = await networkOf(await readModel(model, 'm.onnx'), defaultChoices, 'm', 'm.onnx');
  const network = openNetwork(description);
  expect([...network.weights].map(([name, { origin, layer }]) => [name, origin, layer])).toEqual([
    ['graph.onnx::MatMul_9', undefined, 'enc.fc'],
    ['enc.fc.bias', undefined, 'enc.fc'],
    ['net.keep', 'fixed', 'net'],
    ['graph.scale', 'computed', 'graph.scale'],
    ['net.ones', 'fixed', 'net'],
    // The tie between both is lost: each is learned by itself.
    ['net.tied', 'computed', 'net'],
    ['graph.turned', 'computed', 'graph.turned'],
  ]);
  expect(trainedWeights(network, {})).not.toContain('net.keep');
  expect(trainedWeights(network, { from: { name: 'm', sha256: '0'.repeat(64), trainEpsilon: 0, trained: ['net.keep'] } })).toEqual(['net.keep']);
});

it('a convolution and its folded norm are one layer, named by the module', async () => {
  const { weights } = openNetwork((await importFixture('jem_wrn_bn.onnx', { output: 'logits' })).description);
  expect([...weights].filter(([, { layer }]) => layer === 'groups.0.conv1').map(([name, { origin }]) => [name, origin])).toEqual([
    ['groups.0.conv1.weight.normalised.weight', 'computed'], ['groups.0.conv1.weight.normalised.bias', 'computed'],
  ]);
});
