import type { QueueChoice, QueueView } from '../../core/contract/queue-view.ts';
import type { QueueAddress } from '../../core/queue/queue-address.ts';
import type { QueueWatch } from '../../core/queue/queue-watch.ts';

interface Link {
  readonly address: QueueAddress;
  readonly shown: string;
  readonly watch: QueueWatch;
}

/** The queue that this window's jobs go to, if there is one. The password lives here and in the main process, in memory only. */
export class QueueLink {
  #link: Link | null = null;
  #problem: string | null = null;
  /** Counts what was asked for: an answer that comes late is none. */
  #question = 0;
  readonly #jobs = new Set<string>();

  /** Resolves when it is known, the first time, whether a queue can be reached. */
  readonly settled: Promise<void>;
  #settle: () => void = () => {};

  constructor() {
    this.settled = new Promise((resolve) => (this.#settle = resolve));
  }

  /** Where jobs that begin now have their pieces computed; null: in this program. */
  get address(): QueueAddress | null {
    return this.#link?.address ?? null;
  }

  /** Throws QueueError where the address is none or the queue cannot be reached; what was connected stays so then. */
  async connect({ address: text, allowRemote }: QueueChoice): Promise<void> {
    const question = ++this.#question;
    try {
      // Its libraries take longer to load than the rest of the host: where a queue is used.
      const [{ parseQueueAddress, redacted }, { QueueWatch: Watch }] = await Promise.all([import('../../core/queue/queue-address.ts'), import('../../core/queue/queue-watch.ts')]);
      const address = parseQueueAddress(text, { allowRemote, allowedBy: 'tick that it may be' });
      const watch = await Watch.open(address);
      if (question !== this.#question) return await watch.close();
      const before = this.#link;
      this.#link = { address, shown: redacted(address), watch };
      this.#problem = null;
      await before?.watch.close();
    } catch (error) {
      if (question === this.#question) this.#problem = error instanceof Error ? error.message : String(error);
      throw error;
    } finally {
      this.#settle();
    }
  }

  /** Jobs that are at work stay with the queue until they stand still. */
  async disconnect(): Promise<void> {
    this.#question++;
    const before = this.#link;
    this.#link = null;
    this.#problem = null;
    await before?.watch.close();
  }

  /** Notes whether the pieces of a job that begins now go to the queue. */
  begins(job: string): void {
    if (this.#link === null) this.#jobs.delete(job);
    else this.#jobs.add(job);
  }

  /** A job stands still. */
  ends(job: string): void {
    this.#jobs.delete(job);
  }

  async view(): Promise<QueueView> {
    const link = this.#link;
    const workers = link === null ? [] : await link.watch.workers();
    return { state: link === null ? 'none' : workers === null ? 'away' : 'connected', address: link?.shown ?? null, problem: this.#problem, workers: workers ?? [], jobs: [...this.#jobs] };
  }
}
