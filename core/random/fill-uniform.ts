import { DRAW, splitWords } from './stream-key.ts';
import type { StreamKey } from './stream-key.ts';
import { fillWords } from './threefry.ts';

const CHUNK = 4096;
const words = new Int32Array(CHUNK);

/**
 * Fills `out[offset … offset + length)` with independent values uniform on (low, high), float32, from 24 bits each.
 *
 * Element i is a function of (key, step, first + i) alone, as in `fillGaussian`, whose words are others.
 * Throws RangeError when step or first is not a whole number, or the range does not fit `out`.
 */
export function fillUniform(
  out: Float32Array, offset: number, length: number, key: StreamKey, step: number, low: number, high: number, first = 0,
): void {
  const [c1, c2] = splitWords(step, 'step');
  splitWords(first, 'first element');
  if (!(offset >= 0) || !(length >= 0) || offset + length > out.length) {
    throw new RangeError(`Asked to fill elements ${offset} to ${offset + length} of an array of ${out.length}.`);
  }
  const width = high - low;
  let done = 0;
  while (done < length) {
    const element = first + done;
    const block = Math.floor(element / 4);
    const skip = element - block * 4;
    const count = Math.min(length - done, CHUNK - skip);
    fillWords(words, Math.ceil((skip + count) / 4), key, block, c1, c2, DRAW.uniform);
    const target = offset + done;
    for (let i = 0; i < count; i++) out[target + i] = low + width * (((words[skip + i]! >>> 8) + 0.5) * 2 ** -24);
    done += count;
  }
}
