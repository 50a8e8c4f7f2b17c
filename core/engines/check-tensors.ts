import { EngineError } from './engine-error.ts';
import { shapeText } from '../graph/shapes.ts';
import { sizeOf } from '../graph/program.ts';
import type { NodeId, Program } from '../graph/program.ts';
import type { Tensors } from './engine.ts';

/** A tensor that a run must be given. */
export interface Expected {
  readonly name: string;
  readonly id: NodeId;
  readonly length: number;
  readonly shapeText: string;
}

/** The tensors that every run of a program needs: its inputs, then the parameters not fixed at compile time. */
export function expectedTensors(program: Program, fixed: Tensors): readonly Expected[] {
  const free = [...program.parameters].filter(([name]) => !Object.hasOwn(fixed, name));
  return [...program.inputs, ...free].map(([name, id]) => {
    const shape = program.nodes[id]!.shape;
    return { name, id, length: sizeOf(shape), shapeText: shapeText(shape) };
  });
}

/** Throws EngineError unless `given` holds each expected tensor, as float32 of the right length, and nothing else. */
export function checkTensors(expected: readonly Expected[], given: Tensors): void {
  for (const { name, length, shapeText: shape } of expected) {
    const values = given[name];
    if (values === undefined) throw new EngineError(`run: the tensor "${name}" of shape ${shape} was not given. Given: ${namesOf(given)}.`);
    if (!(values instanceof Float32Array)) throw new EngineError(`run: the tensor "${name}" must be a Float32Array.`);
    if (values.length !== length) throw new EngineError(`run: the tensor "${name}" has ${values.length} values; its shape ${shape} needs ${length}.`);
  }
  if (Object.keys(given).length > expected.length) {
    const unknown = Object.keys(given).filter((name) => !expected.some((tensor) => tensor.name === name));
    throw new EngineError(`run: the program has no input named ${unknown.map((name) => `"${name}"`).join(', ')}; it takes ${expected.map(({ name }) => `"${name}"`).join(', ') || 'none'}.`);
  }
}

/** Throws EngineError when a parameter given at compile time has the wrong length. Names that the program does not use are allowed. */
export function checkParameters(program: Program, parameters: Tensors): void {
  for (const [name, id] of program.parameters) {
    const values = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    const shape = program.nodes[id]!.shape;
    if (values !== undefined && values.length !== sizeOf(shape)) {
      throw new EngineError(`compile: the parameter "${name}" has ${values.length} values; its shape ${shapeText(shape)} needs ${sizeOf(shape)}.`);
    }
  }
}

function namesOf(given: Tensors): string {
  return Object.keys(given).map((name) => `"${name}"`).join(', ') || 'nothing';
}
