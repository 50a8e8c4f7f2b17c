/** Kinds of long work: each has its own runner and its own place where its standing is written. */
export type JobKind = 'map' | 'train' | 'long-run';

/** One job: events carry its id alone, which no two kinds share. */
export interface JobRef {
  readonly kind: JobKind;
  readonly id: string;
}

export function sameJob(a: JobRef, b: JobRef): boolean {
  return a.kind === b.kind && a.id === b.id;
}

const names: Readonly<Record<JobKind, string>> = { map: 'map', train: 'training run', 'long-run': 'long-run test' };

/** What people call a job of this kind. */
export function kindName({ kind }: JobRef): string {
  return names[kind];
}

/** Maps and runs wait for one another, since each uses all cores; a look at a running one does not wait for its end. */
export function laneOf({ kind }: JobRef): 'work' | 'look' {
  return kind === 'long-run' ? 'look' : 'work';
}
