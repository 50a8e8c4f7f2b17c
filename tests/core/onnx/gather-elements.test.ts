import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { serializeModel } from '../../../core/engines/onnxruntime/onnx-model.ts';
import { evaluate } from '../../../core/graph/evaluate.ts';
import { openNetwork } from '../../../core/networks/open-network.ts';
import { sizeOf } from '../../../core/graph/program.ts';
import { defaultChoices } from '../../../core/onnx/import-choices.ts';
import { networkOf, readModel } from '../../../core/onnx/read-model.ts';
import { energyProgram } from '../../../core/potentials/energy-program.ts';
import { testValues } from '../graph/test-values.ts';

/** E(x) = Σ_j j·tanh of the chosen elements: which are chosen is a further input with a row for each state, as torch.gather(logits, 1, y) has it. */
function chosenModel(state: readonly number[], picked: readonly number[], axis: number): Uint8Array {
  return serializeModel({
    inputs: [{ name: 'x', shape: ['n', ...state] }, { name: 'y', shape: ['n', ...picked] }],
    outputs: [{ name: 'energy', shape: ['n'] }],
    initializers: [{ name: 'flat', shape: [2], values: BigInt64Array.of(0n, -1n) }, { name: 'by', shape: [sizeOf(picked)], values: testValues(sizeOf(picked), 4) }, { name: 'one', shape: [1], values: BigInt64Array.of(1n) }],
    nodes: [
      { type: 'Tanh', domain: '', inputs: ['x'], outputs: ['bounded'], attributes: {} },
      { type: 'Cast', domain: '', inputs: ['y'], outputs: ['whole'], attributes: { to: { int: 7 } } },
      { type: 'GatherElements', domain: '', inputs: ['bounded', 'whole'], outputs: ['chosen'], attributes: { axis: { int: axis } } },
      { type: 'Reshape', domain: '', inputs: ['chosen', 'flat'], outputs: ['rows'], attributes: {} },
      { type: 'Mul', domain: '', inputs: ['rows', 'by'], outputs: ['weighed'], attributes: {} },
      { type: 'ReduceSum', domain: '', inputs: ['weighed', 'one'], outputs: ['energy'], attributes: { keepdims: { int: 0 } } },
    ],
  });
}

describe('elements chosen by the values of a further input', () => {
  it.each([
    ['the logit of one class', [10], [1], [7], 1],
    ['several, alike at all places', [4], [3], [3, 0, -1], -1],
    ['each place its own', [4, 3], [2, 3], [3, 0, 1, -4, 1, 2], 1],
    ['of fewer places than there are', [4, 3], [2, 2], [2, 0, 1, 1], 2],
  ] as const)('%s', async (_, state, picked, values, axis) => {
    const bytes = chosenModel(state, picked, axis);
    const { description, weights } = await networkOf(await readModel(bytes, 'class.onnx'), { ...defaultChoices, inputValues: { y: [...values] } }, 'class', 'class.onnx');
    const session = await ort.InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 });
    for (const rows of [1, 3]) {
      const x = testValues(sizeOf(state) * rows, 9);
      const y = Float32Array.from({ length: values.length * rows }, (_value, at) => values[at % values.length]!);
      const run = await session.run({ x: new ort.Tensor('float32', x, [rows, ...state]), y: new ort.Tensor('float32', y, [rows, ...picked]) });
      const program = energyProgram({ network: openNetwork(description), trainEpsilon: 0 }, rows, { gradient: true });
      const { energy, gradient } = evaluate(program, { x }, weights);
      Array.from(run['energy']!.data as Float32Array).forEach((value, row) => expect(energy![row]).toBeCloseTo(value, 6));
      const h = 1e-5;
      for (let at = 0; at < x.length; at += 2) {
        const moved = (by: number): number => evaluate(program, { x: Float64Array.from(x, (value, i) => value + (i === at ? by : 0)) }, weights)['energy']!.reduce((sum, value) => sum + value, 0);
        expect(gradient![at]).toBeCloseTo((moved(h) - moved(-h)) / (2 * h), 6);
      }
    }
    await session.release();
  });

  it('refuses an index that there is no element for', async () => {
    const bytes = chosenModel([4], [1], 1);
    await expect(networkOf(await readModel(bytes, 'class.onnx'), { ...defaultChoices, inputValues: { y: [4] } }, 'class', 'class.onnx')).rejects.toThrow(/GatherElements.*index 4 lies outside an axis of 4|index 4 lies outside an axis of 4/s);
  });
});
