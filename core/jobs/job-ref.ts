import type { JobKind } from '../contract/job-event.ts';

/** One job: events carry its id alone, which no two kinds share. */
export interface JobRef {
  readonly kind: JobKind;
  readonly id: string;
}

export function sameJob(a: JobRef, b: JobRef): boolean {
  return a.kind === b.kind && a.id === b.id;
}
