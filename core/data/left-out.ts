import type { DatasetProblem } from './dataset.ts';

/** Problems listed one by one before the rest are only counted. */
const LISTED = 20;

/** What is wrong with images of a data set, in a line: the first of them by name. */
export function listProblems(problems: readonly DatasetProblem[], most = 5): string {
  const shown = problems.slice(0, most).map(({ item, reason }) => `${item} ${reason}`);
  const more = problems.length - shown.length;
  return shown.length === 0 ? '' : `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
}

/** Which images of a data set are left out, and why; null where none are. */
export function leftOutWords(problems: readonly DatasetProblem[]): string | null {
  if (problems.length === 0) return null;
  return `${problems.length === 1 ? '1 image cannot be used and is' : `${problems.length} images cannot be used and are`} left out: ${listProblems(problems, LISTED)}`;
}
