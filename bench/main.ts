import { availableParallelism, cpus, loadavg } from 'node:os';
import { openEngine } from '../core/engines/open-engine.ts';
import type { Engine } from '../core/engines/engine.ts';
import { countsProcessorTime } from './clock.ts';
import { PythonError, setUpPython } from './find-python.ts';
import { benchLangevin } from './langevin.ts';
import { benchMapThroughput } from './map-throughput.ts';
import { benchOnnx } from './onnx.ts';
import { benchQueue } from './queue.ts';
import { benchProfile } from './profile.ts';
import { startPytorch } from './pytorch.ts';
import type { Pytorch } from './pytorch.ts';
import { benchStart } from './start.ts';
import { benchToyLearning } from './toy-learning.ts';
import { benchTraining } from './training.ts';

/** One measurement a file; each prints its own lines. With PyTorch's side, where it has one, and the threads of each side. */
interface Measurement {
  readonly name: string;
  readonly program: string | null;
  readonly threads: number;
  /** Run only when named: it takes long. */
  readonly onlyNamed: boolean;
  readonly run: (engine: Engine, pytorch: Pytorch | null, print: (line: string) => void) => Promise<void>;
}

const threads = countsProcessorTime ? 1 : availableParallelism();
const measurements: readonly Measurement[] = [
  { name: 'langevin', program: 'langevin.py', threads, onlyNamed: false, run: benchLangevin },
  { name: 'training', program: 'training.py', threads, onlyNamed: false, run: benchTraining },
  { name: 'map', program: null, threads, onlyNamed: false, run: (engine, _, print) => benchMapThroughput(engine, print) },
  { name: 'profile', program: null, threads: 1, onlyNamed: true, run: (_engine, _, print) => benchProfile(print) },
  { name: 'onnx', program: 'langevin.py', threads, onlyNamed: true, run: benchOnnx },
  // Both sides run at the same time: one thread each.
  { name: 'queue', program: null, threads: 1, onlyNamed: true, run: (_engine, _pytorch, print) => benchQueue(print) },
  { name: 'toy-learning', program: 'toy-learning.py', threads: 1, onlyNamed: true, run: benchToyLearning },
];

const print = (line: string) => process.stdout.write(`${line}\n`);
const asked = process.argv.slice(2).filter((word) => word !== '--cpu-time');
try {
  if (asked.includes('--setup')) setUpPython(print);
  else if (asked[0] === 'start') await benchStart(Number(asked[1] ?? 5), print);
  else await measure();
} catch (error) {
  if (!(error instanceof PythonError)) throw error;
  print(error.message);
  process.exitCode = 1;
}

async function measure(): Promise<void> {
  const unknown = asked.filter((name) => !measurements.some((measurement) => measurement.name === name));
  if (unknown.length > 0) {
    print(`There is no measurement ${unknown.join(', ')}. Measurements: ${measurements.map(({ name }) => name).join(', ')}, start; none named runs all but onnx, queue, toy-learning and start.`);
    process.exitCode = 1;
    return;
  }
  // What else the machine does takes from both sides, which take turns, but not always the same.
  print(`${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores${countsProcessorTime ? ', processor time of one thread a side' : ''}, load ${loadavg()[0]!.toFixed(1)} before this, Node ${process.versions.node}`);
  for (const measurement of measurements) {
    if (asked.length > 0 ? !asked.includes(measurement.name) : measurement.onlyNamed) continue;
    const engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: measurement.threads });
    const pytorch = measurement.program === null ? null : await startPytorch(measurement.threads, measurement.program);
    print(`\n${measurement.name}: ours on ${engine.description}${measurement.program === null ? '' : `; ${pytorch?.description ?? 'PyTorch is not there: npm run bench -- --setup gets it'}`}`);
    await measurement.run(engine, pytorch, print);
    pytorch?.close();
    await engine.close();
  }
}
