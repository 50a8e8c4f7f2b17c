// A process of its own: the Vulkan driver is chosen by environment variables that must be set before it starts.
// Runs every case of the conformance tests on onnxruntime webgpu, prints one JSON line for each.
import { evaluate } from '../../../../core/graph/evaluate.ts';
import { openEngine } from '../../../../core/engines/open-engine.ts';
import { conformanceCases } from '../conformance-cases.ts';
import { largestError } from '../../graph/test-values.ts';
import type { ConformanceCase } from '../conformance-cases.ts';

const engine = await openEngine({ engine: 'onnxruntime', device: 'webgpu', threads: 1 });
process.stdout.write(`${JSON.stringify({ engine: engine.description })}\n`);

async function check({ name, program, parameters, inputs }: ConformanceCase): Promise<void> {
  try {
    const expected = evaluate(program, inputs, parameters);
    const executable = await engine.compile(program, parameters);
    const found = await executable.run(inputs);
    await executable.dispose();
    const error = Math.max(...Object.entries(expected).map(([output, values]) => largestError(found[output]!, values)));
    process.stdout.write(`${JSON.stringify({ name, error })}\n`);
  } catch (failure) {
    process.stdout.write(`${JSON.stringify({ name, failure: String(failure) })}\n`);
  }
}

for (const one of conformanceCases()) await check(one);
await engine.close();
