import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from '../../../../core/graph/evaluate.ts';
import { lowerProgram } from '../../../../core/engines/onnxruntime/lower-program.ts';
import { openEngine } from '../../../../core/engines/open-engine.ts';
import { largestError } from '../../graph/test-values.ts';
import { nonlocalLike, smallNetwork, vanillaLike } from '../small-networks.ts';
import type { Engine } from '../../../../core/engines/engine.ts';
import type { SmallLayer, SmallNetwork } from '../small-networks.ts';

// Float32 through five layers of sums of up to 512 products, relative to the largest value.
const tolerance = 5e-6;

const conv = (out: number, kernel: number, stride: number, padding: number, bias = true): SmallLayer => ({ conv: out, kernel, stride, padding, bias });
const leaky = (slope: number): SmallLayer => ({ op: 'leaky_relu', attributes: { slope } });
const relu: SmallLayer = { op: 'relu' };
const silu: SmallLayer = { op: 'silu' };
const maxPool = (size: number): SmallLayer => ({ op: 'max_pool', attributes: { size } });

const networks: Record<string, SmallNetwork> = {
  'vanilla': vanillaLike,
  'pools and attention': nonlocalLike,
  'strided first layer': smallNetwork([2, 1, 8, 8], [conv(16, 4, 2, 1), leaky(0.2), conv(8, 4, 2, 1)]),
  'strided after a first layer of one channel': smallNetwork([3, 1, 8, 8], [conv(16, 3, 1, 1), relu, conv(16, 4, 2, 1), relu, conv(1, 4, 1, 0)]),
  'first layer 5/1/2, then 3/2/1': smallNetwork([2, 2, 8, 8], [conv(16, 5, 1, 2), leaky(0), conv(8, 3, 2, 1), silu]),
  'first layer without padding': smallNetwork([2, 3, 10, 10], [conv(16, 3, 1, 0), leaky(0.05), conv(8, 4, 2, 1)]),
  'stride 3 of 6': smallNetwork([2, 3, 9, 9], [conv(16, 3, 1, 1), leaky(0.05), conv(8, 6, 3, 2), leaky(0.05)]),
  'stride 2 of 2 without padding': smallNetwork([1, 4, 8, 8], [conv(16, 2, 2, 0, false), leaky(0.05), conv(16, 2, 2, 0, false)]),
  'many channels first': smallNetwork([2, 8, 8, 8], [conv(16, 3, 1, 1), leaky(0.05), conv(16, 4, 2, 1)]),
  'channels that fill no block': smallNetwork([2, 3, 8, 8], [conv(10, 3, 1, 1), leaky(0.05), conv(12, 4, 2, 1), leaky(0.05)]),
  'smooth activations': smallNetwork([2, 3, 8, 8], [conv(16, 3, 1, 1), silu, conv(16, 4, 2, 1), silu, conv(1, 4, 1, 0)]),
  'image that the stride does not divide': smallNetwork([2, 3, 9, 7], [conv(16, 3, 1, 1), leaky(0.05), conv(16, 3, 2, 1)]),
  'not square': smallNetwork([2, 3, 8, 12], [conv(16, 3, 1, 1), leaky(0.05), conv(16, 4, 2, 1), leaky(0.05), conv(16, 4, 2, 1)]),
  'max pool of a first layer': smallNetwork([2, 3, 8, 8], [conv(16, 3, 1, 1), maxPool(2), leaky(0.05), conv(8, 3, 1, 1), maxPool(2)]),
  'max pool 3 of a 1×1 layer': smallNetwork([2, 4, 9, 9], [conv(16, 1, 1, 0), maxPool(3), conv(8, 3, 1, 1, false), maxPool(3)]),
  'max pool of a strided layer': smallNetwork([2, 3, 16, 16], [conv(16, 4, 2, 1), maxPool(2), relu, conv(1, 4, 1, 0)]),
  'max pool that leaves a rest': smallNetwork([2, 3, 9, 9], [conv(16, 3, 1, 1), maxPool(2), conv(8, 3, 1, 1)]),
  'max pool of a smooth activation': smallNetwork([2, 3, 8, 8], [conv(16, 3, 1, 1), silu, maxPool(2), conv(8, 3, 1, 1)]),
  'vectors': smallNetwork([5, 2, 1, 1], [conv(16, 1, 1, 0), leaky(0.05), conv(12, 1, 1, 0), leaky(0), conv(3, 1, 1, 0)]),
  'padding beyond the kernel': smallNetwork([1, 2, 6, 6], [conv(16, 3, 1, 1), leaky(0.05), conv(8, 2, 2, 2)]),
};

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
});
afterAll(() => engine.close());

describe.each(Object.entries(networks))('%s', (_, { program, inputs, parameters }) => {
  const expected = evaluate(program, inputs, parameters);
  it.each([
    ['parameters as constants', parameters, inputs],
    ['parameters as inputs', {}, { ...inputs, ...parameters }],
  ])('%s', async (_how, fixed, given) => {
    const executable = await engine.compile(program, fixed);
    const found = await executable.run(given);
    for (const [output, values] of Object.entries(expected)) expect(largestError(found[output]!, values), output).toBeLessThan(tolerance);
  });
});

describe('written together where that is possible', () => {
  const typesOf = ({ program, parameters }: SmallNetwork) => lowerProgram(program, parameters, 'cpu', 16).graph.nodes.map((node) => node.type);

  it.each(['vanilla', 'strided first layer', 'stride 3 of 6', 'many channels first', 'smooth activations', 'not square'])('no transposed convolution: %s', (name) => {
    expect(typesOf(networks[name]!)).not.toContain('ConvTranspose');
  });

  it.each(['pools and attention', 'max pool of a first layer', 'max pool 3 of a 1×1 layer', 'max pool of a strided layer'])('no pooling with indices: %s', (name) => {
    expect(typesOf(networks[name]!)).not.toContain('MaxUnpool');
  });

  it('slopes of vectors are not chosen: with constant weights they are clipped', () => {
    expect(typesOf(networks['vectors']!)).not.toContain('Where');
    expect(typesOf(networks['vectors']!).filter((type) => type === 'Clip').length).toBe(2);
    const { program } = networks['vectors']!;
    expect(lowerProgram(program, {}, 'cpu', 16).graph.nodes.map(({ type }) => type)).toContain('Where');
  });

  it('nothing is left that no output needs', () => {
    for (const { program, parameters } of Object.values(networks)) {
      const { graph } = lowerProgram(program, parameters, 'cpu', 16);
      const used = new Set([...graph.nodes.flatMap((node) => node.inputs), ...graph.outputs.map(({ name }) => name)]);
      for (const node of graph.nodes) expect(node.outputs.some((output) => used.has(output))).toBe(true);
      for (const { name } of graph.initializers) expect(used.has(name)).toBe(true);
    }
  });
});

describe('ties in max pooling', () => {
  it('the first largest element takes the derivative, as in PyTorch', async () => {
    // A constant image under a 1×1 convolution: all elements of a window are equal.
    const { program, parameters } = smallNetwork([1, 1, 4, 4], [conv(16, 1, 1, 0), maxPool(2)]);
    const x = new Float32Array(16).fill(0.5);
    const executable = await engine.compile(program, parameters);
    const { force } = await executable.run({ x });
    const expected = evaluate(program, { x }, parameters)['force']!;
    expect(largestError(force!, expected)).toBeLessThan(tolerance);
    expect(Array.from(force!, (value) => value !== 0)).toEqual([1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0].map(Boolean));
  });
});
