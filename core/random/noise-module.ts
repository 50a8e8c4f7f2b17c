import {
  I32, V128, anyBit, doubles, doublesAdd, doublesFromLanes, doublesLoad, doublesMul, doublesSub, floatsFromDoubles, fourTimes, get, i32, i32Add, i32Less, i32Mul, i32ShiftLeft,
  i32ShiftRight, i32Store, laneAt, lanes, lanesAdd, lanesAnd, lanesLess, lanesLoad, lanesMax, lanesOf, lanesOr, lanesRotate, lanesStore, lanesXor, repeatWhile, set, splat, wasmModule,
  when, wideShiftRight,
} from './wasm-module.ts';
import type { Code, WasmFunction } from './wasm-module.ts';
import { PARITY, ROTATIONS, ROUNDS } from './threefry.ts';

/** Words that are made and turned into values at once, and rows of four words. */
export const CHUNK = 4096;
export const ROWS = CHUNK / 4;

/** How values are read off the table: see fill-gaussian.ts. */
export interface TableLayout {
  /** Leading zeros of a magnitude (1 … 32) from which a value is not in the table. */
  readonly tailZeros: number;
  /** Bits that say the piece of an octave, and coefficients of each piece. */
  readonly pieceBits: number;
  readonly coefficients: number;
}

/** Pieces of all octaves of the table. */
export function piecesOf({ tailZeros, pieceBits }: TableLayout): number {
  return (tailZeros - 1) << pieceBits;
}

/** Normal values out of random words in WebAssembly, four blocks of Threefry at a time: the very bits of the same in JavaScript. */
export interface NoiseModule {
  /** Polynomials [coefficients, octaves from the smallest on, pieces of an octave], constant coefficients first. */
  readonly table: Float64Array;
  readonly words: Int32Array;
  readonly values: Float32Array;
  /** Places in `values` from which of the next four at least one is not in the table. */
  readonly tails: Int32Array;
  /** Keys and counters of rows: word w of row r at [w·ROWS + r], the four words of the key, then the counter's second and third. */
  readonly rows: Int32Array;
  /** `words` from blocks (first + b, c1, c2, 0) of one key, in fours. */
  makeWords(fours: number, k0: number, k1: number, k2: number, k3: number, first: number, c1: number, c2: number): void;
  /** `words` from block (0, …) of each of `rows`, in fours. */
  makeRows(fours: number): void;
  /** `values` of `count` words from `skip` on; returns how many `tails` there are. */
  makeValues(skip: number, count: number): number;
}

/** Threefry's key schedule and words as locals, four blocks in the lanes of each. */
interface Registers {
  readonly keys: readonly number[];
  readonly words: readonly number[];
}

/** An instance of its own, with an empty table. */
export function openNoiseModule(layout: TableLayout): NoiseModule {
  const pieces = piecesOf(layout);
  const tableLength = layout.coefficients * pieces;
  const wordsAt = tableLength * 8;
  const valuesAt = wordsAt + CHUNK * 4;
  // Values come in fours, and the last ones may be more than asked for.
  const tailsAt = valuesAt + (CHUNK + 4) * 4;
  const rowsAt = tailsAt + CHUNK * 4;
  const bytes = rowsAt + 6 * ROWS * 4;
  const code = wasmModule([blocksOfKey(wordsAt), blocksOfRows(wordsAt, rowsAt), valuesOfWords({ ...layout, wordsAt, valuesAt, tailsAt, pieces })], Math.ceil(bytes / 65536));
  const exported = new WebAssembly.Instance(new WebAssembly.Module(code)).exports as unknown as Pick<NoiseModule, 'makeWords' | 'makeRows' | 'makeValues'> & { readonly memory: WebAssembly.Memory };
  const { buffer } = exported.memory;
  return {
    table: new Float64Array(buffer, 0, tableLength),
    words: new Int32Array(buffer, wordsAt, CHUNK),
    values: new Float32Array(buffer, valuesAt, CHUNK),
    tails: new Int32Array(buffer, tailsAt, CHUNK),
    rows: new Int32Array(buffer, rowsAt, 6 * ROWS),
    makeWords: exported.makeWords,
    makeRows: exported.makeRows,
    makeValues: exported.makeValues,
  };
}

function blocksOfKey(wordsAt: number): WasmFunction {
  const [fours, k0, k1, k2, k3, first, c1, c2, at] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const registers = { keys: [9, 10, 11, 12, 13], words: [14, 15, 16, 17] };
  const counter = 18;
  return {
    name: 'makeWords', parameters: [I32, I32, I32, I32, I32, I32, I32, I32], result: null, locals: [I32, ...Array.from({ length: 10 }, () => V128)],
    body: [
      ...[k0, k1, k2, k3].flatMap((word, i) => set(registers.keys[i]!, splat(get(word!)))),
      ...lastKey(registers),
      ...set(counter, lanesAdd(splat(get(first)), lanes([0, 1, 2, 3]))),
      ...set(at, i32(wordsAt)),
      ...repeatWhile([
        ...threefry(registers, [get(counter), splat(get(c1)), splat(get(c2)), fourTimes(0)]),
        ...storeBlocks(registers, at),
        ...set(counter, lanesAdd(get(counter), fourTimes(4))),
        ...set(at, i32Add(get(at), i32(64))),
      ], i32Less(get(at), i32Add(i32(wordsAt), i32Mul(get(fours), i32(64))))),
    ],
  };
}

function blocksOfRows(wordsAt: number, rowsAt: number): WasmFunction {
  const [fours, at, row] = [0, 1, 2];
  const registers = { keys: [3, 4, 5, 6, 7], words: [8, 9, 10, 11] };
  const wordOfRow = (word: number): Code => lanesLoad(get(row), word * ROWS * 4);
  return {
    name: 'makeRows', parameters: [I32], result: null, locals: [I32, I32, ...Array.from({ length: 9 }, () => V128)],
    body: [
      ...set(at, i32(wordsAt)),
      ...set(row, i32(rowsAt)),
      ...repeatWhile([
        ...[0, 1, 2, 3].flatMap((word) => set(registers.keys[word]!, wordOfRow(word))),
        ...lastKey(registers),
        ...threefry(registers, [fourTimes(0), wordOfRow(4), wordOfRow(5), fourTimes(0)]),
        ...storeBlocks(registers, at),
        ...set(row, i32Add(get(row), i32(16))),
        ...set(at, i32Add(get(at), i32(64))),
      ], i32Less(get(at), i32Add(i32(wordsAt), i32Mul(get(fours), i32(64))))),
    ],
  };
}

function lastKey({ keys }: Registers): Code {
  return set(keys[4]!, keys.slice(0, 4).reduce((sum, word) => lanesXor(sum, get(word)), fourTimes(PARITY)));
}

/** The rounds of `threefry4x32` (threefry.ts), unrolled. */
function threefry({ keys, words }: Registers, counters: readonly Code[]): Code {
  const code = words.map((word, i) => set(word, lanesAdd(counters[i]!, get(keys[i]!))));
  const mix = (into: number, from: number, by: number): void => {
    code.push(set(into, lanesAdd(get(into), get(from))));
    code.push(set(from, lanesXor(lanesRotate(get(from), by), get(into))));
  };
  for (let round = 0; round < ROUNDS; round++) {
    const [first, second] = ROTATIONS[round % 8]!;
    const [p, q] = round % 2 === 0 ? ([1, 3] as const) : ([3, 1] as const);
    mix(words[0]!, words[p]!, first);
    mix(words[2]!, words[q]!, second);
    if (round % 4 !== 3) continue;
    const injection = (round + 1) / 4;
    words.forEach((word, i) => {
      const key = get(keys[(injection + i) % 5]!);
      code.push(set(word, lanesAdd(get(word), i === 3 ? lanesAdd(key, fourTimes(injection)) : key)));
    });
  }
  return code.flat();
}

/** Blocks one after another: lane b of word w goes to place 4b + w. */
function storeBlocks({ words }: Registers, at: number): Code {
  const [a, b, c, d] = words.map((word) => get(word)) as [Code, Code, Code, Code];
  const pairs = (first: Code, second: Code, half: 0 | 2): Code => lanesOf(first, second, [half, 4 + half, 1 + half, 5 + half]);
  return ([0, 2] as const).flatMap((half) => [
    ...lanesStore(get(at), lanesOf(pairs(a, b, half), pairs(c, d, half), [0, 1, 4, 5]), half * 16),
    ...lanesStore(get(at), lanesOf(pairs(a, b, half), pairs(c, d, half), [2, 3, 6, 7]), half * 16 + 16),
  ]);
}

/** Four values at a time; the last ones may be more than asked for. */
function valuesOfWords({ wordsAt, valuesAt, tailsAt, pieceBits, coefficients, tailZeros, pieces }: TableLayout & { readonly wordsAt: number; readonly valuesAt: number; readonly tailsAt: number; readonly pieces: number }): WasmFunction {
  const [skip, count, at, tails, first, second] = [0, 1, 2, 3, 4, 5];
  const [words, magnitudes, double, t, result] = [6, 7, 8, 9, 10];
  const tailLimit = 2 ** (32 - tailZeros);
  // A whole number as a float64 is its exponent (leading zeros), then the bits of its piece, then those of the fraction.
  const mantissaHigh = 20 - pieceBits;
  const place = (lane: number): Code => i32ShiftLeft(i32Add(laneAt(wideShiftRight(get(double), 32 + mantissaHigh), 2 * lane), i32(-((1023 + 32 - tailZeros) << pieceBits))), i32(3));
  const coefficient = (power: number): Code => doublesLoad(get(first), get(second), power * pieces * 8);
  let polynomial = coefficient(coefficients - 1);
  for (let power = coefficients - 2; power >= 0; power--) polynomial = doublesAdd(coefficient(power), doublesMul(get(t), polynomial));
  const pair = (half: Code): Code => [
    ...set(double, doublesFromLanes(half)),
    ...set(first, place(0)),
    ...set(second, place(1)),
    ...set(t, doublesMul(doublesSub(lanesOr(lanesAnd(get(double), lanes([-1, (1 << mantissaHigh) - 1, -1, (1 << mantissaHigh) - 1])), doubles(1)), doubles(1)), doubles(1 << pieceBits))),
  ];
  const here = i32Add(i32ShiftLeft(get(skip), i32(2)), get(at));
  return {
    name: 'makeValues', parameters: [I32, I32], result: I32, locals: [I32, I32, I32, I32, V128, V128, V128, V128, V128],
    body: [
      ...repeatWhile([
        ...set(words, lanesLoad(here, wordsAt)),
        ...set(magnitudes, lanesAnd(get(words), fourTimes(0x7fffffff))),
        ...when(anyBit(lanesLess(get(magnitudes), fourTimes(tailLimit))), [
          ...i32Store(i32ShiftLeft(get(tails), i32(2)), i32ShiftRight(get(at), i32(2)), tailsAt),
          ...set(tails, i32Add(get(tails), i32(1))),
        ]),
        ...set(magnitudes, lanesMax(get(magnitudes), fourTimes(tailLimit))),
        ...pair(get(magnitudes)),
        ...set(result, floatsFromDoubles(polynomial)),
        ...pair(lanesOf(get(magnitudes), get(magnitudes), [2, 3, 2, 3])),
        ...lanesStore(get(at), lanesXor(lanesOf(get(result), floatsFromDoubles(polynomial), [0, 1, 4, 5]), lanesAnd(get(words), fourTimes(1 << 31))), valuesAt),
        ...set(at, i32Add(get(at), i32(16))),
      ], i32Less(get(at), i32ShiftLeft(get(count), i32(2)))),
      ...get(tails),
    ],
  };
}
