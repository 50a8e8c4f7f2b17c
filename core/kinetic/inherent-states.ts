/** States of a map by their inherent structures. */
export interface InherentStates {
  /** [n, N], flat. */
  readonly positions: Float32Array;
  /** U there, [n]. */
  readonly energies: ArrayLike<number>;
  /** Numbers of the states in their map, rising; left out: all of them from 0. */
  readonly numbers?: Int32Array;
}

/** Where the inherent structure of a state is, copied, and U there. Throws RangeError for a state that is not among them. */
export function inherentState({ positions, energies, numbers }: InherentStates, state: number, dimensions: number): { readonly x: Float32Array; readonly energy: number } {
  const place = numbers === undefined ? state : numbers.indexOf(state);
  if (!(place >= 0 && place < energies.length)) throw new RangeError(`The inherent structure of state ${state} is not among those given.`);
  return { x: positions.slice(place * dimensions, (place + 1) * dimensions), energy: energies[place]! };
}

/** Some of a map's states. */
export interface PickedStates extends Required<InherentStates> {
  readonly energies: Float64Array;
}

/** Of all states those of these numbers, each once. */
export function pickStates(all: InherentStates, wanted: Iterable<number>, dimensions: number): PickedStates {
  const numbers = Int32Array.from(new Set(wanted)).sort();
  const positions = new Float32Array(numbers.length * dimensions);
  const energies = new Float64Array(numbers.length);
  numbers.forEach((number, place) => {
    const { x, energy } = inherentState(all, number, dimensions);
    positions.set(x, place * dimensions);
    energies[place] = energy;
  });
  return { positions, energies, numbers };
}
