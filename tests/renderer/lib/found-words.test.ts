import { expect, it } from 'vitest';
import { foundWords, groupWords } from '../../../renderer/lib/found-words.ts';

it('a kinetic map has sets, and none are counted before it has them', () => {
  expect(foundWords('kinetic', 11, 1000)).toBe('11 sets from 1,000 states');
  expect(foundWords('kinetic', 0, 128)).toBe('128 states');
  expect(groupWords('kinetic', 0)).toBe('');
});

it('other methods have basins, which are found one by one', () => {
  expect(foundWords('placing', 0, 3)).toBe('0 basins from 3 states');
  expect(groupWords('minimum', 1)).toBe('1 basin');
});
