/** Four 32-bit words, as int32. */
export type Words4 = readonly [number, number, number, number];

/** Rotations of Threefry-4x32, two a round, period 8 (Salmon et al. 2011). */
export const ROTATIONS: readonly (readonly [number, number])[] = [
  [10, 26], [11, 21], [13, 27], [23, 5], [6, 20], [17, 11], [25, 10], [18, 20],
];

export const PARITY = 0x1bd11bda;
/** Of `fillWords` and of noise-module.ts: one more than the fewest that pass BigCrush in the paper, and the number its published known answers cover. */
export const ROUNDS = 13;

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/**
 * One block of the counter-based generator Threefry-4x32 with any number of rounds, as words of int32.
 * Plain and slow: `fillWords` (13 rounds, unrolled) is checked against it.
 */
export function threefry4x32(counter: Words4, key: Words4, rounds: number): [number, number, number, number] {
  const schedule = [...key, key[0] ^ key[1] ^ key[2] ^ key[3] ^ PARITY];
  const x: [number, number, number, number] = [0, 0, 0, 0];
  for (let i = 0; i < 4; i++) x[i] = (counter[i]! + schedule[i]!) | 0;
  for (let round = 0; round < rounds; round++) {
    const [first, second] = ROTATIONS[round % 8]!;
    const [p, q] = round % 2 === 0 ? ([1, 3] as const) : ([3, 1] as const);
    x[0] = (x[0] + x[p]) | 0;
    x[p] = rotate(x[p], first) ^ x[0];
    x[2] = (x[2] + x[q]) | 0;
    x[q] = rotate(x[q], second) ^ x[2];
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      for (let i = 0; i < 4; i++) x[i] = (x[i]! + schedule[(injection + i) % 5]!) | 0;
      x[3] = (x[3] + injection) | 0;
    }
  }
  return x;
}

/**
 * Fills `words[0 .. 4·blocks)` with Threefry-4x32-13 of counters (firstBlock + b, c1, c2, c3), b = 0 … blocks − 1.
 *
 * Unrolled by hand, because this loop makes many numbers; normal ones are made in WebAssembly (noise-module.ts).
 */
export function fillWords(words: Int32Array, blocks: number, key: Words4, firstBlock: number, c1: number, c2: number, c3: number): void {
  const k0 = key[0] | 0;
  const k1 = key[1] | 0;
  const k2 = key[2] | 0;
  const k3 = key[3] | 0;
  const k4 = k0 ^ k1 ^ k2 ^ k3 ^ PARITY;
  let at = 0;
  for (let b = 0; b < blocks; b++) {
    let x0 = (firstBlock + b + k0) | 0;
    let x1 = (c1 + k1) | 0;
    let x2 = (c2 + k2) | 0;
    let x3 = (c3 + k3) | 0;

    x0 = (x0 + x1) | 0; x1 = ((x1 << 10) | (x1 >>> 22)) ^ x0;
    x2 = (x2 + x3) | 0; x3 = ((x3 << 26) | (x3 >>> 6)) ^ x2;
    x0 = (x0 + x3) | 0; x3 = ((x3 << 11) | (x3 >>> 21)) ^ x0;
    x2 = (x2 + x1) | 0; x1 = ((x1 << 21) | (x1 >>> 11)) ^ x2;
    x0 = (x0 + x1) | 0; x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0;
    x2 = (x2 + x3) | 0; x3 = ((x3 << 27) | (x3 >>> 5)) ^ x2;
    x0 = (x0 + x3) | 0; x3 = ((x3 << 23) | (x3 >>> 9)) ^ x0;
    x2 = (x2 + x1) | 0; x1 = ((x1 << 5) | (x1 >>> 27)) ^ x2;
    x0 = (x0 + k1) | 0; x1 = (x1 + k2) | 0; x2 = (x2 + k3) | 0; x3 = (x3 + k4 + 1) | 0;

    x0 = (x0 + x1) | 0; x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0;
    x2 = (x2 + x3) | 0; x3 = ((x3 << 20) | (x3 >>> 12)) ^ x2;
    x0 = (x0 + x3) | 0; x3 = ((x3 << 17) | (x3 >>> 15)) ^ x0;
    x2 = (x2 + x1) | 0; x1 = ((x1 << 11) | (x1 >>> 21)) ^ x2;
    x0 = (x0 + x1) | 0; x1 = ((x1 << 25) | (x1 >>> 7)) ^ x0;
    x2 = (x2 + x3) | 0; x3 = ((x3 << 10) | (x3 >>> 22)) ^ x2;
    x0 = (x0 + x3) | 0; x3 = ((x3 << 18) | (x3 >>> 14)) ^ x0;
    x2 = (x2 + x1) | 0; x1 = ((x1 << 20) | (x1 >>> 12)) ^ x2;
    x0 = (x0 + k2) | 0; x1 = (x1 + k3) | 0; x2 = (x2 + k4) | 0; x3 = (x3 + k0 + 2) | 0;

    x0 = (x0 + x1) | 0; x1 = ((x1 << 10) | (x1 >>> 22)) ^ x0;
    x2 = (x2 + x3) | 0; x3 = ((x3 << 26) | (x3 >>> 6)) ^ x2;
    x0 = (x0 + x3) | 0; x3 = ((x3 << 11) | (x3 >>> 21)) ^ x0;
    x2 = (x2 + x1) | 0; x1 = ((x1 << 21) | (x1 >>> 11)) ^ x2;
    x0 = (x0 + x1) | 0; x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0;
    x2 = (x2 + x3) | 0; x3 = ((x3 << 27) | (x3 >>> 5)) ^ x2;
    x0 = (x0 + x3) | 0; x3 = ((x3 << 23) | (x3 >>> 9)) ^ x0;
    x2 = (x2 + x1) | 0; x1 = ((x1 << 5) | (x1 >>> 27)) ^ x2;
    x0 = (x0 + k3) | 0; x1 = (x1 + k4) | 0; x2 = (x2 + k0) | 0; x3 = (x3 + k1 + 3) | 0;

    x0 = (x0 + x1) | 0; x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0;
    x2 = (x2 + x3) | 0; x3 = ((x3 << 20) | (x3 >>> 12)) ^ x2;

    words[at] = x0;
    words[at + 1] = x1;
    words[at + 2] = x2;
    words[at + 3] = x3;
    at += 4;
  }
}
