import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { serializeModel } from '../core/engines/onnxruntime/onnx-model.ts';
import type { OnnxGraph } from '../core/engines/onnxruntime/onnx-model.ts';
import { sizeOf } from '../core/graph/program.ts';

/** One node of a session as ONNX Runtime ran it. */
export interface NodeTime {
  readonly op: string;
  /** Shapes of its inputs. */
  readonly shapes: readonly (readonly number[])[];
  readonly microseconds: number;
}

interface ProfileEvent {
  readonly cat: string;
  readonly name: string;
  readonly dur: number;
  readonly args: { readonly op_name: string; readonly input_type_shape?: readonly Readonly<Record<string, readonly number[]>>[] };
}

/**
 * How long each node of a graph takes, by the library's own profile of `runs` runs on one thread: the lower eighth of each, so that what else the
 * machine does counts less. Inputs are numbers between −1 and 1.
 */
export async function nodeTimes(graph: OnnxGraph, runs: number): Promise<NodeTime[]> {
  const folder = await mkdtemp(join(tmpdir(), 'basinscope-profile-'));
  try {
    const session = await InferenceSession.create(serializeModel(graph), {
      executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1, graphOptimizationLevel: 'all', executionMode: 'sequential', logSeverityLevel: 3,
      enableProfiling: true, profileFilePrefix: join(folder, 'profile'), extra: { session: { set_denormal_as_zero: '1' } },
    });
    const feeds = Object.fromEntries(graph.inputs.map(({ name, shape }) => {
      const sizes = shape.map(Number);
      return [name, new Tensor('float32', Float32Array.from({ length: sizeOf(sizes) }, (_, i) => Math.sin(i * 12.9898)), sizes)];
    }));
    for (let run = 0; run < runs; run++) await session.run(feeds);
    session.endProfiling();
    await session.release();
    const [file] = await readdir(folder);
    const events = (JSON.parse(await readFile(join(folder, file!), 'utf8')) as ProfileEvent[]).filter(({ cat, name }) => cat === 'Node' && name.endsWith('_kernel_time'));
    const byNode = new Map<string, ProfileEvent[]>();
    for (const event of events) byNode.set(event.name, [...(byNode.get(event.name) ?? []), event]);
    return [...byNode.values()].map((same) => ({
      op: same[0]!.args.op_name,
      shapes: (same[0]!.args.input_type_shape ?? []).map((input) => Object.values(input)[0]!),
      microseconds: same.map(({ dur }) => dur).sort((a, b) => a - b)[Math.floor(same.length / 8)]!,
    }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
