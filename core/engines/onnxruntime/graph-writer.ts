import { createHash } from 'node:crypto';
import { sizeOf } from '../../graph/program.ts';
import type { OnnxAttribute, OnnxWriter } from '../../graph/lowering-onnx.ts';
import type { Shape } from '../../graph/program.ts';
import type { OnnxInitializer, OnnxNode } from './onnx-model.ts';

type Attributes = Readonly<Record<string, OnnxAttribute>>;
const toFloat: Attributes = { to: { int: 1 } };
const toBool: Attributes = { to: { int: 9 } };

/** Collects nodes and constants; equal ones are made once. */
export class GraphWriter implements OnnxWriter {
  readonly nodesWritten: OnnxNode[] = [];
  readonly initializers: OnnxInitializer[] = [];
  private readonly known = new Map<string, readonly string[]>();
  private readonly origins = new Map<string, OnnxNode>();
  private readonly booleans = new Map<string, string>();

  node(type: string, inputs: readonly string[], attributes: Attributes = {}, domain = ''): string {
    return this.add(type, inputs, 1, attributes, domain)[0]!;
  }

  nodes(type: string, inputs: readonly string[], outputs: number, attributes: Attributes = {}): readonly string[] {
    return this.add(type, inputs, outputs, attributes, '');
  }

  floats(values: ArrayLike<number>, shape: Shape): string {
    const floats = Float32Array.from(values);
    const bytes = new Uint8Array(floats.buffer);
    return this.once(`floats ${shape.join(',')} ${createHash('sha256').update(bytes).digest('base64')}`, () => [this.initializer('f', shape, floats)])[0]!;
  }

  ints(values: readonly number[]): string {
    return this.once(`ints ${values.join(',')}`, () => [this.initializer('i', [values.length], BigInt64Array.from(values, BigInt))])[0]!;
  }

  origin(name: string): OnnxNode | null {
    return this.origins.get(name) ?? null;
  }

  toBoolean(name: string): string {
    return this.booleans.get(name) ?? this.node('Cast', [name], toBool);
  }

  fromBoolean(name: string): string {
    const float = this.node('Cast', [name], toFloat);
    this.booleans.set(float, name);
    return float;
  }

  /** The same value under a name of its own. */
  copy(name: string): string {
    const copied = `n${this.nodesWritten.length}_0`;
    this.nodesWritten.push({ type: 'Identity', domain: '', inputs: [name], outputs: [copied], attributes: {} });
    return copied;
  }

  /** Values of a program's parameter or constant. */
  initializer(prefix: string, shape: Shape, values: Float32Array | BigInt64Array): string {
    const name = `${prefix}${this.initializers.length}`;
    if (values.length !== sizeOf(shape)) throw new Error(`Initializer ${name}: ${values.length} values for [${shape.join(', ')}]`);
    this.initializers.push({ name, shape, values });
    return name;
  }

  private add(type: string, inputs: readonly string[], outputs: number, attributes: Attributes, domain: string): readonly string[] {
    return this.once(`${domain}.${type}/${outputs} ${inputs.join(' ')} ${JSON.stringify(attributes)}`, () => {
      const names = Array.from({ length: outputs }, (_, at) => `n${this.nodesWritten.length}_${at}`);
      const node = { type, domain, inputs, outputs: names, attributes };
      this.nodesWritten.push(node);
      for (const name of names) this.origins.set(name, node);
      return names;
    });
  }

  private once(key: string, make: () => readonly string[]): readonly string[] {
    const before = this.known.get(key);
    if (before !== undefined) return before;
    const made = make();
    this.known.set(key, made);
    return made;
  }
}
