import type { ResolvedMapSettings } from '../../contract/map-settings.ts';
import type { Dataset } from '../../data/dataset.ts';
import type { MapState } from '../map-state.ts';
import type { PixelCache } from '../score-map.ts';
import type { StartSource } from '../start-states.ts';
import type { MapTools } from '../work.ts';
import type { PhaseProgress, PhaseState } from './phase-state.ts';

/** What comes from outside: start states, and the data for the scores. */
export interface MapInputs {
  readonly source: StartSource;
  readonly dataset: Dataset | null;
  readonly pixels: PixelCache;
}

/** One phase of a map, in a file of its own; a function that opens it with its data stands beside it where it has any. */
export interface Phase<State extends PhaseState> {
  /** Queues what is needed next. Returns the phase to go on with: `phase` itself until it is through. */
  step(phase: State, state: MapState, tools: MapTools, inputs: MapInputs): Promise<PhaseState>;
  progress(phase: State, state: MapState, settings: ResolvedMapSettings): PhaseProgress;
}
