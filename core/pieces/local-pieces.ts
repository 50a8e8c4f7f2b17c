import type { Engine } from '../engines/engine.ts';
import { EngineError } from '../engines/engine-error.ts';
import type { Potential } from '../potentials/potential.ts';
import type { NamedProgram, ReadyProgram } from './named-program.ts';
import type { Piece, ResultOf } from './piece.ts';
import type { PieceRunner } from './piece-runner.ts';
import { programs } from './programs/programs.ts';

/** Computes pieces on an engine of this program, one after another; each program is compiled at its first piece. The engine stays open. */
export function localPieces(engine: Engine): PieceRunner {
  return new LocalPieces(engine);
}

type Ready = ReadyProgram<Piece, ResultOf<Piece>>;

class LocalPieces implements PieceRunner {
  readonly width = 1;
  readonly #engine: Engine;
  /** By the potential whose weights are constants of the program, or the network whose weights are given; then by program and key. */
  readonly #ready = new Map<object, Map<string, Promise<Ready>>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  run<P extends Piece>(piece: P): Promise<ResultOf<P>> {
    // The result is that of the piece's program, which the compiler cannot follow through a table.
    return this.#inTurn(() => this.#computed(piece) as Promise<ResultOf<P>>);
  }

  release(potential: Potential): Promise<void> {
    return this.#inTurn(() => this.#letGo(potential));
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      for (const owner of [...this.#ready.keys()]) await this.#letGo(owner);
    });
  }

  async #computed(piece: Piece): Promise<ResultOf<Piece>> {
    const program = programs[piece.program] as NamedProgram<Piece, ResultOf<Piece>>;
    const owner = program.weightsOf(piece) === 'given' ? piece.potential.network : piece.potential;
    let own = this.#ready.get(owner);
    if (own === undefined) this.#ready.set(owner, (own = new Map<string, Promise<Ready>>()));
    const key = `${piece.program} ${program.keyOf(piece)}`;
    let ready = own.get(key);
    if (ready === undefined) own.set(key, (ready = program.prepare(this.#engine, piece)));
    try {
      return await (await ready).run(piece);
    } catch (error) {
      if (error instanceof EngineError) {
        // What a GPU had no room for may have it the next time: made ready anew then.
        own.delete(key);
        await closed(ready);
      }
      throw error;
    }
  }

  async #letGo(owner: object): Promise<void> {
    const own = this.#ready.get(owner);
    this.#ready.delete(owner);
    for (const ready of own?.values() ?? []) await closed(ready);
  }

  /** After all that was asked before, whatever became of it: an executable's runs must not overlap. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

/** A program that could not be made ready was reported by the piece that asked for it. */
async function closed(ready: Promise<Ready>): Promise<void> {
  await (await ready.catch(() => null))?.close();
}
