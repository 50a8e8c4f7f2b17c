import type { Trial } from './trial.ts';
import type { Chain } from './chain.ts';
import type { Descent } from './descend.ts';

/** Whatever takes one row of the batch: each step it gives its point and gets U and ∇U there. */
export type Walker = Trial | Chain | Descent;
