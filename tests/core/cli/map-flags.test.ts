import { Command } from 'commander';
import { expect, test } from 'vitest';
import { addMapFlags, checkBelongs, givenSettings } from '../../../core/cli/map-flags.ts';

const given = (...args: string[]) => givenSettings(addMapFlags(new Command()).parse(args, { from: 'user' }).opts());

test('--method names the method; --mode of earlier programs does too', () => {
  expect(given('--method', 'placing', '--sample-steps', '20')).toEqual({ method: 'placing', sampleSteps: 20 });
  expect(given('--mode', 'sample', '--sample-steps', '20')).toEqual({ method: 'placing', sampleSteps: 20 });
  expect(given('--mode', 'minimum')).toEqual({ method: 'minimum' });
  expect(given('--mode', 'minimum', '--method', 'minimum')).toEqual({ method: 'minimum' });
  expect(() => given('--mode', 'sample', '--method', 'minimum')).toThrow(/leave one of the two out/);
  expect(given('--states', '5')).toEqual({ states: 5 });
});

test('a setting that the method does not have is refused, with the method that has it', () => {
  expect(() => checkBelongs({ sampleSteps: 5 }, 'minimum')).toThrow(/belongs to the methods placing and kinetic/);
  expect(() => checkBelongs({ descentSteps: 5 }, 'placing')).toThrow(/--descent-steps belongs to the method minimum/);
  checkBelongs({ descentSteps: 5, alpha: 3 }, 'minimum');
});
