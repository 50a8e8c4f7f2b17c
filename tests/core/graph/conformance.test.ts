import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from '../../../core/graph/evaluate.ts';
import { opRegistry } from '../../../core/graph/registry.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { exampleProgram } from './example-program.ts';
import { largestError } from './test-values.ts';
import type { Engine } from '../../../core/engines/engine.ts';

// Central differences with h = 1e-4 in float64: truncation about h²/6 times the third derivative (a few units at most for
// our ranges), cancellation 1e-16/h. 1e-6 leaves room for both and is far below any wrong derivative.
const step = 1e-4;
const differenceTolerance = 1e-6;
// Float32 keeps 24 bits (6e-8); examples sum up to about a hundred products, and exp or tanh are good to a few units in the last place.
const engineTolerance = 5e-6;

describe('every op file', () => {
  it('is in the registry under its own name', async () => {
    const folder = new URL('../../../core/graph/ops/', import.meta.url);
    const files = readdirSync(folder).map((file) => file.replace(/\.ts$/, '').replaceAll('-', '_'));
    expect(files.sort()).toEqual([...opRegistry.keys()].sort());
  });

  it.each([...opRegistry.values()].map((op) => [op.name, op] as const))('%s has an example', (_, op) => {
    expect(op.examples.length).toBeGreaterThan(0);
  });
});

const examples = [...opRegistry.values()].flatMap((op) => op.examples.map((example) => [`${op.name}: ${example.name}`, op, example] as const));

describe('derivatives against central differences', () => {
  it.each(examples)('%s', (_, op, example) => {
    const { program, inputs, differentiable } = exampleProgram(op, example);
    const result = evaluate(program, inputs);
    for (const name of differentiable) {
      const differences = Array.from(inputs[name]!, (_value, at) => {
        const scalar = (by: number) => {
          const moved = Float64Array.from(inputs[name]!);
          moved[at]! += by;
          return evaluate(program, { ...inputs, [name]: moved })['scalar']![0]!;
        };
        return (scalar(step) - scalar(-step)) / (2 * step);
      });
      expect(largestError(result[`derivative in ${name}`]!, differences), name).toBeLessThan(differenceTolerance);
    }
  });
});

describe.each(['onnxruntime', 'tfjs'] as const)('on %s (cpu)', (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine({ engine: name, device: 'cpu', threads: 1 });
  });
  afterAll(() => engine.close());

  it.each(examples)('%s', async (_, op, example) => {
    const { program, inputs } = exampleProgram(op, example);
    const expected = evaluate(program, inputs);
    const executable = await engine.compile(program);
    const found = await executable.run(inputs);
    await executable.dispose();
    expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
    for (const [output, values] of Object.entries(expected)) {
      expect(largestError(found[output]!, values), output).toBeLessThan(engineTolerance);
    }
  });
});
