import type { JobStatus } from '../contract/job-event.ts';
import type { MapSettings } from '../contract/map-settings.ts';

/** What every picture of a map says about it. */
export interface Caption {
  readonly potential: string;
  readonly map: string;
  readonly settings: MapSettings;
  /** Magnet strength in use; null when not yet known. */
  readonly alpha: number | null;
  readonly status: JobStatus;
  /** The task it was at when it last saved; null before it begins, and once it is through. */
  readonly stage: string | null;
  readonly weightsSha256: string;
  /** ε of training; 0: the potential is F itself. */
  readonly trainEpsilon: number;
  readonly dataset: string | null;
  readonly engine: string;
}
