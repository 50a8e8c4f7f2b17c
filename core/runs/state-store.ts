import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readBytes } from '../formats/read-bytes.ts';
import { writeFileWhole } from '../store/write-file.ts';
import { BankJournal, readJournaledBank } from './bank-journal.ts';
import type { BankChange } from './bank-journal.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint-codec.ts';
import type { BankReference, Checkpoint } from './checkpoint-codec.ts';

/** A bank of more floats than this (4 MB) is journaled; smaller ones are in the state's own file. */
const LARGEST_INLINE = 2 ** 20;

/** The newest state of a run, to go on from: `state/state.safetensors`, and beside it the bank where that is large. */
export class StateStore {
  readonly #folder: string;
  readonly #file: string;
  readonly #inline: number;
  #journal: BankJournal | null = null;
  #reference: BankReference | null = null;

  constructor(folder: string, inline = LARGEST_INLINE) {
    this.#folder = folder;
    this.#file = join(folder, 'state.safetensors');
    this.#inline = inline;
  }

  /** The state to go on from; null before the first was saved. Throws RunError or FormatError when it is damaged. */
  async read(): Promise<Checkpoint | null> {
    if (!existsSync(this.#file)) return null;
    return decodeCheckpoint(await readBytes(this.#file), this.#file, async (bank) => {
      this.#reference = bank;
      return readJournaledBank(this.#folder, bank);
    });
  }

  /** Saves the state, whole when it resolves. `changes`: what the bank was given since the last call, in order. */
  async write(checkpoint: Checkpoint, changes: readonly BankChange[]): Promise<void> {
    const { bank } = checkpoint.state.learner;
    if (bank === null || bank.states.length <= this.#inline) {
      await writeFileWhole(this.#file, encodeCheckpoint(checkpoint, 'The newest state of a training run'));
      return;
    }
    this.#journal ??= new BankJournal(this.#folder, this.#reference);
    const reference = await this.#journal.save(bank, changes);
    await writeFileWhole(this.#file, encodeCheckpoint(checkpoint, 'The newest state of a training run', reference));
    this.#journal.tidy();
  }
}
