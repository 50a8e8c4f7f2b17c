import type { ProgressTask } from '../contract/job-event.ts';

/** The part of a task that is worked on: the deepest that is not through, or has no end in sight. */
export function taskAtWork(task: ProgressTask): ProgressTask {
  const part = task.parts.find(({ done, total }) => total === null || done < total);
  return part === undefined ? task : taskAtWork(part);
}
