import type { VerdictName } from '../../../../core/contract/training-run.ts';

export type Tone = 'ok' | 'warn' | 'bad' | 'plain';

interface VerdictWords {
  readonly label: string;
  readonly tone: Tone;
  /** What the word means, in a sentence. */
  readonly meaning: string;
}

const words: Readonly<Record<VerdictName, VerdictWords>> = {
  'warming-up': { label: 'Warming up', tone: 'plain', meaning: 'Too few updates to tell anything apart.' },
  expanding: { label: 'Expanding', tone: 'warn', meaning: 'd_s stays below 0: samples have lower energy than data, and every update pushes them apart.' },
  contracting: { label: 'Contracting', tone: 'warn', meaning: 'd_s stays above 0: samples do not reach the energies of the data.' },
  convergent: { label: 'Stable, convergent', tone: 'ok', meaning: 'd_s is balanced about 0 and does not oscillate, and r_s balances the noise: long-run samples look like the data.' },
  'non-convergent': { label: 'Stable, non-convergent', tone: 'warn', meaning: 'd_s is balanced but oscillates: short-run samples are realistic, long-run samples are oversaturated.' },
  unstable: { label: 'Unstable', tone: 'bad', meaning: 'd_s swings ever further: the learning rate is too large.' },
  collapsed: { label: 'Collapsed', tone: 'bad', meaning: 'd_s has run away: the potential no longer samples.' },
};

export function verdictWords(verdict: VerdictName): VerdictWords {
  return words[verdict];
}
