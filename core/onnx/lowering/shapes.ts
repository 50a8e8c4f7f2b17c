import { sizeOf } from '../../graph/program.ts';
import type { Shape } from '../../graph/program.ts';
import { broadcastShapes } from '../../graph/shapes.ts';
import { kindOfType, typeName } from '../tensor-values.ts';
import type { GraphValue } from '../graph-value.ts';
import { axisIn, ImportProblem, knownValue } from './node-call.ts';
import type { NodeCall, NodeLowering } from './node-call.ts';

/** Known tensors made from a shape are for sizes and masks: more elements than this are refused. */
const LARGEST_MADE = 2 ** 22;

/** The same elements under another shape; an empty tensor stays known. */
function reshaped(call: NodeCall, shape: Shape): GraphValue {
  const value = call.input(0);
  if (sizeOf(shape) === 0 && value.known !== null) return { ...value, shape };
  return call.value(call.apply('reshape', [call.id(0)], { shape }), value.kind);
}

function shapeOf(call: NodeCall): GraphValue {
  const shape = call.shape(0);
  const rank = shape.length;
  const bound = (name: string, otherwise: number): number => {
    const value = call.number(name, otherwise);
    return Math.min(Math.max(value < 0 ? value + rank : value, 0), rank);
  };
  const part = shape.slice(bound('start', 0), bound('end', rank));
  return knownValue(part, [part.length]);
}

/** −1 stands for what is left, 0 for the size that was there; where the file was written for a fixed number of rows, that number for the rows there are. */
function reshape(call: NodeCall): GraphValue {
  const from = call.shape(0);
  const asked = call.known(1, 'shape') ?? call.numbers('shape') ?? [];
  const target = asked.map((size, axis) => (size === 0 && call.number('allowzero', 0) === 0 ? (from[axis] ?? 0) : size));
  const open = target.indexOf(-1);
  if (target.some((size) => size < -1) || target.filter((size) => size === -1).length > 1) throw new ImportProblem(`its shape is [${target.join(', ')}]`);
  const { writtenFor, samples } = call.context;
  const known = sizeOf(target.filter((size) => size !== -1));
  if (writtenFor !== null && samples !== writtenFor && target.length > 0 && open !== 0 && target[0]! % writtenFor === 0) {
    // The rows are in the first axis, alone or with what was multiplied into it.
    if (open >= 0 ? from[0] === samples && target[0] === writtenFor : known * samples === sizeOf(from) * writtenFor) target[0] = (target[0]! / writtenFor) * samples;
  }
  if (open >= 0) {
    const rest = sizeOf(target.filter((size) => size !== -1));
    if (rest === 0 || sizeOf(from) % rest !== 0) throw new ImportProblem(`[${from.join(', ')}] does not take the shape [${target.join(', ')}]`);
    target[open] = sizeOf(from) / rest;
  }
  return reshaped(call, target);
}

function flatten(call: NodeCall): GraphValue {
  const shape = call.shape(0);
  const axis = call.number('axis', 1);
  const at = axis < 0 ? axis + shape.length : axis;
  return reshaped(call, [sizeOf(shape.slice(0, at)), sizeOf(shape.slice(at))]);
}

function squeeze(call: NodeCall): GraphValue {
  const shape = call.shape(0);
  const given = call.numbers('axes') ?? call.known(1, 'axes');
  if (given !== null) {
    const axes = given.map((axis) => axisIn(axis, shape.length));
    const long = axes.find((axis) => shape[axis] !== 1);
    if (long !== undefined) throw new ImportProblem(`axis ${long} of [${shape.join(', ')}] is not of size 1`);
    return reshaped(call, shape.filter((_, axis) => !axes.includes(axis)));
  }
  // Without axes every axis of size 1 goes; but one row is still a row, as it is where there are more.
  const isRow = (axis: number): boolean => axis === 0 && call.context.samples === 1 && call.input(0).known === null;
  return reshaped(call, shape.filter((size, axis) => size !== 1 || isRow(axis)));
}

function unsqueeze(call: NodeCall): GraphValue {
  const shape = call.shape(0);
  const given = call.numbers('axes') ?? call.must(1, 'axes');
  const rank = shape.length + given.length;
  const axes = new Set(given.map((axis) => axisIn(axis, rank)));
  if (axes.size !== given.length) throw new ImportProblem(`its axes [${given.join(', ')}] are not distinct`);
  const rest = [...shape];
  return reshaped(call, Array.from({ length: rank }, (_, axis) => (axes.has(axis) ? 1 : rest.shift()!)));
}

function transpose(call: NodeCall): GraphValue {
  const rank = call.shape(0).length;
  const perm = call.numbers('perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  return call.value(call.apply('transpose', [call.id(0)], { perm }), call.input(0).kind);
}

function expand(call: NodeCall): GraphValue {
  const { writtenFor, samples } = call.context;
  const asked = call.must(1, 'shape');
  const target = asked.map((size, axis) => (axis === 0 && writtenFor !== null && writtenFor > 1 && size === writtenFor ? samples : size));
  checkMade(call, target);
  const shape = broadcastShapes('Expand', call.shape(0), target);
  return call.value(call.apply('broadcast_to', [call.id(0)], { shape }), call.input(0).kind);
}

function tile(call: NodeCall): GraphValue {
  const shape = call.shape(0);
  const repeats = call.must(1, 'repeats');
  if (repeats.length !== shape.length || repeats.some((count) => !Number.isInteger(count) || count < 1)) throw new ImportProblem(`its repeats are [${repeats.join(', ')}] for a tensor of shape [${shape.join(', ')}]`);
  checkMade(call, shape.map((size, axis) => size * repeats[axis]!));
  const split = call.apply('reshape', [call.id(0)], { shape: shape.flatMap((size) => [1, size]) });
  const spread = call.apply('broadcast_to', [split], { shape: shape.flatMap((size, axis) => [repeats[axis]!, size]) });
  return call.value(call.apply('reshape', [spread], { shape: shape.map((size, axis) => size * repeats[axis]!) }), call.input(0).kind);
}

/** What is stretched is refused where one state of it would be larger than any network needs. */
function checkMade(call: NodeCall, shape: Shape): void {
  if (!(sizeOf(shape) <= LARGEST_MADE * Math.max(1, call.context.samples))) throw new ImportProblem(`it makes a tensor of shape [${shape.join(', ')}], which is too large`);
}

function cast(call: NodeCall): GraphValue {
  const value = call.input(0);
  const type = call.number('to', 1);
  const kind = kindOfType(type);
  if (kind === null) throw new ImportProblem(`it casts to ${typeName(type)}, which is not supported`);
  if (value.known !== null && sizeOf(value.shape) === 0) return { ...value, kind };
  if (value.known !== null) {
    const of = { float: (x: number) => x, int: Math.trunc, bool: (x: number) => (x === 0 ? 0 : 1) }[kind];
    return knownValue(kind === value.kind ? value.known : Float64Array.from(value.known, of), value.shape, kind);
  }
  if (kind === value.kind || kind === 'float' || value.kind === 'bool') return { ...value, kind };
  if (kind === 'bool') return call.value(call.apply('sub', [call.builder.scalar(1), call.apply('equal', [call.id(0), call.builder.scalar(0)])]), 'bool');
  throw new ImportProblem(`it rounds what is computed from x to ${typeName(type)}, which has no derivative`);
}

function made(shape: Shape, of: (at: number) => number, kind: 'float' | 'int' | 'bool'): GraphValue {
  if (!(sizeOf(shape) <= LARGEST_MADE) || shape.some((size) => !Number.isInteger(size) || size < 0)) throw new ImportProblem(`it makes a tensor of shape [${shape.join(', ')}]`);
  return knownValue(Float64Array.from({ length: sizeOf(shape) }, (_, at) => of(at)), shape, kind);
}

function range(call: NodeCall): GraphValue {
  const part = (at: number, what: string): number => call.must(at, what)[0] ?? NaN;
  const [start, limit, delta] = [part(0, 'start'), part(1, 'limit'), part(2, 'delta')];
  const count = Math.max(0, Math.ceil((limit - start) / delta));
  if (!Number.isFinite(count)) throw new ImportProblem(`it counts from ${start} to ${limit} by ${delta}`);
  return made([count], (at) => start + at * delta, call.input(0).kind);
}

/** A row for each index: `values` holds what stands off and on the index. */
function oneHot(call: NodeCall): GraphValue {
  const indices = call.must(0, 'indices');
  const depth = call.must(1, 'depth')[0] ?? NaN;
  const [off, on] = call.must(2, 'values') as [number, number];
  const shape = call.shape(0);
  if (axisIn(call.number('axis', -1), shape.length + 1) !== shape.length) throw new ImportProblem('its axis is not the last');
  return made([...shape, depth], (at) => (((indices[Math.floor(at / depth)]! % depth) + depth) % depth === at % depth ? on : off), call.input(2).kind);
}

function dropout(call: NodeCall): GraphValue {
  if ((call.known(2, 'training mode') ?? [0])[0] !== 0) throw new ImportProblem('it drops at random', 'export the model in eval mode (model.eval())');
  return call.input(0);
}

/** Shapes, what is made from them, and what changes a tensor's shape or type only. */
export const shapes: Readonly<Record<string, NodeLowering>> = {
  Shape: shapeOf,
  Size: (call) => knownValue([sizeOf(call.shape(0))], []),
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Expand: expand,
  Tile: tile,
  Identity: (call) => call.input(0),
  Cast: cast,
  CastLike: (call) => ({ ...call.input(0), kind: call.input(1).kind }),
  Dropout: dropout,
  ConstantOfShape: (call) => made(call.must(0, 'shape'), () => call.number('value', 0), call.text('value_kind', 'float') as 'float' | 'int' | 'bool'),
  Range: range,
  OneHot: oneHot,
};
