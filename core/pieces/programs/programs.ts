import type { NamedProgram } from '../named-program.ts';
import type { Pieces } from '../piece.ts';
import { chords } from './chords.ts';
import { descent } from './descent.ts';
import { energies, energiesAndGradients } from './evaluation.ts';
import { langevin } from './langevin.ts';
import { mala } from './mala.ts';
import { rampedTrials } from './ramped-trials.ts';
import { relaxations } from './relaxations.ts';
import { thermalQuench } from './thermal-quench.ts';
import { walkers } from './walkers.ts';
import { wayRefinement } from './way-refinement.ts';

/** Every named program: nothing else is ever run for a piece. */
export const programs: { readonly [Name in keyof Pieces]: NamedProgram<Pieces[Name]['piece'], Pieces[Name]['result']> } = {
  energies,
  'energies-and-gradients': energiesAndGradients,
  langevin,
  mala,
  descent,
  'thermal-quench': thermalQuench,
  chords,
  'way-refinement': wayRefinement,
  'ramped-trials': rampedTrials,
  walkers,
  relaxations,
};
