import { evaluate } from '../../core/graph/evaluate.ts';
import { conformanceCases } from '../../tests/core/engines/conformance-cases.ts';
import { largestError } from '../../tests/core/graph/test-values.ts';
import { openDevice } from './open-device.ts';
import { head, row, short } from './section.ts';
import type { Section } from './section.ts';

/** That of the tests on SwiftShader (webgpu.test.ts): relative to the largest value. */
const tolerance = 2e-5;
/** NVIDIA's convolutions on CUDA may round their factors to ten bits. */
const toleranceOfTensorFloat = 5e-3;

/** Every op with its derivative and two networks against float64. */
export const conformance: Section = async ({ device, print }) => {
  const engine = await openDevice(device);
  const limit = device === 'cuda' ? toleranceOfTensorFloat : tolerance;
  const found: { name: string; error: number; failure: string }[] = [];
  for (const { name, program, parameters, inputs } of conformanceCases()) {
    try {
      const executable = await engine.compile(program, parameters);
      const outputs = await executable.run(inputs);
      await executable.dispose();
      const expected = Object.entries(evaluate(program, inputs, parameters));
      found.push({ name, error: Math.max(...expected.map(([output, values]) => largestError(outputs[output]!, values))), failure: '' });
    } catch (error) {
      found.push({ name, error: NaN, failure: error instanceof Error ? error.message : String(error) });
    }
  }
  await engine.close();
  const wrong = found.filter(({ error }) => !(error < limit));
  print(`${engine.description}: ${found.length - wrong.length} of ${found.length} cases within ${limit} of float64; largest error of those ${short(Math.max(...found.filter((one) => !wrong.includes(one)).map(({ error }) => error)))}.`);
  if (wrong.length === 0) return;
  print(`\n${head('case', 'error', 'what it says')}`);
  for (const { name, error, failure } of wrong) print(row(name, short(error), failure.replaceAll(/\s+/g, ' ').slice(0, 200)));
  throw new Error(`${wrong.length} cases are wrong.`);
};
