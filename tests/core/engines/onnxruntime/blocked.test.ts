import { existsSync, readFileSync } from 'node:fs';
import { arch } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blockSize } from '../../../../core/engines/onnxruntime/block-size.ts';
import { lowerProgram } from '../../../../core/engines/onnxruntime/lower-program.ts';
import { openEngine } from '../../../../core/engines/open-engine.ts';
import { evaluate } from '../../../../core/graph/evaluate.ts';
import { largestError } from '../../graph/test-values.ts';
import { smallNetwork } from '../small-networks.ts';
import type { Engine } from '../../../../core/engines/engine.ts';
import type { SmallLayer, SmallNetwork } from '../small-networks.ts';

// Float32 through four layers of sums of up to 3,000 products, relative to the largest value.
const tolerance = 1e-5;

const conv = (out: number, kernel: number, stride: number, padding: number, bias = true): SmallLayer => ({ conv: out, kernel, stride, padding, bias });
const leaky: SmallLayer = { op: 'leaky_relu', attributes: { slope: 0.05 } };
const silu: SmallLayer = { op: 'silu' };

type Net = readonly [shape: readonly [number, number, number, number], layers: readonly SmallLayer[]];

/** Written in blocks throughout, whether a block is 8 or 16 channels. */
const whole: Record<string, Net> = {
  'vanilla, a batch of whole blocks': [[16, 3, 16, 16], [conv(16, 3, 1, 1), leaky, conv(32, 4, 2, 1), leaky, conv(16, 4, 2, 1), leaky, conv(1, 4, 1, 0)]],
  'vanilla, a batch that is filled up': [[20, 3, 16, 16], [conv(16, 3, 1, 1), leaky, conv(32, 4, 2, 1), leaky, conv(16, 4, 2, 1), leaky, conv(1, 4, 1, 0)]],
  'stride 1 throughout, no bias': [[8, 16, 6, 6], [conv(16, 3, 1, 1, false), leaky, conv(48, 3, 1, 1, false), leaky]],
  'stride 3 of 6': [[4, 16, 12, 12], [conv(16, 3, 1, 1), leaky, conv(16, 6, 3, 2), leaky]],
  'stride 2 of 2 without padding': [[4, 16, 8, 8], [conv(32, 2, 2, 0), leaky]],
  'not square': [[4, 3, 8, 12], [conv(16, 3, 1, 1), leaky, conv(16, 4, 2, 1), leaky]],
  'smooth activations': [[4, 2, 8, 8], [conv(16, 3, 1, 1), silu, conv(32, 4, 2, 1), silu]],
  'kernels too large for a cache': [[4, 3, 16, 16], [conv(16, 3, 1, 1), leaky, conv(128, 4, 2, 1), leaky, conv(128, 4, 2, 1), leaky]],
  'leaky_relu of what was not convolved': [[4, 16, 8, 8], [silu, leaky, conv(16, 3, 1, 1), silu, leaky, conv(16, 3, 1, 1)]],
};

/** Some of it does not fit blocks: that part is written as ever. */
const partly: Record<string, Net> = {
  'a batch that blocks do not take': [[3, 3, 8, 8], [conv(16, 3, 1, 1), leaky, conv(16, 4, 2, 1), leaky]],
  'channels that fill no block': [[4, 3, 8, 8], [conv(10, 3, 1, 1), leaky, conv(12, 4, 2, 1), leaky, conv(16, 3, 1, 1)]],
  'a single channel at the end': [[4, 16, 8, 8], [conv(16, 3, 1, 1), leaky, conv(1, 8, 1, 0)]],
  'rows that the stride leaves over': [[4, 3, 11, 9], [conv(16, 3, 1, 1), leaky, conv(16, 3, 2, 0), leaky]],
  'few pixels': [[4, 16, 2, 2], [conv(16, 1, 1, 0), leaky, conv(16, 1, 1, 0)]],
  'padding beyond the kernel': [[4, 16, 6, 6], [conv(16, 3, 1, 1), leaky, conv(16, 2, 2, 2)]],
};

const made = (nets: Record<string, Net>): [string, SmallNetwork][] => Object.entries(nets).map(([name, [shape, layers]]) => [name, smallNetwork(shape, layers, true)]);
/** As an update has it: without the derivative in x, whose few channels fill no block. */
const nodesOf = ({ program }: SmallNetwork, block: number) =>
  lowerProgram({ ...program, outputs: new Map([...program.outputs].filter(([name]) => name !== 'force')) }, {}, 'cpu', block).graph.nodes;
const blocked = 'com.microsoft.nchwc';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 2 });
});
afterAll(() => engine.close());

describe.each([...made(whole), ...made(partly)])('%s', (_, { program, inputs, parameters }) => {
  it('has the energy and the derivatives in x and in every weight of float64 arithmetic', async () => {
    const executable = await engine.compile(program);
    const found = await executable.run({ ...inputs, ...parameters });
    for (const [output, values] of Object.entries(evaluate(program, inputs, parameters))) expect(largestError(found[output]!, values), output).toBeLessThan(tolerance);
  });

  it('has them where its kernels are constants', async () => {
    const executable = await engine.compile(program, parameters);
    const found = await executable.run(inputs);
    for (const [output, values] of Object.entries(evaluate(program, inputs, parameters))) expect(largestError(found[output]!, values), output).toBeLessThan(tolerance);
  });
});

describe('phases', () => {
  /** As a sampler has it: energy and derivative in x, kernels as constants. */
  const sampled = (name: string) => {
    const { program, parameters } = smallNetwork(...whole[name]!);
    return lowerProgram(program, parameters, 'cpu', 16).graph.nodes;
  };

  it('are what a first layer gives to strided convolutions, and its derivative takes', () => {
    const nodes = sampled('vanilla, a batch of whole blocks');
    const first = nodes.filter(({ type, inputs }) => type === 'Conv' && inputs[0]!.startsWith('x'));
    expect(first.map(({ attributes }) => attributes['strides'])).toEqual(Array.from({ length: 4 }, () => ({ ints: [2, 2] })));
    // Nothing is taken apart, and only the derivative of the layer between is put together.
    expect(nodes.filter(({ type }) => type === 'Split')).toEqual([]);
    expect(nodes.filter(({ type }) => type === 'Concat').length).toBe(3);
    expect(nodes.filter(({ type, attributes }) => type === 'Transpose' && JSON.stringify(attributes['perm']).split(',').length === 4)).toEqual([]);
  });

  it('are what an image with large kernels is taken apart into, once for both ways', () => {
    const nodes = sampled('kernels too large for a cache');
    expect(nodes.filter(({ type }) => type === 'Split').length).toBe(3);
  });
});

describe('the blocked layout', () => {
  it('has the block that the processor’s vectors ask for', async () => {
    const size = await blockSize();
    if (arch() === 'x64' && existsSync('/proc/cpuinfo')) {
      const flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' ') ?? [];
      expect(size).toBe(flags.includes('avx512f') ? 16 : 8);
    } else {
      expect([0, 8, 16]).toContain(size);
    }
  });

  it.each(made(whole))('holds every convolution of an update: %s', (_, network) => {
    for (const block of [8, 16]) {
      const nodes = nodesOf(network, block);
      // A layer over its whole image is a matrix product, and the slopes of what follows it are taken outside; all else is in blocks.
      const plain = nodes.filter(({ type, domain, attributes }) => (type === 'Conv' || type === 'ConvTranspose') && domain !== blocked && !('group' in attributes));
      expect(plain).toEqual([]);
      expect(nodes.filter(({ domain }) => domain === blocked).length).toBeGreaterThan(0);
    }
  });

  it('is not left and entered again between two convolutions', () => {
    const nodes = nodesOf(made(whole)[0]![1], 16);
    const left = new Set(nodes.filter(({ type }) => type === 'ReorderOutput').flatMap(({ outputs }) => outputs));
    for (const node of nodes) if (node.type === 'ReorderInput') expect(left.has(node.inputs[0]!)).toBe(false);
  });

  it('is not used where the device has none', () => {
    for (const [, network] of made(whole)) expect(nodesOf(network, 0).map(({ domain }) => domain)).not.toContain(blocked);
  });
});
