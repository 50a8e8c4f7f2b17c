import { GraphError } from './graph-error.ts';
import { opRegistry } from './registry.ts';
import { shapeText } from './shapes.ts';
import { sizeOf } from './program.ts';
import type { Node, Program } from './program.ts';

type Arrays = Readonly<Record<string, ArrayLike<number>>>;

/**
 * Runs a program in plain JavaScript and float64: the reference that the engines are checked against.
 * Inputs and parameters by name, flat and row-major; returns every output by name. Throws GraphError on a missing or mis-sized one.
 */
export function evaluate(program: Program, inputs: Arrays, parameters: Arrays = {}): Record<string, Float64Array> {
  const values: Float64Array[] = [];
  for (const node of program.nodes) {
    values.push(
      node.op === 'input' || node.op === 'parameter'
        ? given(node, inputs, parameters)
        : node.op === 'constant'
          ? Float64Array.from(program.constants.get(node.id)!)
          : opRegistry.get(node.op)!.evaluate(
              node.inputs.map((id) => values[id]!),
              node.inputs.map((id) => program.nodes[id]!.shape),
              node.attributes,
              node.shape,
            ),
    );
  }
  return Object.fromEntries([...program.outputs].map(([name, id]) => [name, values[id]!.slice()]));
}

function given(node: Node, inputs: Arrays, parameters: Arrays): Float64Array {
  const name = String(node.attributes['name']);
  const value = node.op === 'input' ? inputs[name] : (parameters[name] ?? inputs[name]);
  if (value === undefined) throw new GraphError(`evaluate: the ${node.op} "${name}" of shape ${shapeText(node.shape)} was not given.`);
  if (value.length !== sizeOf(node.shape)) {
    throw new GraphError(`evaluate: the ${node.op} "${name}" has ${value.length} values; its shape ${shapeText(node.shape)} needs ${sizeOf(node.shape)}.`);
  }
  return Float64Array.from(value);
}
