import { describe, expect, test } from 'vitest';
import { createPace, isHopeless } from '../../../core/mapping/pace.ts';

const settings = { delta: 2, patience: 50, maxSteps: 500 };

/** The step at which a trial whose smallest distance goes this way is given up; null: never. */
function givenUp(closestAt: (step: number) => number, rules = settings): number | null {
  const pace = createPace();
  for (let step = 0; step <= rules.maxSteps; step++) if (isHopeless(pace, step, closestAt(step), rules)) return step;
  return null;
}

describe('a trial that cannot arrive in time', () => {
  test('is given up at its first look where even twice its pace is too little', () => {
    // 20 to go in 500 steps is 0.04 a step; after 50 steps at 0.018 there are 19.1 left for 450, 0.0424 a step.
    expect(givenUp((step) => 22 - 0.018 * step)).toBe(50);
    expect(givenUp(() => 22)).toBe(50);
  });

  test('is let go on as long as twice its pace would do', () => {
    // At 0.03 a step: (20 − 0.03 s)/(500 − s) > 0.06 from s = 333 on.
    expect(givenUp((step) => 22 - 0.03 * step)).toBe(350);
    // Fast enough all the way.
    expect(givenUp((step) => Math.max(2, 22 - 0.041 * step))).toBeNull();
  });

  test('the fastest stretch so far counts, not the last', () => {
    // 0.2 a step for 50 steps, then nothing: 10 left; 10/(500 − s) > 0.4 from s = 475 on, which no look before the end sees.
    expect(givenUp((step) => Math.max(12, 22 - 0.2 * step))).toBeNull();
  });

  test('M above L_max: never looked at', () => {
    expect(givenUp(() => 22, { ...settings, patience: 1000 })).toBeNull();
  });
});
