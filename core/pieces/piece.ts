import type { ChordsPiece, ChordsResult } from './programs/chords.ts';
import type { DescentPiece, DescentResult } from './programs/descent.ts';
import type { EnergiesPiece, EnergiesResult, GradientsPiece, GradientsResult } from './programs/evaluation.ts';
import type { LangevinPiece, LangevinResult } from './programs/langevin.ts';
import type { MalaPiece, MalaResult } from './programs/mala.ts';
import type { RampedTrialsPiece, RampedTrialsResult } from './programs/ramped-trials.ts';
import type { RelaxationsPiece, RelaxationsResult } from './programs/relaxations.ts';
import type { ThermalQuenchPiece, ThermalQuenchResult } from './programs/thermal-quench.ts';
import type { WalkersPiece, WalkersResult } from './programs/walkers.ts';
import type { WayRefinementPiece, WayRefinementResult } from './programs/way-refinement.ts';

/** Every program that a piece may name, with what it is given and what it returns. */
export interface Pieces {
  energies: { piece: EnergiesPiece; result: EnergiesResult };
  'energies-and-gradients': { piece: GradientsPiece; result: GradientsResult };
  langevin: { piece: LangevinPiece; result: LangevinResult };
  mala: { piece: MalaPiece; result: MalaResult };
  descent: { piece: DescentPiece; result: DescentResult };
  'thermal-quench': { piece: ThermalQuenchPiece; result: ThermalQuenchResult };
  chords: { piece: ChordsPiece; result: ChordsResult };
  'way-refinement': { piece: WayRefinementPiece; result: WayRefinementResult };
  'ramped-trials': { piece: RampedTrialsPiece; result: RampedTrialsResult };
  walkers: { piece: WalkersPiece; result: WalkersResult };
  relaxations: { piece: RelaxationsPiece; result: RelaxationsResult };
}
export type ProgramName = keyof Pieces;

/**
 * A piece of work, the unit of hardware: (potential, named program, states, random keys, steps) → (states, energies, gradient norms …).
 * A pure function of what it says: who coordinates cuts the work into pieces, the same ones whoever runs them, and may run any twice.
 */
export type Piece = Pieces[ProgramName]['piece'];
export type ResultOf<P extends Piece> = Pieces[P['program']]['result'];
