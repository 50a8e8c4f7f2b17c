/**
 * The path of one trial, thinned to at most `capacity` points as it grows: every `stride`-th state is kept, and when the
 * memory is full every second point goes and the stride doubles. The highest point (visited or on a chord between two
 * states) is kept beside and put in its place when the path is read. Plain data: part of a map's state.
 */
export interface DiffusionPath {
  readonly capacity: number;
  readonly dimensions: number;
  stride: number;
  count: number;
  /** Kept states, grown as needed: [≥ count, dimensions] flat, and the step and U of each. */
  points: Float32Array;
  steps: Float64Array;
  energies: Float64Array;
  peakStep: number;
  peakEnergy: number;
  peak: Float32Array;
}

/** A path as its points, [points, dimensions] flat, and U at each. */
export interface Polyline {
  readonly points: Float32Array;
  readonly energies: Float32Array;
}

/** Points kept of a path: 256 in few dimensions, fewer where each is large (128 KiB a path), never under 24. */
export function pathCapacity(dimensions: number): number {
  return Math.max(24, Math.min(256, Math.floor(32768 / dimensions)));
}

/** An empty path of states with `dimensions` values. */
export function createPath(dimensions: number, capacity = pathCapacity(dimensions)): DiffusionPath {
  const room = Math.min(capacity, 16);
  return {
    capacity, dimensions, stride: 1, count: 0,
    points: new Float32Array(room * dimensions), steps: new Float64Array(room), energies: new Float64Array(room),
    peakStep: -1, peakEnergy: -Infinity, peak: new Float32Array(dimensions),
  };
}

/** Adds the state visited at `step` (0, 1, 2, …). */
export function visit(path: DiffusionPath, step: number, x: Float32Array, energy: number): void {
  raisePeak(path, step, x, energy);
  if (step % path.stride !== 0) return;
  if (path.count === path.capacity) halve(path);
  if (step % path.stride !== 0) return;
  reserve(path);
  path.points.set(x, path.count * path.dimensions);
  path.steps[path.count] = step;
  path.energies[path.count] = energy;
  path.count++;
}

/** Tells of a point on a chord (a fractional `step`): kept only if it is the highest so far. */
export function raisePeak(path: DiffusionPath, step: number, x: Float32Array, energy: number): void {
  if (!(energy > path.peakEnergy)) return;
  path.peakEnergy = energy;
  path.peakStep = step;
  path.peak.set(x);
}

function halve(path: DiffusionPath): void {
  const { dimensions } = path;
  let kept = 0;
  for (let i = 0; i < path.count; i += 2) {
    path.points.copyWithin(kept * dimensions, i * dimensions, (i + 1) * dimensions);
    path.steps[kept] = path.steps[i]!;
    path.energies[kept] = path.energies[i]!;
    kept++;
  }
  path.count = kept;
  path.stride *= 2;
}

function reserve(path: DiffusionPath): void {
  if (path.count < path.steps.length) return;
  const room = Math.min(path.capacity, path.steps.length * 2);
  const grown = { points: new Float32Array(room * path.dimensions), steps: new Float64Array(room), energies: new Float64Array(room) };
  grown.points.set(path.points);
  grown.steps.set(path.steps);
  grown.energies.set(path.energies);
  path.points = grown.points;
  path.steps = grown.steps;
  path.energies = grown.energies;
}

/** The kept points in order, the highest in its place, then the end point `end` (the target that was reached). */
export function toPolyline(path: DiffusionPath, end: Float32Array, endEnergy: number): Polyline {
  const { dimensions } = path;
  const steps = [...path.steps.subarray(0, path.count)];
  const peakMissing = path.peakStep >= 0 && !steps.includes(path.peakStep);
  const total = path.count + (peakMissing ? 1 : 0) + 1;
  const points = new Float32Array(total * dimensions);
  const energies = new Float32Array(total);
  const before = peakMissing ? steps.filter((step) => step < path.peakStep).length : path.count;
  points.set(path.points.subarray(0, before * dimensions));
  energies.set(path.energies.subarray(0, before));
  if (peakMissing) {
    points.set(path.peak, before * dimensions);
    energies[before] = path.peakEnergy;
    points.set(path.points.subarray(before * dimensions, path.count * dimensions), (before + 1) * dimensions);
    energies.set(path.energies.subarray(before, path.count), before + 1);
  }
  points.set(end, (total - 1) * dimensions);
  energies[total - 1] = endEnergy;
  return { points, energies };
}

/** The same path walked the other way. */
export function reversed(line: Polyline, dimensions: number): Polyline {
  const count = line.energies.length;
  const points = new Float32Array(line.points.length);
  const energies = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const from = count - 1 - i;
    points.set(line.points.subarray(from * dimensions, (from + 1) * dimensions), i * dimensions);
    energies[i] = line.energies[from]!;
  }
  return { points, energies };
}
