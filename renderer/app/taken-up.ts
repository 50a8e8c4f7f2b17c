import { request } from '../lib/bridge.ts';
import type { Notices } from '../lib/notices.svelte.ts';
import type { Workspace } from '../lib/workspace.svelte.ts';

/** Says of work that went on by itself when the program started that it did, and offers to pause it; each once. `told`: those said already. */
export function tellTakenUp(workspace: Workspace, notices: Notices, told: Set<string>): void {
  for (const id of workspace.view?.takenUp ?? []) {
    if (told.has(id)) continue;
    told.add(id);
    const run = workspace.run(id);
    const work = run ?? workspace.map(id);
    if (work === null || !['running', 'queued'].includes(workspace.statusOf(work))) continue;
    const pause = (): Promise<unknown> => (run === null ? request('map.pause', { map: id }) : request('training.pause', { run: id }));
    notices.offer(
      `“${work.name}” goes on`,
      `Basinscope ended while ${run === null ? 'this map was being made' : 'this training ran'}; it was taken up again from its last checkpoint.`,
      { label: 'Undo: pause it', run: () => void pause().then(() => workspace.refresh(), (error: unknown) => notices.error(`“${work.name}” could not be paused`, error)) },
    );
  }
}
