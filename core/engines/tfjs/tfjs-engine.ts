import { checkParameters, checkTensors, expectedTensors } from '../check-tensors.ts';
import { EngineError } from '../engine-error.ts';
import { loadTfjs } from './load-tfjs.ts';
import { opRegistry } from '../../graph/registry.ts';
import type { DeviceName } from '../../contract/engine.ts';
import type { Engine, Executable, Tensors } from '../engine.ts';
import type { Expected } from '../check-tensors.ts';
import type { NodeId, Program } from '../../graph/program.ts';
import type { Tfjs, TfjsTensor } from '../../graph/lowering-tfjs.ts';

/** Opens TensorFlow.js on a device; throws EngineError when that device is out of reach. */
export async function openTfjs(device: DeviceName): Promise<Engine> {
  const { tf, description } = await loadTfjs(device);
  return new TfjsEngine(tf, device, description);
}

class TfjsEngine implements Engine {
  readonly name = 'tfjs';
  readonly device: DeviceName;
  readonly description: string;
  readonly transfers = null;
  private readonly tf: Tfjs;
  private readonly open = new Set<TfjsExecutable>();

  constructor(tf: Tfjs, device: DeviceName, description: string) {
    this.tf = tf;
    this.device = device;
    this.description = description;
  }

  async compile(program: Program, parameters: Tensors = {}): Promise<Executable> {
    checkParameters(program, parameters);
    const executable = new TfjsExecutable(this.tf, program, parameters, () => this.open.delete(executable));
    this.open.add(executable);
    return executable;
  }

  async close(): Promise<void> {
    for (const executable of [...this.open]) await executable.dispose();
  }
}

/** Runs a program op by op. What does not change between runs stays on the device. */
class TfjsExecutable implements Executable {
  private readonly tf: Tfjs;
  private readonly program: Program;
  private readonly fixed = new Map<NodeId, TfjsTensor>();
  private readonly expected: readonly Expected[];
  /** For each node, the values that nobody needs after it. */
  private readonly lastUses: readonly (readonly NodeId[])[];
  private readonly onDispose: () => void;
  private state: 'ready' | 'running' | 'disposed' = 'ready';

  constructor(tf: Tfjs, program: Program, parameters: Tensors, onDispose: () => void) {
    this.tf = tf;
    this.program = program;
    this.onDispose = onDispose;
    this.expected = expectedTensors(program, parameters);
    const keep = (id: NodeId, values: Float32Array) => this.fixed.set(id, tf.keep(tf.tensor(values, [...program.nodes[id]!.shape], 'float32')));
    for (const [id, values] of program.constants) keep(id, values);
    for (const [name, id] of program.parameters) if (Object.hasOwn(parameters, name)) keep(id, parameters[name]!);
    this.lastUses = lastUses(program, this.fixed);
  }

  async run(tensors: Tensors): Promise<Record<string, Float32Array>> {
    if (this.state !== 'ready') throw new EngineError(this.state === 'running' ? 'run: the previous run of this program has not ended; await it first.' : 'run: this program was disposed.');
    checkTensors(this.expected, tensors);
    this.state = 'running';
    const outputs = [...this.program.outputs];
    let results: TfjsTensor[] = [];
    try {
      results = this.tf.tidy(() => this.evaluate(tensors, outputs.map(([, id]) => id)));
      const values: Record<string, Float32Array> = {};
      for (const [at, [name]] of outputs.entries()) {
        // Copied: a backend may hand out the very array it keeps for an input or a parameter.
        values[name] = Float32Array.from(await results[at]!.data<'float32'>());
      }
      return values;
    } catch (error) {
      throw new EngineError(`tfjs failed while running a program: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    } finally {
      this.tf.dispose(results);
      if (this.state === 'running') this.state = 'ready';
    }
  }

  async dispose(): Promise<void> {
    if (this.state === 'disposed') return;
    this.state = 'disposed';
    this.onDispose();
    this.tf.dispose([...this.fixed.values()]);
  }

  private evaluate(tensors: Tensors, wanted: readonly NodeId[]): TfjsTensor[] {
    const { tf, program } = this;
    const values = new Map<NodeId, TfjsTensor>(this.fixed);
    for (const { name, id } of this.expected) values.set(id, tf.tensor(tensors[name]!, [...program.nodes[id]!.shape], 'float32'));
    for (const { id, op, inputs, shape, attributes } of program.nodes) {
      if (!values.has(id)) {
        const given = inputs.map((input) => values.get(input)!);
        const result = opRegistry.get(op)!.tfjs(tf, { inputs: given, shapes: inputs.map((input) => program.nodes[input]!.shape), shape, attributes });
        values.set(id, given.includes(result) ? tf.clone(result) : result);
      }
      for (const done of this.lastUses[id]!) values.get(done)!.dispose();
    }
    return wanted.map((id) => tf.clone(values.get(id)!));
  }
}

function lastUses(program: Program, fixed: ReadonlyMap<NodeId, TfjsTensor>): readonly (readonly NodeId[])[] {
  const last = new Map<NodeId, NodeId>();
  for (const { id, inputs } of program.nodes) for (const input of inputs) last.set(input, id);
  for (const id of [...program.outputs.values(), ...fixed.keys()]) last.delete(id);
  const lists: NodeId[][] = program.nodes.map(() => []);
  for (const [value, user] of last) lists[user]!.push(value);
  return lists;
}
