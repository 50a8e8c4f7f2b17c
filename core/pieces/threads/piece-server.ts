import type { Engine } from '../../engines/engine.ts';
import type { EnergyNetwork } from '../../networks/energy-network.ts';
import type { Potential } from '../../potentials/potential.ts';
import { localPieces } from '../local-pieces.ts';
import type { PieceRunner } from '../piece-runner.ts';
import { PieceError } from '../piece-error.ts';
import { decodePiece, decodePotential, encodeFailure, encodeResult, openDescription, programNamed, withPotential } from '../wire.ts';
import type { Computed } from './thread-words.ts';

/** Networks whose compiled programs are kept; of more, all are let go and made again. */
const MOST_NETWORKS = 8;

/** Errors that a piece has wherever it is computed: they are its answer. Any other is a failure of who computes; so is an engine's, which may be that of one broken GPU. */
const OF_THE_PIECE: readonly string[] = ['PieceError', 'SamplingError', 'PotentialError', 'NetworkError', 'GraphError', 'MappingError', 'MarkovError'];

/** Computes pieces that come as bytes, on one engine: what every compute thread does, for this program and for a queue. */
export class PieceServer {
  readonly #runner: PieceRunner;
  /** By hash; null: bytes that are no such potential, with the error. */
  readonly #potentials = new Map<string, Potential | Error>();
  /** By description, so that potentials of one network share what is compiled for it. */
  readonly #networks = new Map<string, EnergyNetwork>();

  constructor(engine: Engine) {
    this.#runner = localPieces(engine);
  }

  /** Keeps a potential for the pieces to come. One that cannot be read is told to the pieces that ask for it. */
  async keep(hash: string, bytes: Uint8Array): Promise<void> {
    if (this.#networks.size >= MOST_NETWORKS) {
      await this.#runner.close();
      this.#networks.clear();
    }
    try {
      this.#potentials.set(hash, decodePotential(bytes, hash, (description) => this.#network(description)));
    } catch (error) {
      this.#potentials.set(hash, error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Lets go of a potential and of what was compiled for it. */
  async forget(hash: string): Promise<void> {
    const potential = this.#potentials.get(hash);
    this.#potentials.delete(hash);
    if (potential !== undefined && !(potential instanceof Error)) await this.#runner.release(potential);
  }

  /** Throws what is no error of the piece: another may compute it. */
  async run(bytes: Uint8Array): Promise<Computed> {
    const began = performance.now();
    const done = (result: Uint8Array, chainSteps: number): Computed => ({ bytes: result, chainSteps, seconds: (performance.now() - began) / 1000 });
    try {
      const arrived = decodePiece(bytes);
      const potential = this.#potentials.get(arrived.potential);
      if (potential === undefined) throw new Error(`The potential ${arrived.potential.slice(0, 12)}… of this piece has not come.`);
      // Bytes that were damaged on their way are nobody's error but theirs.
      if (potential instanceof PieceError) throw new Error(potential.message, { cause: potential });
      if (potential instanceof Error) throw potential;
      const piece = withPotential(arrived, potential);
      const result = await this.#runner.run(piece);
      return done(encodeResult(result), programNamed(piece.program).chainStepsOf(piece));
    } catch (error) {
      if (error instanceof Error && OF_THE_PIECE.includes(error.name)) return done(encodeFailure(error), 0);
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#runner.close();
  }

  #network(description: string): EnergyNetwork {
    let network = this.#networks.get(description);
    if (network === undefined) this.#networks.set(description, (network = openDescription(description)));
    return network;
  }
}
