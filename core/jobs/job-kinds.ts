import type { JobKind } from '../contract/job-event.ts';
import type { KindOfJob } from './job-kind.ts';
import { holdKind } from './hold-kind.ts';
import { longRunKind } from './long-run-kind.ts';
import { mapKind } from './map-kind.ts';
import { sweepKind } from './sweep-kind.ts';
import { trainKind } from './train-kind.ts';

/** Every kind of job there is. */
export const jobKinds: Readonly<Record<JobKind, KindOfJob>> = { map: mapKind, train: trainKind, 'long-run': longRunKind, hold: holdKind, sweep: sweepKind };
