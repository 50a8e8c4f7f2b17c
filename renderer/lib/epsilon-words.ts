import type { EpsilonCheck } from '../../core/contract/potential.ts';

/** Heads the words of a check of ε. */
export const epsilonTitles: Readonly<Record<EpsilonCheck['verdict'], string>> = {
  fits: 'This ε fits',
  large: 'This ε looks too large',
  small: 'This ε looks too small',
  unclear: 'This ε could not be confirmed',
  data: 'These data do not look like what this potential learned',
};
