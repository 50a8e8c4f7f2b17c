import type { Workspace } from '../store/workspace.ts';

/** Name of a potential of a sweep, which may have been removed since. */
export function potentialName(workspace: Workspace, id: string): string {
  return workspace.potentials.list().find((potential) => potential.id === id)?.name ?? 'removed potential';
}
