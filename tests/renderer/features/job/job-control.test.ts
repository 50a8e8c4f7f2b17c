import { expect, test } from 'vitest';
import { JobControl } from '../../../../renderer/features/job/job-control.svelte.ts';
import { standingWords, timeLeft } from '../../../../renderer/features/job/job-words.ts';

test('one thing is asked of a job at a time', async () => {
  const carried: string[] = [];
  let go = (): void => {};
  const control = new JobControl(async (step: 'pause' | 'cancel') => {
    carried.push(step);
    await new Promise<void>((resolve) => (go = resolve));
  });
  const pausing = control.ask('pause');
  await control.ask('cancel');
  expect(control.asked).toBe('pause');
  go();
  await pausing;
  expect(control.asked).toBeNull();
  expect(carried).toEqual(['pause']);
});

test('why a job refused is said until something else is asked', async () => {
  let failing = true;
  const control = new JobControl(async (_step: 'resume') => {
    if (failing) throw new Error('Its weights are gone.');
  });
  await control.ask('resume');
  expect([control.asked, control.refusal]).toEqual([null, 'Its weights are gone.']);
  failing = false;
  await control.ask('resume');
  expect(control.refusal).toBeNull();
});

test('what standing still means, and how long is left', () => {
  expect(standingWords('queued', 'Minima')).toBe('waits for “Minima”');
  expect(standingWords('queued', null)).toBe('starts in a moment');
  expect(standingWords('running', null)).toBe('');
  expect([null, 0.4, 0.9, 75].map(timeLeft)).toEqual(['not known yet', 'under 1 s', 'under 1 s', 'about 1 min 15 s']);
});
