import { join } from 'node:path';
import { utilityProcess, type UtilityProcess } from 'electron';
import type { OwnWorker, OwnWorkerChoice, QueueChoice } from '../../core/contract/queue-view.ts';
import type { FromWorker, ToWorker } from '../worker-messages.ts';

/** How long a worker may finish its pieces when it is told to leave; at the program's end, after which they are given back. */
const grace = 20;
const graceAtTheEnd = 3;
/** Milliseconds after its grace at which a worker that is still there is ended by force. */
const force = 8_000;

interface Entry {
  readonly process: UtilityProcess;
  view: OwnWorker;
}

/** The workers of the queue that this window has started on this machine: each a process of its own, which ends with the program at the latest. */
export class OwnWorkers {
  readonly #workers = new Map<number, Entry>();
  #next = 1;

  list(): OwnWorker[] {
    return [...this.#workers.values()].map(({ view, process }) => ({ ...view, pid: process.pid ?? null }));
  }

  start(queue: QueueChoice, choice: OwnWorkerChoice): void {
    const worker = this.#next++;
    // Like the compute host (electron/main/compute-host.ts), its threads open ONNX Runtime.
    const child = utilityProcess.fork(join(import.meta.dirname, 'queue-worker.js'), [], { serviceName: 'Basinscope worker', stdio: 'inherit', env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' } });
    this.#workers.set(worker, { process: child, view: { worker, pid: null, ...choice, state: 'starting', problem: null } });
    child.on('message', (message: FromWorker) => this.#change(worker, message.type === 'running' ? { state: 'running' } : { problem: message.message }));
    child.once('exit', (code) => this.#ended(worker, code));
    tell(child, { type: 'start', queue, choice });
  }

  /** Lets a worker go, after its pieces; one that has ended is no longer listed. */
  leave(worker: number): void {
    const entry = this.#workers.get(worker);
    if (!entry) return;
    if (entry.view.state === 'ended') this.#workers.delete(worker);
    else void this.#letGo(worker, entry, entry.view.state === 'leaving' ? 0 : grace);
  }

  /** All of them: resolves when none is left. */
  async close(): Promise<void> {
    await Promise.all([...this.#workers].filter(([, { view }]) => view.state !== 'ended').map(([worker, entry]) => this.#letGo(worker, entry, graceAtTheEnd)));
  }

  #letGo(worker: number, entry: Entry, graceSeconds: number): Promise<void> {
    this.#change(worker, { state: 'leaving' });
    return new Promise((resolve) => {
      const timer = setTimeout(() => entry.process.kill(), graceSeconds * 1000 + force);
      entry.process.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      tell(entry.process, { type: 'leave', graceSeconds });
    });
  }

  #change(worker: number, change: Partial<OwnWorker>): void {
    const entry = this.#workers.get(worker);
    if (entry) entry.view = { ...entry.view, ...change };
  }

  /** One that was let go is gone; of one that ended by itself it is said why. */
  #ended(worker: number, code: number): void {
    const entry = this.#workers.get(worker);
    if (!entry) return;
    if (entry.view.state === 'leaving' && entry.view.problem === null) this.#workers.delete(worker);
    else this.#change(worker, { state: 'ended', problem: entry.view.problem ?? `Its process broke off (exit code ${code}).` });
  }
}

function tell(child: UtilityProcess, message: ToWorker): void {
  child.postMessage(message);
}
