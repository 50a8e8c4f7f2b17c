import type { BundleKind, ReplayReport } from '../contract/bundle.ts';
import type { EngineChoice } from '../contract/engine.ts';
import type { JobRunOptions } from '../jobs/lifecycle.ts';
import type { RunningJob } from '../jobs/runner.ts';
import type { DataPlace } from './find-data.ts';

export interface ReplayOptions extends Omit<DataPlace, 'scratch'> {
  /** What computes it, given what computed it. */
  readonly engine: (recorded: EngineChoice) => EngineChoice;
  /** Of a training: so many updates at most, and from this checkpoint of the bundle; null: all, from the beginning. */
  readonly updates: number | null;
  readonly from: number | null;
}

/** A bundle about to be computed again, in a folder of its own. */
export interface Replay {
  readonly kind: BundleKind;
  readonly name: string;
  /** Starts it; what keeps it from starting is thrown. */
  start(options: JobRunOptions): Promise<RunningJob>;
  /** Once its job is done: whether the result is the same. */
  verdict(): Promise<ReplayReport>;
  /** Takes its folder away. */
  close(): void;
}

/** What a replay of one kind is made of. */
export type ReplayParts = Omit<Replay, 'kind'>;
