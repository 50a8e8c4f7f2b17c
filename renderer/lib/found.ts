import type { FoundBy, JobFound, JobKind } from '../../core/contract/job-event.ts';

/** What a job of this kind has found by its newest progress; null while it has told of none. */
export function foundBy<Kind extends JobKind>(kind: Kind, progress: { readonly found: JobFound } | null | undefined): FoundBy<Kind> | null {
  const found = progress?.found;
  // The kinds are equal, which the compiler does not follow into the union.
  return found?.kind === kind ? (found as FoundBy<Kind>) : null;
}
