import { describe, expect, test } from 'vitest';
import { fillWords, threefry4x32 } from '../../../core/random/threefry.ts';
import type { Words4 } from '../../../core/random/threefry.ts';

const hex = (text: string): Words4 => {
  const words = text.split(' ').map((word) => Number.parseInt(word, 16) | 0);
  return [words[0]!, words[1]!, words[2]!, words[3]!];
};

/** Published known answers of the Random123 library (kat_vectors): rounds, counter, key, result. */
const KNOWN: [number, string, string, string][] = [
  [13, '00000000 00000000 00000000 00000000', '00000000 00000000 00000000 00000000', '531c7e4f 39491ee5 2c855a92 3d6abf9a'],
  [13, 'ffffffff ffffffff ffffffff ffffffff', 'ffffffff ffffffff ffffffff ffffffff', 'c4189358 1c9cc83a d5881c67 6a0a89e0'],
  [13, '243f6a88 85a308d3 13198a2e 03707344', 'a4093822 299f31d0 082efa98 ec4e6c89', '4aa71d8f 734738c2 431fc6a8 ae6debf1'],
  [20, '00000000 00000000 00000000 00000000', '00000000 00000000 00000000 00000000', '9c6ca96a e17eae66 fc10ecd4 5256a7d8'],
  [20, 'ffffffff ffffffff ffffffff ffffffff', 'ffffffff ffffffff ffffffff ffffffff', '2a881696 57012287 f6c7446e a16a6732'],
  [20, '243f6a88 85a308d3 13198a2e 03707344', 'a4093822 299f31d0 082efa98 ec4e6c89', '59cd1dbb b8879579 86b5d00c ac8b6d84'],
];

describe('Threefry-4x32', () => {
  test.each(KNOWN)('%i rounds, counter %s', (rounds, counter, key, result) => {
    expect(threefry4x32(hex(counter), hex(key), rounds)).toEqual([...hex(result)]);
  });

  test('the unrolled loop gives the 13-round blocks of consecutive counters', () => {
    const key = hex('a4093822 299f31d0 082efa98 ec4e6c89');
    const words = new Int32Array(4 * 50);
    const first = 2 ** 32 - 20;
    fillWords(words, 50, key, first, 11, -7, 3);
    for (let b = 0; b < 50; b++) {
      expect([...words.subarray(4 * b, 4 * b + 4)]).toEqual(threefry4x32([(first + b) | 0, 11, -7, 3], key, 13));
    }
  });
});
