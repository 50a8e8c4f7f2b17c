import type { GraphValue } from '../graph-value.ts';
import { mapAxis, takeAlong } from './axis-maps.ts';
import { axisIn, ImportProblem } from './node-call.ts';
import type { NodeCall, NodeLowering } from './node-call.ts';

/** How one axis is resampled. */
interface Resampling {
  readonly mode: string;
  readonly transform: string;
  readonly nearest: string;
  readonly cubic: number;
  readonly excludeOutside: boolean;
}

/** Sizes or scales as inputs (roi, scales, sizes), or scales alone in Upsample. Each axis is resampled by itself, which is a matrix. */
function resize(call: NodeCall): GraphValue {
  const shape = call.shape(0);
  const upsample = call.node.op === 'Upsample';
  const axes = (call.numbers('axes') ?? shape.map((_, axis) => axis)).map((axis) => axisIn(axis, shape.length));
  const nonEmpty = (values: readonly number[] | null): readonly number[] | null => (values === null || values.length === 0 ? null : values);
  const scales = nonEmpty(upsample ? (call.numbers('scales') ?? call.known(1, 'scales')) : call.known(2, 'scales'));
  const sizes = upsample ? null : nonEmpty(call.known(3, 'sizes'));
  if (call.text('keep_aspect_ratio_policy', 'stretch') !== 'stretch' && sizes !== null) throw new ImportProblem('it keeps the aspect ratio, which is not supported', 'export with sizes');
  const given = scales ?? sizes;
  if (given === null || given.length !== axes.length) throw new ImportProblem('it has neither scales nor sizes for its axes');
  const how: Resampling = {
    mode: call.text('mode', 'nearest'),
    transform: upsample ? 'asymmetric' : call.text('coordinate_transformation_mode', 'half_pixel'),
    nearest: upsample ? 'floor' : call.text('nearest_mode', 'round_prefer_floor'),
    cubic: call.number('cubic_coeff_a', -0.75),
    excludeOutside: call.number('exclude_outside', 0) !== 0,
  };
  let x = call.id(0);
  axes.forEach((axis, i) => {
    const length = shape[axis]!;
    // The number of rows is not for the file to say.
    const target = axis === 0 ? length : sizes !== null ? sizes[i]! : Math.floor(length * given[i]!);
    const scale = scales !== null ? given[i]! : target / length;
    if (!Number.isInteger(target) || target < 1 || target > 8192) throw new ImportProblem(`it resizes an axis of ${length} to ${target}`);
    if (target !== length || scale !== 1) x = resampled(call, x, axis, length, target, scale, how);
  });
  return call.value(x);
}

function resampled(call: NodeCall, x: number, axis: number, length: number, target: number, scale: number, how: Resampling): number {
  const at = Array.from({ length: target }, (_, place) => source(place, length, target, scale, how.transform));
  if (how.mode === 'nearest') return takeAlong(call.builder, x, axis, at.map((place) => clampTo(rounded(place, how.nearest), length)));
  const matrix = new Float32Array(length * target);
  at.forEach((place, column) => {
    const floor = Math.floor(place);
    const taps = how.mode === 'linear' ? [floor, floor + 1] : [floor - 1, floor, floor + 1, floor + 2];
    const weights = taps.map((tap) => {
      const far = Math.abs(place - tap);
      if (how.excludeOutside && (tap < 0 || tap >= length)) return 0;
      return how.mode === 'linear' ? 1 - far : cubic(far, how.cubic);
    });
    const total = how.excludeOutside ? weights.reduce((sum, weight) => sum + weight, 0) : 1;
    taps.forEach((tap, i) => (matrix[clampTo(tap, length) * target + column]! += weights[i]! / total));
  });
  if (how.mode !== 'linear' && how.mode !== 'cubic') throw new ImportProblem(`its mode is "${how.mode.slice(0, 40)}"; nearest, linear and cubic are supported`);
  return mapAxis(call.builder, x, axis, matrix, target);
}

function clampTo(place: number, length: number): number {
  return Math.min(Math.max(place, 0), length - 1);
}

/** Where an element of the result lies in the original. */
function source(place: number, length: number, target: number, scale: number, transform: string): number {
  if (transform === 'asymmetric') return place / scale;
  if (transform === 'align_corners') return target === 1 ? 0 : (place * (length - 1)) / (target - 1);
  if (transform === 'half_pixel') return (place + 0.5) / scale - 0.5;
  if (transform === 'pytorch_half_pixel') return target === 1 ? 0 : (place + 0.5) / scale - 0.5;
  if (transform === 'half_pixel_symmetric') {
    const adjustment = target / (scale * length);
    return (length / 2) * (1 - adjustment) + (place + 0.5) / scale - 0.5;
  }
  throw new ImportProblem(`its coordinates are "${transform.slice(0, 40)}", which is not supported`);
}

function rounded(place: number, mode: string): number {
  if (mode === 'floor') return Math.floor(place);
  if (mode === 'ceil') return Math.ceil(place);
  if (mode === 'round_prefer_ceil') return Math.floor(place + 0.5);
  if (mode === 'round_prefer_floor') return Math.ceil(place - 0.5);
  throw new ImportProblem(`its rounding is "${mode.slice(0, 40)}", which is not supported`);
}

/** Keys' cubic convolution kernel. */
function cubic(far: number, a: number): number {
  if (far <= 1) return ((a + 2) * far - (a + 3)) * far * far + 1;
  return far < 2 ? ((a * far - 5 * a) * far + 8 * a) * far - 4 * a : 0;
}

/** Images made larger or smaller. */
export const resizing: Readonly<Record<string, NodeLowering>> = { Resize: resize, Upsample: resize };
