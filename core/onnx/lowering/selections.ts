import { sizeOf } from '../../graph/program.ts';
import type { NodeId } from '../../graph/program.ts';
import type { GraphValue } from '../graph-value.ts';
import { mapAxis, sliceAlong, strideAlong, takeAlong } from './axis-maps.ts';
import { axisIn, ImportProblem, knownValue } from './node-call.ts';
import type { NodeCall, NodeLowering } from './node-call.ts';

function concat(call: NodeCall): GraphValue {
  // An empty list of sizes adds nothing.
  const parts = call.inputs.map((_, at) => at).filter((at) => sizeOf(call.shape(at)) > 0);
  const first = parts[0];
  if (first === undefined) return call.input(0);
  const rank = call.shape(first).length;
  const axis = axisIn(call.number('axis', 0), rank);
  const { writtenFor, samples } = call.context;
  const ids = parts.map((at) => {
    const shape = call.shape(at);
    // A part that stands once for all rows, in a file that was written for one.
    const stretch = writtenFor === 1 && axis !== 0 && shape[0] === 1 && parts.some((other) => call.shape(other)[0] === samples);
    return stretch ? call.apply('broadcast_to', [call.id(at)], { shape: [samples, ...shape.slice(1)] }) : call.id(at);
  });
  return call.value(call.apply('concat', ids, { axis }), call.input(first).kind);
}

function split(call: NodeCall): GraphValue[] {
  const shape = call.shape(0);
  const axis = axisIn(call.number('axis', 0), shape.length);
  const length = shape[axis]!;
  const parts = call.node.outputs.length;
  const even = Math.ceil(length / parts);
  const sizes = call.numbers('split') ?? call.known(1, 'sizes') ?? Array.from({ length: parts }, (_, at) => Math.min(even, length - at * even));
  if (sizes.length !== parts || sizes.some((size) => size < 1) || sizes.reduce((sum, size) => sum + size, 0) !== length) {
    throw new ImportProblem(`it splits an axis of ${length} into ${parts} parts of sizes [${sizes.join(', ')}]`);
  }
  let from = 0;
  return sizes.map((size) => call.value(sliceAlong(call.builder, call.id(0), axis, from, (from += size)), call.input(0).kind));
}

/** Blocks, every k-th element, and axes in reverse: starts, ends, axes and steps as inputs, or, before opset 10, as attributes. */
function slice(call: NodeCall): GraphValue {
  const { kind, shape } = call.input(0);
  const list = (at: number, name: string): number[] | null => call.known(at, name) ?? call.numbers(name)?.slice() ?? null;
  const starts = list(1, 'starts');
  const ends = list(2, 'ends');
  if (starts === null || ends === null || starts.length !== ends.length) throw new ImportProblem('its starts and ends are missing or differ in number');
  const axes = (list(3, 'axes') ?? starts.map((_, axis) => axis)).map((axis) => axisIn(axis, shape.length));
  const steps = list(4, 'steps') ?? starts.map(() => 1);
  const ranges = starts.map((start, i) => rangeOf(start, ends[i]!, steps[i] ?? 1, shape[axes[i]!]!));
  if (ranges.some(({ count }) => count === 0) || sizeOf(shape) === 0) {
    const left = shape.map((size, axis) => (axes.includes(axis) ? ranges[axes.indexOf(axis)]!.count : size));
    return knownValue([], left, kind);
  }
  let x = call.id(0);
  ranges.forEach(({ first, step, count }, i) => {
    const axis = axes[i]!;
    if (step > 0) x = strideAlong(call.builder, sliceAlong(call.builder, x, axis, first, shape[axis]!), axis, step, count);
    else x = takeAlong(call.builder, x, axis, Array.from({ length: count }, (_, at) => first + at * step));
  });
  return call.value(x, kind);
}

/** Python's rules: negative numbers count from the end, and what lies outside is cut. */
function rangeOf(start: number, end: number, step: number, length: number): { first: number; step: number; count: number } {
  if (!Number.isInteger(step) || step === 0) throw new ImportProblem(`its step is ${step}`);
  const within = (at: number, low: number, high: number): number => Math.min(Math.max(at < 0 ? at + length : at, low), high);
  const first = step > 0 ? within(start, 0, length) : within(start, -1, length - 1);
  const last = step > 0 ? within(end, 0, length) : within(end, -1, length - 1);
  return { first, step, count: Math.max(0, Math.ceil((last - first) / step)) };
}

/** Elements of one axis at fixed indices; the axis becomes those of the indices. */
function gather(call: NodeCall): GraphValue {
  const { kind, shape } = call.input(0);
  const axis = axisIn(call.number('axis', 0), shape.length);
  const indices = call.must(1, 'indices').map((index) => (index < 0 ? index + shape[axis]! : index));
  const taken = takeAlong(call.builder, call.id(0), axis, indices);
  return call.value(call.apply('reshape', [taken], { shape: [...shape.slice(0, axis), ...call.shape(1), ...shape.slice(axis + 1)] }), kind);
}

/** Elements that may be looked at to choose some of them place by place. */
const MOST_CHOSEN = 2 ** 22;

/**
 * Of each place its own elements of one axis, at fixed indices (torch.gather: the logit of a class). Where all places choose alike that is a slice; else each
 * choice is a sum over the axis of what a 0/1 mask leaves.
 */
function gatherElements(call: NodeCall): GraphValue {
  const { kind, shape } = call.input(0);
  const axis = axisIn(call.number('axis', 0), shape.length);
  const chosen = call.shape(1);
  const indices = call.must(1, 'indices').map((index) => (index < 0 ? index + shape[axis]! : index));
  if (chosen.length !== shape.length || chosen.some((size, at) => at !== axis && size > shape[at]!)) throw new ImportProblem(`its indices [${chosen.join(', ')}] do not go with [${shape.join(', ')}]`);
  const cut = shape.map((size, at) => (at === axis ? size : chosen[at]!));
  const x = cut.reduce((part, size, at) => (size === shape[at] ? part : sliceAlong(call.builder, part, at, 0, size)), call.id(0));
  const [count, inner] = [chosen[axis]!, sizeOf(chosen.slice(axis + 1))];
  const first = Array.from({ length: count }, (_, k) => indices[k * inner]!);
  if (indices.every((index, at) => index === first[Math.floor(at / inner) % count])) return call.value(takeAlong(call.builder, x, axis, first), kind);
  if (sizeOf(cut) * count > MOST_CHOSEN) throw new ImportProblem(`choosing ${count} of ${shape[axis]} elements place by place in [${cut.join(', ')}] is more than is supported`);
  const bad = indices.find((index) => !Number.isInteger(index) || index < 0 || index >= shape[axis]!);
  if (bad !== undefined) throw new ImportProblem(`index ${bad} lies outside an axis of ${shape[axis]}`);
  const parts = first.map((_, k) => {
    const mask = new Float32Array(sizeOf(cut));
    for (let at = 0; at < indices.length; at++) {
      if (Math.floor(at / inner) % count === k) mask[(Math.floor(at / (inner * count)) * shape[axis]! + indices[at]!) * inner + (at % inner)] = 1;
    }
    return call.apply('sum', [call.apply('mul', [x, call.builder.constant(mask, cut)])], { axes: [axis], keep_dims: true });
  });
  return call.value(parts.length === 1 ? parts[0]! : call.apply('concat', parts, { axis }), kind);
}

function pad(call: NodeCall): GraphValue {
  const { kind, shape } = call.input(0);
  const rank = shape.length;
  const pads = call.known(1, 'pads') ?? call.numbers('pads')?.slice() ?? [];
  const axes = (call.known(3, 'axes') ?? Array.from({ length: rank }, (_, axis) => axis)).map((axis) => axisIn(axis, rank));
  if (pads.length !== 2 * axes.length || pads.some((count) => !Number.isInteger(count) || Math.abs(count) > 65536)) throw new ImportProblem(`its pads are [${pads.join(', ')}] for ${axes.length} axes`);
  const mode = call.text('mode', 'constant');
  const value = call.scalar(2, 'value') ?? call.number('value', 0);
  let x = call.id(0);
  const before = shape.map(() => 0);
  const after = shape.map(() => 0);
  axes.forEach((axis, i) => {
    const [low, high] = [pads[i]!, pads[axes.length + i]!];
    const length = shape[axis]!;
    if (low < 0 || high < 0) x = sliceAlong(call.builder, x, axis, Math.max(0, -low), length - Math.max(0, -high));
    if (mode === 'constant') {
      before[axis] = Math.max(0, low);
      after[axis] = Math.max(0, high);
    } else if (low > 0 || high > 0) x = takeAlong(call.builder, x, axis, outside(mode, call.builder.shapeOf(x)[axis]!, Math.max(0, low), Math.max(0, high)));
  });
  if (mode === 'constant') x = padConstant(call, x, before, after, value);
  return call.value(x, kind);
}

/** Zeros are added around x − value, and value to all of it. */
function padConstant(call: NodeCall, x: NodeId, before: readonly number[], after: readonly number[], value: number): NodeId {
  if (value === 0) return call.apply('pad', [x], { before, after });
  const inner = call.apply('sub', [x, call.builder.scalar(value)]);
  return call.apply('add', [call.apply('pad', [inner], { before, after }), call.builder.scalar(value)]);
}

/** Which elements of an axis stand in a padded one. */
function outside(mode: string, length: number, low: number, high: number): number[] {
  return Array.from({ length: low + length + high }, (_, at) => {
    const i = at - low;
    if (mode === 'edge') return Math.min(Math.max(i, 0), length - 1);
    if (mode === 'wrap') return ((i % length) + length) % length;
    if (mode !== 'reflect') throw new ImportProblem(`its mode is "${mode.slice(0, 40)}"; constant, reflect, edge and wrap are supported`);
    const mirrored = i < 0 ? -i : i >= length ? 2 * (length - 1) - i : i;
    if (mirrored < 0 || mirrored >= length) throw new ImportProblem(`it reflects more than the ${length} elements there are`);
    return mirrored;
  });
}

/** Blocks of channels as blocks of pixels, in ONNX's two orders. */
function depthToSpace(call: NodeCall): GraphValue {
  const [n, c, h, w] = image(call);
  const b = call.number('blocksize', 1);
  const columns = call.text('mode', 'DCR') === 'CRD';
  const split = call.apply('reshape', [call.id(0)], { shape: columns ? [n, c / (b * b), b, b, h, w] : [n, b, b, c / (b * b), h, w] });
  const mixed = call.apply('transpose', [split], { perm: columns ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2] });
  return call.value(call.apply('reshape', [mixed], { shape: [n, c / (b * b), h * b, w * b] }));
}

function spaceToDepth(call: NodeCall): GraphValue {
  const [n, c, h, w] = image(call);
  const b = call.number('blocksize', 1);
  const split = call.apply('reshape', [call.id(0)], { shape: [n, c, h / b, b, w / b, b] });
  const mixed = call.apply('transpose', [split], { perm: [0, 3, 5, 1, 2, 4] });
  return call.value(call.apply('reshape', [mixed], { shape: [n, c * b * b, h / b, w / b] }));
}

function image(call: NodeCall): readonly [number, number, number, number] {
  const shape = call.shape(0);
  if (shape.length !== 4) throw new ImportProblem(`it takes images [n, channels, height, width] and is given [${shape.join(', ')}]`);
  return shape as [number, number, number, number];
}

/** The upper or lower triangle of matrices, 0 elsewhere. */
function trilu(call: NodeCall): GraphValue {
  const shape = call.shape(0);
  const [rows, columns] = shape.slice(-2) as [number, number];
  const k = call.scalar(1, 'diagonal') ?? 0;
  const upper = call.number('upper', 1) !== 0;
  const mask = Float32Array.from({ length: rows * columns }, (_, at) => {
    const above = (at % columns) - Math.floor(at / columns) - k;
    return upper ? Number(above >= 0) : Number(above <= 0);
  });
  return call.value(call.apply('mul', [call.id(0), call.builder.constant(mask, [rows, columns])]), call.input(0).kind);
}

function cumulative(call: NodeCall): GraphValue {
  const shape = call.shape(0);
  const axis = axisIn(call.must(1, 'axis')[0] ?? 0, shape.length);
  const length = shape[axis]!;
  if (length > 2048) throw new ImportProblem(`it sums along an axis of ${length}; at most 2048 are supported`);
  const exclusive = call.number('exclusive', 0) !== 0;
  const reverse = call.number('reverse', 0) !== 0;
  const matrix = Float32Array.from({ length: length * length }, (_, at) => {
    const ahead = ((at % length) - Math.floor(at / length)) * (reverse ? -1 : 1);
    return Number(exclusive ? ahead > 0 : ahead >= 0);
  });
  return call.value(mapAxis(call.builder, call.id(0), axis, matrix, length), call.input(0).kind);
}

/** Parts of tensors, and tensors joined of parts. */
export const selections: Readonly<Record<string, NodeLowering>> = {
  Concat: concat,
  Split: split,
  Slice: slice,
  Gather: gather,
  GatherElements: gatherElements,
  Pad: pad,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
  Trilu: trilu,
  CumSum: cumulative,
};
