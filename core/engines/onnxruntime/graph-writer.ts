import { bitsOf, sameBits } from './same-bits.ts';
import { sizeOf } from '../../graph/program.ts';
import type { ImageParts, OnnxAttribute, OnnxWriter } from '../../graph/lowering-onnx.ts';
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
  /** Float constants by shape and fingerprint. */
  private readonly constants = new Map<string, readonly { readonly name: string; readonly floats: Float32Array }[]>();
  private readonly booleans = new Map<string, string>();
  private readonly parts = new Map<string, ImageParts>();

  node(type: string, inputs: readonly string[], attributes: Attributes = {}, domain = ''): string {
    return this.add(type, inputs, 1, attributes, domain)[0]!;
  }

  nodes(type: string, inputs: readonly string[], outputs: number, attributes: Attributes = {}): readonly string[] {
    return this.add(type, inputs, outputs, attributes, '');
  }

  floats(values: ArrayLike<number>, shape: Shape): string {
    const floats = values instanceof Float32Array ? values : Float32Array.from(values);
    const key = `${shape.join(',')} ${fingerprint(floats)}`;
    const alike = this.constants.get(key) ?? [];
    const before = alike.find((constant) => sameBits(constant.floats, floats));
    if (before !== undefined) return before.name;
    const name = this.initializer('f', shape, floats);
    this.constants.set(key, [...alike, { name, floats }]);
    return name;
  }

  ints(values: readonly number[]): string {
    return this.once(`ints ${values.join(',')}`, () => [this.initializer('i', [values.length], BigInt64Array.from(values, BigInt))])[0]!;
  }

  origin(name: string): OnnxNode | null {
    return this.origins.get(name) ?? null;
  }

  join(image: string, parts: ImageParts): string {
    this.parts.set(image, parts);
    return image;
  }

  partsOf(image: string): ImageParts | null {
    return this.parts.get(image) ?? null;
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

/** A number that equal arrays share; kernels are megabytes and written anew at every update, so it has to be quick. */
function fingerprint(floats: Float32Array): number {
  const bits = bitsOf(floats);
  let hash = bits.length;
  for (let i = 0; i < bits.length; i++) hash = Math.imul(hash ^ bits[i]!, 0x0100_0193);
  return hash;
}
