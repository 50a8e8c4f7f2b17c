import { anyMutation } from '../core/formats/fuzz/mutations.ts';
import type { Random } from '../core/formats/fuzz/random.ts';

/** One to three changes of the bytes: bits flipped, ends cut off, runs overwritten, taken out, doubled or moved; now and then the rest of another file. */
export function mutateBytes(random: Random, bytes: Buffer, others: readonly Buffer[] = []): Buffer {
  let result = bytes;
  for (let change = random.below(3) === 0 ? random.below(3) : 0; change >= 0 && result.length > 0; change--) {
    const graft = others.length > 0 && random.below(8) === 0 ? random.pick(others) : null;
    result = graft === null ? random.pick(anyMutation)(random, result) : Buffer.concat([result.subarray(0, random.below(result.length)), graft.subarray(random.below(graft.length))]);
  }
  return result;
}

/** A whole number of a file, at byte `at`. */
export interface Field {
  readonly at: number;
  readonly size: 1 | 2 | 4 | 8;
  readonly endian: 'big' | 'little';
}

/** One or two of a file's numbers (sizes, offsets, counts) made 0, −1, huge, one more or less, or anything. */
export function mutateFields(random: Random, bytes: Buffer, fields: readonly Field[]): Buffer {
  const result = Buffer.from(bytes);
  for (let change = random.below(2); change >= 0; change--) {
    const { at, size, endian } = random.pick(fields);
    if (at + size > result.length) continue;
    const part = result.subarray(at, at + size);
    if (endian === 'big') part.reverse();
    const most = 2n ** BigInt(8 * size) - 1n;
    let before = 0n;
    for (let i = size - 1; i >= 0; i--) before = before * 256n + BigInt(part[i]!);
    let value = random.pick([0n, 1n, 2n, most, most / 2n, most / 2n + 1n, before + 1n, before - 1n, before * 2n, before * 256n, BigInt(random.below(2 ** 32)), BigInt(random.below(300))]);
    value = ((value % (most + 1n)) + most + 1n) % (most + 1n);
    for (let i = 0; i < size; i++) part[i] = Number((value >> BigInt(8 * i)) & 255n);
    if (endian === 'big') part.reverse();
  }
  return result;
}
