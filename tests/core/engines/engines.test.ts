import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Builder } from '../../../core/graph/builder.ts';
import { evaluate } from '../../../core/graph/evaluate.ts';
import { listEngines, openEngine } from '../../../core/engines/open-engine.ts';
import { largestError, testValues } from '../graph/test-values.ts';
import { nonlocalLike, smallNetwork, vanillaLike } from './small-networks.ts';
import type { Engine } from '../../../core/engines/engine.ts';

// Float32 through five layers of sums of up to 512 products, relative to the largest value.
const tolerance = 5e-6;

describe.each(['onnxruntime', 'tfjs'] as const)('%s on the cpu', (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine({ engine: name, device: 'cpu', threads: 2 });
  });
  afterAll(() => engine.close());

  function affine() {
    const builder = new Builder();
    builder.output('y', builder.apply('add', [builder.apply('mul', [builder.input('x', [2, 2]), builder.parameter('scale', [2])]), builder.parameter('shift', [])]));
    return builder.build();
  }

  it('says what it is', () => {
    expect([engine.name, engine.device]).toEqual([name, 'cpu']);
    expect(engine.description).toMatch(/\d+\.\d+\.\d+.*CPU/);
  });

  it.each([['vanilla', vanillaLike], ['pools and attention', nonlocalLike]])('networks agree with float64: %s', async (_, { program, inputs, parameters }) => {
    const expected = evaluate(program, inputs, parameters);
    const executable = await engine.compile(program, parameters);
    const found = await executable.run(inputs);
    for (const [output, values] of Object.entries(expected)) expect(largestError(found[output]!, values), output).toBeLessThan(tolerance);
  });

  it('gradients in θ agree with float64', async () => {
    const leaky = { op: 'leaky_relu', attributes: { slope: 0.05 } };
    const { program, inputs, parameters } = smallNetwork(
      [3, 2, 8, 8],
      [{ conv: 16, kernel: 3, stride: 1, padding: 1 }, leaky, { conv: 8, kernel: 4, stride: 2, padding: 1 }, leaky, { op: 'max_pool', attributes: { size: 2 } }, { conv: 4, kernel: 2, stride: 1, padding: 0 }],
      true,
    );
    const expected = evaluate(program, inputs, parameters);
    const found = await (await engine.compile(program)).run({ ...inputs, ...parameters });
    expect(Object.keys(found).filter((output) => output.startsWith('weight gradient'))).toHaveLength(6);
    for (const [output, values] of Object.entries(expected)) expect(largestError(found[output]!, values), output).toBeLessThan(tolerance);
  });

  it('parameters: some fixed, some given at the run, extra ones ignored', async () => {
    const program = affine();
    const executable = await engine.compile(program, { scale: Float32Array.of(2, 3), other: Float32Array.of(1) });
    const { y } = await executable.run({ x: Float32Array.of(1, 2, 3, 4), shift: Float32Array.of(10) });
    expect(Array.from(y!)).toEqual([12, 16, 16, 22]);
  });

  it('results stay as they are when the next run comes', async () => {
    const executable = await engine.compile(affine(), { scale: Float32Array.of(1, 1), shift: Float32Array.of(0) });
    const first = await executable.run({ x: Float32Array.of(1, 2, 3, 4) });
    const second = await executable.run({ x: Float32Array.of(5, 6, 7, 8) });
    expect([Array.from(first['y']!), Array.from(second['y']!)]).toEqual([[1, 2, 3, 4], [5, 6, 7, 8]]);
  });

  it('an input may be a view into a larger array', async () => {
    const executable = await engine.compile(affine(), { scale: Float32Array.of(1, 1), shift: Float32Array.of(0) });
    const { y } = await executable.run({ x: Float32Array.of(9, 1, 2, 3, 4, 9).subarray(1, 5) });
    expect(Array.from(y!)).toEqual([1, 2, 3, 4]);
  });

  it('an input, a parameter and a constant can be outputs, one value under two names', async () => {
    const builder = new Builder();
    const x = builder.input('x', [2]);
    const doubled = builder.apply('mul', [x, builder.scalar(2)]);
    builder.output('same', x);
    builder.output('once', doubled);
    builder.output('twice', doubled);
    builder.output('fixed', builder.constant([7, 8], [2]));
    builder.output('weight', builder.parameter('w', [1]));
    const executable = await engine.compile(builder.build(), { w: Float32Array.of(5) });
    const input = Float32Array.of(1, 2);
    const found = await executable.run({ x: input });
    expect(Object.fromEntries(Object.entries(found).map(([key, values]) => [key, Array.from(values)]))).toEqual({ same: [1, 2], once: [2, 4], twice: [2, 4], fixed: [7, 8], weight: [5] });
    found['same']![0] = 99;
    expect(input[0]).toBe(1);
  });

  it('refuses what does not fit, by name', async () => {
    const program = affine();
    await expect(engine.compile(program, { scale: Float32Array.of(1) })).rejects.toThrow(/parameter "scale" has 1 values; its shape \[2\] needs 2/);
    const executable = await engine.compile(program, { scale: Float32Array.of(1, 1) });
    const x = new Float32Array(4);
    const shift = new Float32Array(1);
    await expect(executable.run({ x })).rejects.toThrow(/"shift" of shape \[\] was not given. Given: "x"/);
    await expect(executable.run({ x: new Float32Array(3), shift })).rejects.toThrow(/"x" has 3 values; its shape \[2, 2\] needs 4/);
    await expect(executable.run({ x, shift, z: x })).rejects.toThrow(/no input named "z"; it takes "x", "shift"/);
    await expect(executable.run({ x: [1, 2, 3, 4] as unknown as Float32Array, shift })).rejects.toThrow(/"x" must be a Float32Array/);
  });

  it('runs do not overlap, and not after the end', async () => {
    const executable = await engine.compile(affine(), { scale: Float32Array.of(1, 1), shift: Float32Array.of(0) });
    const running = executable.run({ x: testValues(4, 1) });
    await expect(executable.run({ x: testValues(4, 1) })).rejects.toThrow(/previous run.*has not ended/);
    await running;
    await executable.dispose();
    await executable.dispose();
    await expect(executable.run({ x: testValues(4, 1) })).rejects.toThrow(/disposed/);
  });
});

describe('choosing', () => {
  it('lists every engine and device, with the reason where it is out of reach', async () => {
    const options = await listEngines();
    expect(options.map(({ engine, device }) => `${engine} ${device}`)).toEqual(['onnxruntime cpu', 'onnxruntime webgpu', 'onnxruntime cuda', 'tfjs cpu', 'tfjs cuda']);
    for (const { available, engine, device, description } of options) {
      if (device === 'cpu') expect(available, description).toBe(true);
      // Whatever it says about this machine, opening says the same.
      const opened = openEngine({ engine, device, threads: 1 });
      if (available) await (await opened).close();
      else await expect(opened).rejects.toThrow(expect.objectContaining({ name: 'EngineError', message: description }));
    }
  });

  it('a device that an engine does not have is an error, never another device', async () => {
    await expect(openEngine({ engine: 'tfjs', device: 'webgpu', threads: 0 })).rejects.toThrow(/tfjs was asked to run on webgpu.*cpu/);
  });
});
