import { request } from '../lib/bridge.ts';
import type { Notices } from '../lib/notices.svelte.ts';
import type { Workspace } from '../lib/workspace.svelte.ts';

/** Says of work that went on by itself when the program started that it did, and offers to pause it; each once. `told`: those said already. */
export function tellTakenUp(workspace: Workspace, notices: Notices, told: Set<string>): void {
  for (const id of workspace.view?.takenUp ?? []) {
    if (told.has(id)) continue;
    told.add(id);
    const run = workspace.run(id);
    const sweep = workspace.sweep(id);
    const work = run ?? sweep ?? workspace.map(id);
    if (work === null || !['running', 'queued'].includes(workspace.statusOf(work))) continue;
    const pause = (): Promise<unknown> => (sweep !== null ? request('sweep.pause', { sweep: id }) : run === null ? request('map.pause', { map: id }) : request('training.pause', { run: id }));
    notices.offer(
      `“${work.name}” goes on`,
      `Basinscope ended while ${sweep !== null ? 'this sweep ran' : run === null ? 'this map was being made' : 'this training ran'}; it was taken up again from its last checkpoint.`,
      { label: 'Undo: pause it', run: () => void pause().then(() => workspace.refresh(), (error: unknown) => notices.error(`“${work.name}” could not be paused`, error)) },
    );
  }
}
