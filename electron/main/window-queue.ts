import type { OwnWorkerChoice, QueueChoice } from '../../core/contract/queue-view.ts';
import type { Answer, Ask } from '../../core/contract/requests.ts';
import type { HostReply } from '../host-messages.ts';
import type { ComputeHost } from './compute-host.ts';
import { OwnWorkers } from './own-workers.ts';
import { forgetQueue, rememberedQueue, rememberQueue, remembersQueue } from './remembered-queue.ts';

/**
 * The queue that the window is with, and this machine's workers at it. The compute host holds the connection; what is kept from one start to the next, and handed to
 * workers and to a host that had to be started again, is kept here.
 */
export class WindowQueue {
  readonly #host: ComputeHost;
  readonly #own = new OwnWorkers();
  #choice: QueueChoice | null = null;
  #begun = false;

  constructor(host: ComputeHost) {
    this.#host = host;
  }

  /** Whether a host that is started now will be told of a queue. */
  get comes(): boolean {
    return this.#choice !== null || (!this.#begun && remembersQueue());
  }

  /** Goes to the queue that was remembered, once the window is there. What keeps it from being reached, the host notes and the window shows. */
  begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    const choice = rememberedQueue();
    if (choice !== null) void this.#ask(choice);
  }

  /** A compute host that was started again goes to the same queue. */
  again(): void {
    if (this.#choice !== null) void this.#ask(this.#choice);
  }

  async connect({ remember, ...choice }: Ask<'queue.connect'>): Promise<HostReply> {
    const reply = await this.#ask(choice);
    if (!reply.ok) return reply;
    if (!remember) forgetQueue();
    return { ok: true, answer: { ...(reply.answer as Answer<'queue.connect'>), remark: remember ? rememberQueue(choice) : null } };
  }

  /** Workers of this machine stay with the queue until they are let go: others may need them. */
  disconnect(): Promise<HostReply> {
    this.#choice = null;
    forgetQueue();
    return this.#host.ask('queue.disconnect', {});
  }

  workers(): HostReply {
    return { ok: true, answer: { workers: this.#own.list() } };
  }

  startWorker(choice: OwnWorkerChoice): HostReply {
    if (this.#choice === null) return { ok: false, error: { title: 'No queue', message: 'A worker takes its work from a queue: connect to one first.' } };
    this.#own.start(this.#choice, choice);
    return this.workers();
  }

  leaveWorker(worker: number): HostReply {
    this.#own.leave(worker);
    return this.workers();
  }

  close(): Promise<void> {
    return this.#own.close();
  }

  async #ask(choice: QueueChoice): Promise<HostReply> {
    const reply = await this.#host.ask('queue.connect', { ...choice, remember: false });
    if (reply.ok) this.#choice = choice;
    return reply;
  }
}
