import type { Landscape } from '../contract/landscape.ts';
import type { SettingsWarning } from '../contract/map-settings.ts';
import type { DiscoveryRecord, MapRecords, MemberRecord, MergeRecord, MinimumRecord, PathRecord, SweepRecord, TrialRecord } from './records.ts';

/** Where the parts of a map write what they find out during one step of the job. */
export interface RecordBook extends MapRecords {
  readonly minima: MinimumRecord[];
  readonly members: MemberRecord[];
  readonly trials: TrialRecord[];
  readonly paths: PathRecord[];
  readonly merges: MergeRecord[];
  readonly sweep: SweepRecord[];
  readonly discovery: DiscoveryRecord[];
  /** What turned out about the settings. */
  readonly warnings: SettingsWarning[];
  /** Cluster scores, in the step that ends their computation. */
  scores: Landscape['scores'];
}

export function createBook(): RecordBook {
  return { minima: [], members: [], trials: [], paths: [], merges: [], sweep: [], discovery: [], warnings: [], scores: null };
}
