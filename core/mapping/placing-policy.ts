import type { ResolvedMapSettings } from '../contract/map-settings.ts';
import type { Candidate } from './candidate.ts';
import type { Basin, Placement, Placing } from './placement.ts';
import type { TrialEnd, MapTools, Work } from './work.ts';

/** What placing in a map and placing pilots in the sweep for α do differently (map-placing.ts, sweep-placing.ts). */
export interface PlacingPolicy {
  /** Kind of the owner of its trials. */
  readonly kind: 'placing' | 'pilot';
  /** What a candidate is called in the records of trials. */
  nameOf(candidate: Candidate): TrialEnd['name'];
  /** Whether its trials keep their paths. */
  keepsPaths(settings: ResolvedMapSettings): boolean;
  /** Asks for the trials and relaxations that a state needs next. `candidates`: nearest first. */
  ask(run: Placement, placing: Placing, candidates: readonly Candidate[], work: Work, tools: MapTools): void;
  /** Takes out the trials that the one that just came in has made needless. */
  prune(run: Placement, placing: Placing, candidates: readonly Candidate[], work: Work, tools: MapTools): void;
  /** Id of the basin to join, null to found one, undefined while that is open. All that is due was asked for. */
  decide(run: Placement, placing: Placing, candidates: readonly Candidate[], tools: MapTools): number | null | undefined;
  /** Whether a state that joins a basin becomes its representative. */
  replaces(placing: Placing, basin: Basin, settings: ResolvedMapSettings): boolean;
  /** Notes that a state is within δ of a representative: its trials succeed at step 0. */
  noteArrival(run: Placement, placing: Placing, basin: Basin, work: Work, tools: MapTools): void;
  /** Notes that a state was taken in, as the representative of its basin or not. */
  notePlaced(run: Placement, placing: Placing, basin: Basin, represents: boolean, tools: MapTools): void;
}
