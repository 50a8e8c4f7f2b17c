import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { availableParallelism } from 'node:os';
import { InferenceSession, Tensor, env, listSupportedBackends } from 'onnxruntime-node';
import { checkParameters, checkTensors, expectedTensors } from '../check-tensors.ts';
import { EngineError } from '../engine-error.ts';
import { Transfers } from '../transfers.ts';
import { KeptInputs } from './kept-inputs.ts';
import { blockSize } from './block-size.ts';
import { lowerProgram } from './lower-program.ts';
import { serializeModel } from './onnx-model.ts';
import type { DeviceName } from '../../contract/engine.ts';
import type { CompileOptions, Engine, Executable, Tensors } from '../engine.ts';
import type { Program } from '../../graph/program.ts';
import type { Expected } from '../check-tensors.ts';

const require = createRequire(import.meta.url);

// Unasked, ONNX Runtime gives the machine an id in the user's cache folder and sends what it runs to its makers. It reads this when the
// first session opens. A worker thread's environment is its own copy, which the library does not see: whoever starts the process of one
// sets it as well (electron/main/compute-host.ts).
process.env['ORT_DISABLE_TELEMETRY'] = '1';

/** Devices that the installed build of ONNX Runtime can use; a GPU it names may still be missing on this machine. */
function installedDevices(): readonly DeviceName[] {
  const names = listSupportedBackends().map((backend) => backend.name);
  return (['cpu', 'webgpu', 'cuda'] as const).filter((device) => names.includes(device) && (device !== 'cuda' || cudaIsInstalled()));
}

/** The CUDA part is a library of its own, which the npm package does not hold: builds name the device without having it. */
function cudaIsInstalled(): boolean {
  const folder = join(dirname(require.resolve('onnxruntime-node/package.json')), 'bin', 'napi-v6', process.platform, process.arch);
  return existsSync(join(folder, process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so'));
}

function onnxruntimeVersion(): string {
  return env.versions.node ?? env.versions.common;
}

/**
 * Opens ONNX Runtime on a device. `threads` 0: as many as the machine has cores (they matter on the CPU only).
 * Throws EngineError when this build of the library does not know the device.
 */
export async function openOnnxruntime(device: DeviceName, threads: number): Promise<Engine> {
  const devices = installedDevices();
  if (!devices.includes(device)) {
    throw new EngineError(
      `onnxruntime was asked to run on ${device}; the installed onnxruntime-node ${onnxruntimeVersion()} has ${devices.join(', ')}. ` +
        (device === 'cuda' ? 'Install its CUDA part (npm rebuild onnxruntime-node --onnxruntime-node-install=cuda12) with CUDA and cuDNN, or choose one of those.' : 'Choose one of those.'),
    );
  }
  const used = threads > 0 ? threads : availableParallelism();
  const engine = new OnnxruntimeEngine(device, used);
  // A GPU can be named by the build and be missing here: find that out now, not in the middle of a run.
  if (device !== 'cpu') await engine.probe();
  return engine;
}

class OnnxruntimeEngine implements Engine {
  readonly name = 'onnxruntime';
  readonly device: DeviceName;
  readonly description: string;
  readonly transfers: Transfers | null;
  private readonly threads: number;
  private readonly open = new Set<OnnxExecutable>();

  constructor(device: DeviceName, threads: number) {
    this.device = device;
    this.threads = threads;
    this.transfers = device === 'cpu' ? null : new Transfers();
    const where = device === 'cpu' ? `CPU, ${threads} thread${threads === 1 ? '' : 's'}` : device === 'cuda' ? 'CUDA' : 'WebGPU';
    this.description = `onnxruntime-node ${onnxruntimeVersion()}, ${where}`;
  }

  async compile(program: Program, parameters: Tensors = {}, { kept = [] }: CompileOptions = {}): Promise<Executable> {
    checkParameters(program, parameters);
    const lowered = lowerProgram(program, parameters, this.device, this.device === 'cpu' ? await blockSize() : 0);
    const { inputNames, outputNames } = lowered;
    const keptInputs = new KeptInputs(program, lowered, this.transfers === null ? [] : kept);
    const session = await this.session(serializeModel(keptInputs.addTo(lowered.graph)), keptInputs.outputLocations(outputNames));
    const inputs = expectedTensors(program, parameters).map((tensor) => ({
      ...tensor,
      onnxName: inputNames.get(tensor.name)!,
      shape: program.nodes[tensor.id]!.shape,
    }));
    const executable = new OnnxExecutable(session, inputs, outputNames, keptInputs, this.transfers, () => this.open.delete(executable));
    this.open.add(executable);
    return executable;
  }

  async close(): Promise<void> {
    for (const executable of [...this.open]) await executable.dispose();
  }

  /** Runs x + x on the device; throws EngineError when it cannot. */
  async probe(): Promise<void> {
    const node = { type: 'Add', domain: '', inputs: ['x', 'x'], outputs: ['y'], attributes: {} };
    const bytes = serializeModel({ nodes: [node], inputs: [{ name: 'x', shape: [1] }], outputs: [{ name: 'y', shape: [1] }], initializers: [] });
    const session = await this.session(bytes);
    try {
      const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(1), [1]) });
      if (Number(y?.data[0]) !== 2) throw new Error(`1 + 1 gave ${String(y?.data[0])}`);
    } catch (error) {
      throw new EngineError(`onnxruntime does not run on ${this.device} here: ${messageOf(error)}. Choose another device.`, { cause: error });
    } finally {
      await session.release();
    }
  }

  private async session(bytes: Uint8Array, outputLocations: InferenceSession.SessionOptions['preferredOutputLocation'] = undefined): Promise<InferenceSession> {
    try {
      return await InferenceSession.create(bytes, { ...this.sessionOptions(), ...(outputLocations === undefined ? {} : { preferredOutputLocation: outputLocations }) });
    } catch (error) {
      throw new EngineError(this.explained(messageOf(error)), { cause: error });
    }
  }

  private explained(message: string): string {
    if (message.includes('fallback to CPU EP has been explicitly disabled')) {
      return `onnxruntime cannot run this program on ${this.device}: it has operations that only the CPU knows, and a program is never run partly on another device than the one asked for. Choose the cpu.`;
    }
    if (message.includes('Failed to get a WebGPU adapter')) {
      return 'onnxruntime was asked to run on webgpu and finds no usable GPU (no Vulkan, Metal or D3D12 adapter). Install the graphics driver (on Linux also libvulkan1), or choose the cpu.';
    }
    return `onnxruntime cannot prepare the program on ${this.device}: ${message}`;
  }

  private sessionOptions(): InferenceSession.SessionOptions {
    const onCpu = this.device === 'cpu';
    return {
      executionProviders: [this.device],
      intraOpNumThreads: this.threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      executionMode: 'sequential',
      enableCpuMemArena: true,
      enableMemPattern: true,
      logSeverityLevel: 3,
      extra: {
        session: {
          set_denormal_as_zero: '1',
          // Threads that wait for work by spinning for longer take the cores from whatever else runs (the window, a second
          // job): twice as slow on a busy machine, no faster on an idle one.
          intra_op: { spin_duration_us: '50' },
          // Without this, nodes that a GPU does not know would quietly run on the CPU.
          ...(onCpu ? {} : { disable_cpu_ep_fallback: '1' }),
        },
      },
    };
  }
}

interface OnnxInput extends Expected {
  readonly onnxName: string;
  readonly shape: readonly number[];
}

class OnnxExecutable implements Executable {
  private readonly session: InferenceSession;
  private readonly inputs: readonly OnnxInput[];
  private readonly outputs: ReadonlyMap<string, string>;
  private readonly kept: KeptInputs;
  private readonly transfers: Transfers | null;
  private readonly onDispose: () => void;
  private state: 'ready' | 'running' | 'disposed' = 'ready';

  constructor(session: InferenceSession, inputs: readonly OnnxInput[], outputs: ReadonlyMap<string, string>, kept: KeptInputs, transfers: Transfers | null, onDispose: () => void) {
    this.session = session;
    this.inputs = inputs;
    this.outputs = outputs;
    this.kept = kept;
    this.transfers = transfers;
    this.onDispose = onDispose;
  }

  async run(tensors: Tensors): Promise<Record<string, Float32Array>> {
    if (this.state !== 'ready') throw new EngineError(this.state === 'running' ? 'run: the previous run of this program has not ended; await it first.' : 'run: this program was disposed.');
    checkTensors(this.inputs, tensors);
    const feeds: Record<string, Tensor> = {};
    for (const { name, onnxName, shape } of this.inputs) {
      const there = this.kept.find(name, tensors[name]!);
      if (there === null) this.transfers?.send(name, tensors[name]!);
      feeds[onnxName] = there ?? new Tensor('float32', tensors[name]!, shape);
    }
    this.state = 'running';
    try {
      const results = await this.session.run(feeds);
      const values: Record<string, Float32Array> = {};
      for (const [name, onnxName] of this.outputs) {
        values[name] = results[onnxName]!.data as Float32Array;
        this.transfers?.receive(name, values[name]);
      }
      this.kept.keep(results, tensors, values);
      return values;
    } catch (error) {
      throw new EngineError(`onnxruntime failed while running a program: ${messageOf(error)}`, { cause: error });
    } finally {
      if (this.state === 'running') this.state = 'ready';
    }
  }

  async dispose(): Promise<void> {
    if (this.state === 'disposed') return;
    this.state = 'disposed';
    this.onDispose();
    this.kept.dispose();
    await this.session.release();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
