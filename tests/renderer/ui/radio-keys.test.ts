import { expect, it } from 'vitest';
import { radioAfter } from '../../../renderer/ui/radio-keys.ts';

it('arrows go round among the choices, from none to the first; other keys lead nowhere', () => {
  const values = ['a', 'b', 'c'];
  expect(radioAfter('ArrowRight', values, 'c')).toBe('a');
  expect(radioAfter('ArrowUp', values, 'a')).toBe('c');
  expect(radioAfter('ArrowDown', values, null)).toBe('a');
  expect(radioAfter('Enter', values, 'a')).toBeNull();
  expect(radioAfter('ArrowRight', [], null)).toBeNull();
});
