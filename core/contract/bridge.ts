import type { CommandId } from './command.ts';
import type { JobEvent } from './job-event.ts';
import type { Ask, Reply, RequestName } from './requests.ts';

/**
 * What happened to the compute process, where it did not simply run. restarting: it broke off and is being started again,
 * its jobs are interrupted. ready: it is back, ask for everything anew. stopped: it could not be brought back.
 */
export interface HostState {
  state: 'restarting' | 'ready' | 'stopped';
  /** What cannot be done, where it is not the process itself that failed. */
  title?: string;
  message: string;
}

/** What preload puts on `window.basinscope`: the only way out of the sandbox. */
export interface Bridge {
  request<N extends RequestName>(name: N, ask: Ask<N>): Promise<Reply<N>>;
  /** Job events of every job, as they come. Returns how to stop listening. */
  onJobEvent(listener: (event: JobEvent) => void): () => void;
  onHostState(listener: (state: HostState) => void): () => void;
  /** A command chosen in the menu bar. */
  onMenu(listener: (command: CommandId) => void): () => void;
  /** A file opened from outside (recent documents, second instance, command line). */
  onOpenFile(listener: (path: string) => void): () => void;
  /** The path of a file dropped on the window. */
  pathOfDroppedFile(file: File): string;
  readonly platform: string;
}
