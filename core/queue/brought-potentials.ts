import { potentialHash } from '../pieces/potential-hash.ts';
import { encodePotential } from '../pieces/wire.ts';
import type { Potential } from '../potentials/potential.ts';
import type { BulkValues } from './bulk-values.ts';
import { QueueError } from './queue-error.ts';
import { EXPIRY, potentialKey, sha256 } from './queue-keys.ts';

/** Potentials that stay in the server for one job: of a training, those of the last updates. */
const MOST_POTENTIALS = 4;
/** What a server takes as one value. */
const MOST_BYTES = 500 * 1024 * 1024;

/** The potentials that a job has brought to the server, each once. */
export class BroughtPotentials {
  readonly #values: BulkValues;
  /** By hash, the SHA-256 of their bytes; the longest unused first. */
  readonly #brought = new Map<string, Promise<string>>();

  constructor(values: BulkValues) {
    this.#values = values;
  }

  /** Where they lie in the server. */
  get keys(): string[] {
    return [...this.#brought.keys()].map(potentialKey);
  }

  /**
   * Puts a potential into the server where it is not there yet, and takes old ones away but for those `inUse` (hashes). Returns the SHA-256 of its bytes.
   * Throws QueueError where it is too large for any server.
   */
  async bring(potential: Potential, inUse: ReadonlySet<string>): Promise<string> {
    const hash = potentialHash(potential);
    const before = this.#brought.get(hash);
    this.#brought.delete(hash);
    const brought = before ?? this.#put(hash, potential);
    this.#brought.set(hash, brought);
    brought.catch(() => this.#brought.delete(hash));
    for (const oldest of this.#brought.keys()) {
      if (this.#brought.size <= MOST_POTENTIALS) break;
      if (inUse.has(oldest)) continue;
      this.#brought.delete(oldest);
      void this.#values.remove(potentialKey(oldest)).catch(() => {});
    }
    return brought;
  }

  /** The server has it no more: it is brought again when it is asked for. */
  lost(potential: Potential): void {
    this.#brought.delete(potentialHash(potential));
  }

  async #put(hash: string, potential: Potential): Promise<string> {
    const bytes = encodePotential(potential);
    if (bytes.length > MOST_BYTES) throw new QueueError(`The potential has ${Math.ceil(bytes.length / 2 ** 20)} MiB; a queue's server takes ${MOST_BYTES / 2 ** 20} MiB at once. Compute it without a queue.`);
    await this.#values.set(potentialKey(hash), bytes, EXPIRY.potential);
    return sha256(bytes);
  }
}
