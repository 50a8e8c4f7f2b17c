import { z } from 'zod';
import type { StreamKey } from '../../random/stream-key.ts';

/** Values that one array of a piece or a result may hold: 1 GiB of them. */
const MOST_VALUES = 2 ** 28;

/** Whether one array may hold so many values. */
export const isHeld = (count: number): boolean => count <= MOST_VALUES;

/** Values as float32, to the bit; any number, as chains that left all bounds have them. */
export const values = z.instanceof(Float32Array).refine(({ length }) => length <= MOST_VALUES, `more than ${MOST_VALUES} values`);

/** The same as float64. */
export const realValues = z.instanceof(Float64Array).refine(({ length }) => length <= MOST_VALUES, `more than ${MOST_VALUES} values`);

/** Numbers of states, or places among them. */
export const places = z.instanceof(Int32Array).refine((numbers) => numbers.length <= MOST_VALUES && numbers.every((number) => number >= 0), 'numbers of no states');

/** Of states by their numbers in a map. */
interface Numbered {
  readonly states: Float32Array;
  readonly numbers: Int32Array;
  readonly energies: Float64Array;
}

/** Whether each state of a piece has its number and its energy, and all that are named are among them. */
export function areAmong({ states: positions, numbers, energies }: Numbered, named: readonly number[]): boolean {
  const known = new Set(numbers);
  return numbers.length > 0 && numbers.length === energies.length && positions.length % numbers.length === 0 && named.every((number) => known.has(number));
}

/** States that a piece has to have, flat. */
export const states = values.refine(({ length }) => length > 0, 'no states');

/** A whole number from 0 (or `least`) to `most`. */
export const count = (most: number, least = 0): z.ZodInt => z.int().min(least).max(most);

/** Rows that run at once. */
export const batch = count(65_536, 1);

/** Steps of one piece: far more than the seconds that a piece should take. */
export const steps = count(1_000_000);

/** A step noise, a temperature, a factor. */
export const factor = z.number().min(-1e30).max(1e30);

/** Any number, those included that are none. */
export const anyNumber = z.custom<number>((value) => typeof value === 'number', 'not a number');

const word = z.int().min(-(2 ** 31)).max(2 ** 31 - 1);
/** A random stream. */
export const streamKey: z.ZodType<StreamKey> = z.tuple([word, word, word, word]);
/** The random streams of chains. */
export const streamKeys: z.ZodType<readonly StreamKey[]> = z.array(streamKey).min(1).max(1_048_576);
