import type { z } from 'zod';
import type { Engine } from '../engines/engine.ts';
import type { Potential } from '../potentials/potential.ts';

/** What every piece of work says: which program, of which potential, on which states. */
export interface PieceOf<Name extends string> {
  readonly program: Name;
  /** Travels by its `potentialHash`, once to whoever computes. */
  readonly potential: Potential;
  /** [n, c, h, w], flat. */
  readonly states: Float32Array;
}

/** A piece without its potential: what travels beside the potential's hash. */
export type PieceData<Piece> = Omit<Piece, 'potential'>;

/** A program made ready on an engine: runs pieces of one potential (or, with weights that are given, one network) and one shape. */
export interface ReadyProgram<Piece, Result> {
  /** Runs must not overlap. */
  run(piece: Piece): Promise<Result>;
  close(): Promise<void>;
}

/**
 * A program that pieces name. Its result is a function of the piece alone: of no piece before it, and not of who runs it (on the same
 * kind of processor; how rows are batched and whether weights are constants decides the last bits, and so is part of the piece).
 */
export interface NamedProgram<Piece, Result> {
  /** What a piece from elsewhere must be, limits on its lengths and counts included: nothing else is run. */
  readonly schema: z.ZodType<PieceData<Piece>>;
  /** What a result from elsewhere must be. */
  readonly resultSchema: z.ZodType<Result>;
  /** Steps of chains that a piece takes, for rates: one a state and evaluation of ∇U. */
  chainStepsOf(piece: Piece): number;
  /** What is compiled for a piece, beside its potential: pieces with equal keys share it. */
  keyOf(piece: Piece): string;
  /** Whether the weights are constants of what is compiled (fastest, compiled anew for every potential) or given at every run. */
  weightsOf(piece: Piece): 'constant' | 'given';
  /** Throws PotentialError, SamplingError or EngineError when the piece cannot be run on this engine. */
  prepare(engine: Engine, piece: Piece): Promise<ReadyProgram<Piece, Result>>;
}
