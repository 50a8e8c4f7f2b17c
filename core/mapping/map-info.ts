import type { Landscape } from '../contract/landscape.ts';
import type { SettingsWarning } from '../contract/map-settings.ts';
import type { MapRecords } from './records.ts';

/** What one step of a map found out. */
export interface MapInfo {
  readonly records: MapRecords;
  /** α in use, once given or chosen. */
  readonly alpha: number | null;
  /** Cluster scores, in the step that ends their computation. */
  readonly scores: Landscape['scores'];
  /** What turned out about the settings. */
  readonly warnings: readonly SettingsWarning[];
}
