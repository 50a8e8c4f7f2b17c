import { integerAt } from '../random/draw.ts';
import { fillUniform } from '../random/fill-uniform.ts';
import type { StreamKey } from '../random/stream-key.ts';

/**
 * The persistent states of learning: one a place, `size` floats each, given back where they were drawn [A, Algorithm 1].
 * Plain data: it is saved in every checkpoint.
 */
export interface StateBank {
  readonly places: number;
  readonly size: number;
  /** [places, size], flat. */
  readonly states: Float32Array;
}

/** A bank of uniform noise on [−factor, factor], as the reference starts it. */
export function createStateBank(places: number, size: number, key: StreamKey, factor = 1): StateBank {
  const states = new Float32Array(places * size);
  fillUniform(states, 0, states.length, key, 0, -factor, factor);
  return { places, size, states };
}

/**
 * `count` different numbers 0 … bound − 1 at random, in random order, a function of (key, step, count, bound).
 * Throws RangeError when more are wanted than there are.
 */
export function drawWithoutReplacement(count: number, bound: number, key: StreamKey, step: number): Uint32Array {
  if (count > bound) throw new RangeError(`${count} different places were asked of ${bound}: make the bank (or data set) larger or the batch smaller.`);
  // Fisher–Yates that remembers only the places it moved: the cost is that of the batch, not of the bank.
  const moved = new Map<number, number>();
  return Uint32Array.from({ length: count }, (_, i) => {
    const j = i + integerAt(key, step, i, bound - i);
    const drawn = moved.get(j) ?? j;
    moved.set(j, moved.get(i) ?? i);
    return drawn;
  });
}

/** The states at these places, [count, size] flat, copied. */
export function readStates(bank: StateBank, places: ArrayLike<number>): Float32Array {
  const out = new Float32Array(places.length * bank.size);
  for (let i = 0; i < places.length; i++) {
    out.set(bank.states.subarray(places[i] * bank.size, (places[i] + 1) * bank.size), i * bank.size);
  }
  return out;
}

/** Puts states back at their places. */
export function writeStates(bank: StateBank, places: ArrayLike<number>, states: Float32Array): void {
  for (let i = 0; i < places.length; i++) bank.states.set(states.subarray(i * bank.size, (i + 1) * bank.size), places[i] * bank.size);
}
