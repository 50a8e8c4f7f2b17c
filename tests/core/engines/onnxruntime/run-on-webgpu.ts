// A process of its own: the Vulkan driver is chosen by environment variables that must be set before it starts.
// Runs every example of the op registry (and its derivative) on onnxruntime webgpu, prints one JSON line for each.
import { evaluate } from '../../../../core/graph/evaluate.ts';
import { opRegistry } from '../../../../core/graph/registry.ts';
import { openEngine } from '../../../../core/engines/open-engine.ts';
import { exampleProgram } from '../../graph/example-program.ts';
import { nonlocalLike, vanillaLike } from '../small-networks.ts';
import { largestError } from '../../graph/test-values.ts';
import type { Program } from '../../../../core/graph/program.ts';
import type { Tensors } from '../../../../core/engines/engine.ts';

const engine = await openEngine({ engine: 'onnxruntime', device: 'webgpu', threads: 1 });
process.stdout.write(`${JSON.stringify({ engine: engine.description })}\n`);

async function check(name: string, program: Program, parameters: Tensors, inputs: Tensors): Promise<void> {
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

for (const op of opRegistry.values()) {
  for (const example of op.examples) {
    const { program, inputs } = exampleProgram(op, example);
    await check(`${op.name}: ${example.name}`, program, {}, inputs);
  }
}
for (const [name, network] of [['vanilla', vanillaLike], ['pools and attention', nonlocalLike]] as const) {
  await check(`network: ${name}`, network.program, network.parameters, network.inputs);
}
await engine.close();
