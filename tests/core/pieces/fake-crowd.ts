import { afterAll, beforeAll, expect } from 'vitest';
import type { Engine } from '../../../core/engines/engine.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { localPieces } from '../../../core/pieces/local-pieces.ts';
import type { Piece, ResultOf } from '../../../core/pieces/piece.ts';
import type { PieceRunner } from '../../../core/pieces/piece-runner.ts';
import { potentialHash } from '../../../core/pieces/potential-hash.ts';
import { decodePiece, decodeResult, encodePiece, encodeResult, withPotential } from '../../../core/pieces/wire.ts';
import type { Potential } from '../../../core/potentials/potential.ts';
import { uniformAt } from '../../../core/random/draw.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

/** Longest that a result lies about before it arrives. */
const LATE_MS = 12;

export interface FakeCrowd {
  readonly runner: PieceRunner;
  /** The same people under another width, as often as one likes: closing it closes none of them. */
  lent(width: number): PieceRunner;
  /** Pieces that were handed out, by program. */
  handed(): Readonly<Record<string, number>>;
}

/**
 * What a crowd of workers does to pieces, on these engines: each travels as bytes and so does its result, results arrive out of order, every fourth
 * piece is computed twice, every fifth is lost after it was computed and computed again elsewhere. Who does what is a function of the seed.
 */
export function fakeCrowd(engines: readonly Engine[], seed = 1, width = engines.length): FakeCrowd {
  const workers = engines.map(localPieces);
  const key = streamKey(seed);
  const handed: Record<string, number> = {};
  let number = 0;
  const computed = async <P extends Piece>(bytes: Uint8Array, potential: Potential, place: number): Promise<ResultOf<P>> => {
    const arrived = decodePiece(bytes);
    expect(arrived.potential).toBe(potentialHash(potential));
    const piece = withPotential(arrived, potential) as P;
    const result = await workers[place % workers.length]!.run(piece);
    return decodeResult(piece.program, encodeResult(result)) as ResultOf<P>;
  };
  const runner: PieceRunner = {
    width,
    async run<P extends Piece>(piece: P): Promise<ResultOf<P>> {
      const mine = number++;
      handed[piece.program] = (handed[piece.program] ?? 0) + 1;
      const bytes = encodePiece(piece);
      const draw = (what: number): number => uniformAt(key, mine, what);
      const place = Math.floor(draw(0) * workers.length);
      const twice = draw(1) < 0.25 ? computed<P>(bytes, piece.potential, place + 1) : null;
      let result = await computed<P>(bytes, piece.potential, place);
      if (draw(2) < 0.2) result = await computed<P>(bytes, piece.potential, place + 1);
      if (twice !== null) expect(await twice).toEqual(result);
      await new Promise((arrived) => setTimeout(arrived, LATE_MS * draw(3)));
      return result;
    },
    release: async (potential) => void (await Promise.all(workers.map((worker) => worker.release(potential)))),
    close: async () => void (await Promise.all(workers.map((worker) => worker.close()))),
  };
  return { runner, lent: (other) => ({ ...runner, width: other, release: () => Promise.resolve(), close: () => Promise.resolve() }), handed: () => handed };
}

/** For a file of tests: two engines of one thread, opened before and closed after them, and a crowd on both. */
export function withCrowd(seed: number): { readonly engine: () => Engine; readonly crowd: FakeCrowd } {
  const engines: Engine[] = [];
  let opened: FakeCrowd | null = null;
  beforeAll(async () => {
    for (let i = 0; i < 2; i++) engines.push(await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 }));
    opened = fakeCrowd(engines, seed);
  });
  afterAll(async () => {
    await opened?.runner.close();
    for (const engine of engines) await engine.close();
  });
  return {
    engine: () => engines[0]!,
    crowd: {
      get runner() { return opened!.runner; },
      lent: (width) => opened!.lent(width),
      handed: () => opened!.handed(),
    },
  };
}
