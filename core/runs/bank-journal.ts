import { closeSync, fsyncSync, ftruncateSync, openSync, readSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { readBytes } from '../formats/read-bytes.ts';
import { writeFileWhole } from '../store/write-file.ts';
import { writeStates } from '../training/state-bank.ts';
import type { StateBank } from '../training/state-bank.ts';
import type { BankReference } from './checkpoint-codec.ts';
import { RunError } from './run-error.ts';

/** The states that one update gave back, and where. */
export interface BankChange {
  readonly places: Uint32Array;
  /** [places, size], flat. */
  readonly states: Float32Array;
}

const NAME = /^bank-(\d+)\.(base|journal)$/;

/**
 * A large bank on disk: all of it now and then (`bank-n.base`, float32), and what updates changed since
 * (`bank-n.journal`), so that a save costs the batch and not the bank. Whoever refers to it says how much of the
 * journal counts: what a killed program wrote beyond that is cut off.
 */
export class BankJournal {
  readonly #folder: string;
  #generation: number;
  #journalBytes: number;

  constructor(folder: string, last: BankReference | null) {
    this.#folder = folder;
    this.#generation = last === null ? newestGeneration(folder) : Number(/^bank-(\d+)$/.exec(last.name)![1]);
    this.#journalBytes = last === null ? Infinity : last.journalBytes;
  }

  /** Saves what changed since the last call (`bank` is the whole as it stands now); on disk when it resolves. */
  async save(bank: StateBank, changes: readonly BankChange[]): Promise<BankReference> {
    const added = changes.reduce((sum, { places }) => sum + 4 * (1 + places.length * (1 + bank.size)), 0);
    // A journal longer than the bank is read slower than the bank: the whole is written anew.
    if (this.#journalBytes + added > bank.states.byteLength) return this.#rewrite(bank);
    const handle = openSync(this.#file('journal'), 'r+');
    try {
      ftruncateSync(handle, this.#journalBytes);
      let at = this.#journalBytes;
      for (const { places, states } of changes) {
        for (const part of [Uint32Array.of(places.length), places, states]) at += writeSync(handle, asBytes(part), 0, part.byteLength, at);
      }
      fsyncSync(handle);
      this.#journalBytes = at;
    } finally {
      closeSync(handle);
    }
    return this.#reference();
  }

  /** Takes away what an older reference needed, once the new one is saved. */
  tidy(): void {
    for (const name of readdirSync(this.#folder)) {
      const generation = NAME.exec(name)?.[1];
      if (generation !== undefined && Number(generation) !== this.#generation) rmSync(join(this.#folder, name), { force: true });
    }
  }

  async #rewrite(bank: StateBank): Promise<BankReference> {
    this.#generation++;
    this.#journalBytes = 0;
    await writeFileWhole(this.#file('base'), asBytes(bank.states));
    await writeFileWhole(this.#file('journal'), new Uint8Array(0));
    return this.#reference();
  }

  #reference(): BankReference {
    return { name: `bank-${this.#generation}`, journalBytes: this.#journalBytes };
  }

  #file(kind: 'base' | 'journal'): string {
    return join(this.#folder, `bank-${this.#generation}.${kind}`);
  }
}

/** The bank that a reference stands for. Throws RunError when its files are not those. */
export async function readJournaledBank(folder: string, { name, journalBytes, places, size }: BankReference & Pick<StateBank, 'places' | 'size'>): Promise<StateBank> {
  if (!/^bank-\d+$/.test(name)) throw new RunError(`The state in ${folder} names its bank "${name}", which is no name of one.`);
  const base = join(folder, `${name}.base`);
  const bytes = await readBytes(base);
  if (bytes.length !== 4 * places * size) throw new RunError(`${base} is damaged: it has ${bytes.length} bytes, ${places} states of ${size} float32 were expected.`);
  const bank: StateBank = { places, size, states: floatsOf(bytes) };
  replay(join(folder, `${name}.journal`), journalBytes, bank);
  return bank;
}

function replay(file: string, length: number, bank: StateBank): void {
  const damaged = (why: string): never => {
    throw new RunError(`${file} is damaged: ${why}. Go on from one of the run's checkpoints.`);
  };
  const handle = openSync(file, 'r');
  try {
    if (statSync(file).size < length) damaged(`it ends before byte ${length}`);
    const read = (position: number, bytes: number): Buffer => {
      const part = Buffer.alloc(bytes);
      if (position + bytes > length || readSync(handle, part, 0, bytes, position) !== bytes) damaged(`a change breaks off at byte ${position}`);
      return part;
    };
    for (let at = 0; at < length; ) {
      const count = read(at, 4).readUInt32LE(0);
      if (count > bank.places) damaged(`a change of ${count} states at byte ${at}, in a bank of ${bank.places}`);
      const body = read(at + 4, 4 * count * (1 + bank.size));
      const places = Uint32Array.from({ length: count }, (_, i) => body.readUInt32LE(4 * i));
      if (places.some((place) => place >= bank.places)) damaged(`a change at byte ${at} is outside the bank`);
      writeStates(bank, places, floatsOf(body.subarray(4 * count)));
      at += 4 + body.length;
    }
  } finally {
    closeSync(handle);
  }
}

function newestGeneration(folder: string): number {
  return Math.max(0, ...readdirSync(folder).map((name) => Number(NAME.exec(name)?.[1] ?? 0)));
}

function asBytes(values: Float32Array | Uint32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** A copy, aligned. Every machine that Electron and Node run on is little-endian. */
function floatsOf(bytes: Buffer): Float32Array {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return new Float32Array(copy.buffer);
}
