import { GraphError } from './graph-error.ts';
import type { Attributes } from './program.ts';

/** A whole-number attribute of at least `minimum`; throws GraphError naming the op when it is not one. */
export function integer(op: string, attributes: Attributes, key: string, minimum: number): number {
  const value = attributes[key];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < minimum) {
    throw new GraphError(`${op}: attribute ${key} is ${JSON.stringify(value)}; it must be a whole number of at least ${minimum}.`);
  }
  return value;
}

/** A finite number attribute; throws GraphError naming the op when it is not one. */
export function number(op: string, attributes: Attributes, key: string): number {
  const value = attributes[key];
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new GraphError(`${op}: attribute ${key} is ${JSON.stringify(value)}; it must be a finite number.`);
  }
  return value;
}

/** A list of whole numbers; throws GraphError naming the op when it is not one. */
export function integers(op: string, attributes: Attributes, key: string): readonly number[] {
  const value = attributes[key];
  if (!Array.isArray(value) || !value.every((entry) => Number.isInteger(entry))) {
    throw new GraphError(`${op}: attribute ${key} is ${JSON.stringify(value)}; it must be a list of whole numbers.`);
  }
  return value as readonly number[];
}

/** A true/false attribute. */
export function flag(op: string, attributes: Attributes, key: string): boolean {
  const value = attributes[key];
  if (typeof value !== 'boolean') throw new GraphError(`${op}: attribute ${key} is ${JSON.stringify(value)}; it must be true or false.`);
  return value;
}

/** Axes as sorted distinct non-negative numbers; negative ones count from the end. */
export function axesOf(op: string, attributes: Attributes, rank: number): readonly number[] {
  const axes = integers(op, attributes, 'axes').map((axis) => (axis < 0 ? axis + rank : axis));
  const bad = axes.some((axis) => axis < 0 || axis >= rank) || new Set(axes).size !== axes.length;
  if (bad) throw new GraphError(`${op}: axes [${String(attributes['axes'])}] do not name distinct axes of a tensor of rank ${rank}.`);
  return [...axes].sort((a, b) => a - b);
}

/** One axis as a non-negative number; a negative one counts from the end. */
export function axisOf(op: string, attributes: Attributes, rank: number): number {
  const asked = attributes['axis'];
  const axis = typeof asked === 'number' && asked < 0 ? asked + rank : asked;
  if (typeof axis !== 'number' || !Number.isInteger(axis) || axis < 0 || axis >= rank) {
    throw new GraphError(`${op}: axis ${JSON.stringify(asked)} is not an axis of a tensor of rank ${rank}.`);
  }
  return axis;
}
