import type { Random } from './random.ts';

/** One to 32 bits flipped between `from` and `to`. */
export function flipBits(random: Random, bytes: Buffer, from = 0, to = bytes.length): Buffer {
  const out = Buffer.from(bytes);
  const flips = 2 ** random.below(6);
  for (let i = 0; i < flips; i++) out[from + random.below(to - from)]! ^= 1 << random.below(8);
  return out;
}

export function truncate(random: Random, bytes: Buffer): Buffer {
  return bytes.subarray(0, random.below(bytes.length));
}

/** A run of bytes overwritten by another run of the file, by noise or by extremes. */
export function overwrite(random: Random, bytes: Buffer): Buffer {
  const out = Buffer.from(bytes);
  const length = Math.min(2 ** random.below(9), out.length);
  const at = random.below(out.length - length + 1);
  const from = random.below(out.length - length + 1);
  const kind = random.below(4);
  for (let i = 0; i < length; i++) out[at + i] = kind === 0 ? bytes[from + i]! : kind === 1 ? random.below(256) : kind === 2 ? 0xff : 0;
  return out;
}

/** A run taken out, doubled, or put elsewhere. */
export function splice(random: Random, bytes: Buffer): Buffer {
  const length = Math.min(2 ** random.below(11), bytes.length);
  const from = random.below(bytes.length - length + 1);
  const run = bytes.subarray(from, from + length);
  const at = random.below(bytes.length + 1);
  switch (random.below(3)) {
    case 0: return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + length)]);
    case 1: return Buffer.concat([bytes.subarray(0, at), run, bytes.subarray(at)]);
    default: return Buffer.concat([bytes.subarray(0, at), Buffer.from(Array.from({ length }, () => random.below(256))), bytes.subarray(at)]);
  }
}

export const anyMutation: readonly ((random: Random, bytes: Buffer) => Buffer)[] = [flipBits, truncate, overwrite, splice];
