import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { JobEvent } from '../../core/contract/job-event.ts';
import type { Answer } from '../../core/contract/requests.ts';
import type { FromReplayWorker, ReplayData, ToReplayWorker } from './replay-worker-messages.ts';

/** Computes bundles again in a thread of their own, one at a time, beside the jobs at work. */
export class Replaying {
  readonly #resources: string;
  readonly #onEvent: (event: JobEvent) => void;
  #now: { readonly worker: Worker; readonly ended: Promise<unknown> } | null = null;

  constructor(resources: string, onEvent: (event: JobEvent) => void) {
    this.#resources = resources;
    this.#onEvent = onEvent;
  }

  /** Whether the result is the same. Rejects with what keeps it from being computed. */
  async start(path: string, data: string | null): Promise<Answer<'workspace.replay'>> {
    // Again after it: another start may have come first.
    while (this.#now !== null) await this.cancel();
    const worker = new Worker(join(import.meta.dirname, 'replay-worker.js'), { workerData: { path, data, resources: this.#resources } satisfies ReplayData, name: 'replay' });
    const answer = this.#hear(worker);
    const now = { worker, ended: answer.catch(() => undefined) };
    this.#now = now;
    try {
      return await answer;
    } finally {
      if (this.#now === now) this.#now = null;
    }
  }

  /** Stops the one under way, if there is one; resolves once it stands still. */
  async cancel(): Promise<void> {
    this.#now?.worker.postMessage('cancel' satisfies ToReplayWorker);
    await this.#now?.ended;
  }

  #hear(worker: Worker): Promise<Answer<'workspace.replay'>> {
    return new Promise((resolve, reject) => {
      worker.on('message', (message: FromReplayWorker) => {
        if (message.type === 'event') this.#onEvent(message.event);
        else if (message.type === 'done') resolve(message.answer);
        else reject(Object.assign(new Error(message.error.message), { name: message.error.name }));
      });
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`The thread that computed the bundle again ended with code ${code} and no answer.`)));
    });
  }
}
