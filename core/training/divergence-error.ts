import { THRESHOLD } from '../diagnosis/thresholds.ts';
import { TrainingError } from './training-error.ts';

/** |d_s| beyond which learning has diverged, for states of so many coordinates: what the diagnosis calls lost, 10⁴ a coordinate at T = 1. */
export function divergenceBound(dimensions: number): number {
  return THRESHOLD.lost * dimensions;
}

/** What the update that diverged recorded. */
export interface DivergedUpdate {
  /** Number of the update, from 1. */
  readonly update: number;
  readonly energyDifference: number;
  readonly gradientNorm: number;
  readonly learningRate: number;
}

/** Learning has left all bounds: what went before it stays. */
export class DivergenceError extends TrainingError {
  readonly diverged: DivergedUpdate;

  constructor(diverged: DivergedUpdate, what: string) {
    super(
      `Learning diverged in update ${diverged.update}: ${what}. The run stops before it. ` +
        'Go on from an earlier checkpoint with a lower learning rate (a tenth) or another seed; if it comes back, give the data more noise (ε_data of 2ε).',
    );
    this.diverged = diverged;
  }
}
