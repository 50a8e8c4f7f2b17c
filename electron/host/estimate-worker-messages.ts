import type { EngineChoice } from '../../core/contract/engine.ts';
import type { TrainingConfig } from '../../core/contract/training-config.ts';
import type { Tensors } from '../../core/engines/engine.ts';
import type { TrainingEstimate } from '../../core/contract/training-run.ts';

/** What the thread that measures a training is made with. */
export interface EstimateData {
  readonly config: TrainingConfig;
  readonly seed: number;
  readonly engine: EngineChoice;
  readonly skipBad: boolean;
  /** The weights that it starts from; null: random ones. */
  readonly initial: Tensors | null;
  /** The program's own folder of resources. */
  readonly resources: string;
}

/** Errors travel by name and message: a thread's own classes do not. */
export type FromEstimateWorker = { readonly ok: true; readonly estimate: TrainingEstimate } | { readonly ok: false; readonly error: { readonly name: string; readonly message: string } };
