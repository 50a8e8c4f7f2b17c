import { componentsOf, degrees } from './kinetic-graph.ts';
import type { KineticGraph } from './kinetic-graph.ts';
import { lanczos } from './lanczos.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** The slow modes of a graph's random walk. Plain data. */
export interface SlowModes {
  readonly count: number;
  /** Eigenvalues λ of P = D⁻¹W, largest first: 1 once a component, then the slow ones, [modes]. */
  readonly eigenvalues: Float64Array;
  /** Right eigenvectors ψ of P as rows [modes, count], flat, with Σ_i π_i ψ_k(i)² = 1; π is the stationary distribution D/ΣD. */
  readonly vectors: Float64Array;
  /** π, [count]. */
  readonly stationary: Float64Array;
}

/** Components of up to this many states are solved dense: as quick, and exact. */
const DENSE = 256;

/**
 * The `modes` slowest modes of the random walk P = D⁻¹W on a graph, the constant one of each component included (fewer where there are
 * fewer states). They come from D^{−1/2} W D^{−1/2}, which is symmetric with the same eigenvalues.
 *
 * Components are solved one by one: each has λ = 1 once, with a mode that is constant on it and 0 elsewhere, so that the modes of a
 * graph that is in pieces say so instead of being an arbitrary mixture. A state without edges is a component that stays where it is.
 * The sign of a mode is that of its largest entry, made positive. Throws RangeError for a negative weight or when the solver does not converge.
 */
export function slowModes(graph: KineticGraph, modes: number): SlowModes {
  const { count } = graph;
  for (const weight of graph.weights) if (!(weight >= 0)) throw new RangeError(`A weight of the graph is ${weight}: rates are numbers of at least 0.`);
  const degree = degrees(graph);
  const { groups, groupCount } = componentsOf(graph);
  const members = Array.from({ length: groupCount }, () => [] as number[]);
  groups.forEach((group, i) => members[group]!.push(i));
  // A state without edges has no rate; as much weight as the least connected one keeps it in the stationary distribution.
  const least = degree.reduce((smallest, value) => (value > 0 ? Math.min(smallest, value) : smallest), Infinity);
  const mass = degree.map((value) => (value > 0 ? value : Number.isFinite(least) ? least : 1));
  const total = mass.reduce((sum, value) => sum + value, 0);
  const stationary = mass.map((value) => value / total);

  const found = members.flatMap((states, component) => componentModes(graph, states, mass, modes).map((mode) => ({ ...mode, component, states })));
  found.sort((p, q) => q.value - p.value || p.component - q.component || p.place - q.place);
  const chosen = found.slice(0, modes);
  const vectors = new Float64Array(chosen.length * count);
  chosen.forEach(({ states, vector }, k) => {
    const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) * (1 + 1e-9) ? value : most), 0);
    const sign = largest < 0 ? -1 : 1;
    states.forEach((state, at) => (vectors[k * count + state] = (sign * vector[at]!) / Math.sqrt(stationary[state]!)));
  });
  return { count, eigenvalues: Float64Array.from(chosen, ({ value }) => value), vectors, stationary };
}

interface Mode {
  readonly value: number;
  readonly place: number;
  /** Unit eigenvector of D^{−1/2} W D^{−1/2} on the component. */
  readonly vector: Float64Array;
}

function componentModes(graph: KineticGraph, states: readonly number[], mass: Float64Array, modes: number): Mode[] {
  const size = states.length;
  const total = states.reduce((sum, state) => sum + mass[state]!, 0);
  const constant = Float64Array.from(states, (state) => Math.sqrt(mass[state]! / total));
  const slowest: Mode = { value: 1, place: 0, vector: constant };
  const wanted = Math.min(modes, size) - 1;
  if (wanted < 1) return [slowest];
  const local = localGraph(graph, states, mass);
  const { values, vectors } = size <= DENSE ? denseModes(local, size, constant) : lanczos({ size, apply: (x, out) => multiply(local, x, out) }, wanted, [constant]);
  return [slowest, ...Array.from({ length: wanted }, (_, k) => ({ value: Math.min(1, values[k]!), place: k + 1, vector: vectors.slice(k * size, (k + 1) * size) }))];
}

interface Rows {
  readonly starts: Int32Array;
  readonly targets: Int32Array;
  readonly values: Float64Array;
}

/** D^{−1/2} W D^{−1/2} of one component. */
function localGraph({ count, starts, targets, weights }: KineticGraph, states: readonly number[], mass: Float64Array): Rows {
  const place = new Int32Array(count).fill(-1);
  states.forEach((state, at) => (place[state] = at));
  const localStarts = new Int32Array(states.length + 1);
  states.forEach((state, at) => (localStarts[at + 1] = localStarts[at]! + starts[state + 1]! - starts[state]!));
  const localTargets = new Int32Array(localStarts.at(-1)!);
  const values = new Float64Array(localStarts.at(-1)!);
  states.forEach((state, at) => {
    for (let from = starts[state]!, to = localStarts[at]!; from < starts[state + 1]!; from++, to++) {
      localTargets[to] = place[targets[from]!]!;
      values[to] = weights[from]! / Math.sqrt(mass[state]! * mass[targets[from]!]!);
    }
  });
  return { starts: localStarts, targets: localTargets, values };
}

function multiply({ starts, targets, values }: Rows, x: Float64Array, out: Float64Array): void {
  for (let i = 0; i + 1 < starts.length; i++) {
    let sum = 0;
    for (let at = starts[i]!; at < starts[i + 1]!; at++) sum += values[at]! * x[targets[at]!]!;
    out[i] = sum;
  }
}

/** All modes but the constant one, whose eigenvalue is moved below all others. */
function denseModes({ starts, targets, values }: Rows, size: number, constant: Float64Array): { values: Float64Array; vectors: Float64Array } {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) matrix[i * size + j] = -3 * constant[i]! * constant[j]!;
    for (let at = starts[i]!; at < starts[i + 1]!; at++) matrix[i * size + targets[at]!]! += values[at]!;
  }
  return symmetricEigen(matrix, size);
}
