import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../core/engines/engine.ts';
import { openEngine } from '../../../core/engines/open-engine.ts';
import { localPieces } from '../../../core/pieces/local-pieces.ts';
import type { Piece } from '../../../core/pieces/piece.ts';
import { potentialHash } from '../../../core/pieces/potential-hash.ts';
import { decodePiece, decodePotential, decodeResult, encodeFailure, encodePiece, encodePotential, encodeResult, withPotential } from '../../../core/pieces/wire.ts';
import { SamplingError } from '../../../core/sampling/sampling-error.ts';
import { Random } from '../formats/fuzz/random.ts';
import { mutateBytes } from '../../fuzz/mutate-bytes.ts';
import { examplePieces, inPlane, keysOf, ofImages, statesOf, walking } from './example-pieces.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
});
afterAll(() => engine.close());

describe('a piece that travels as bytes', () => {
  it('has the same result to the bit, with a potential that travelled too, and so has the result that travels back', async () => {
    const runner = localPieces(engine);
    const kept = new Map([inPlane, ofImages].map((potential) => [potentialHash(potential), decodePotential(encodePotential(potential), potentialHash(potential))]));
    for (const piece of examplePieces()) {
      const arrived = decodePiece(encodePiece(piece));
      const result = await runner.run(withPotential(arrived, kept.get(arrived.potential)!));
      expect(result).toEqual(await runner.run(piece));
      expect(decodeResult(piece.program, encodeResult(result))).toEqual(result);
    }
    await runner.close();
  });

  it('has the same bytes as its equal, whatever the order of its fields', () => {
    for (const piece of examplePieces()) expect(encodePiece(Object.fromEntries(Object.entries(piece).reverse()) as unknown as Piece)).toEqual(encodePiece(piece));
    expect(encodePiece(examplePieces()[3]!)).not.toEqual(encodePiece(examplePieces()[4]!));
  });

  it('keeps numbers that are none, and arrays of a number a chain', () => {
    const states = Float32Array.of(NaN, -0, Infinity, 1e-42);
    const conditions = { epsilon: Float32Array.of(0.1, 0.2), temperature: [1, 2] };
    const piece = { program: 'langevin', ...walking(inPlane, 2), states, steps: 4, stepsACall: 4, conditions, path: false, weights: 'constant' } as const;
    const { potential: hash, data } = decodePiece(encodePiece(piece));
    const { potential, ...own } = piece;
    expect(hash).toBe(potentialHash(potential));
    expect(data).toEqual(own);
    expect(new Uint32Array(data.states.buffer)).toEqual(new Uint32Array(states.buffer));
  });

  it.each([
    ['a program that there is not', { program: 'exec', states: new Float32Array(2) }, /no program "exec"/],
    ['one of every object', { program: 'toString', states: new Float32Array(2) }, /no program "toString"/],
    ['a field too many', { batch: 2, command: 'ls' }, /command/],
    ['a field too few', { batch: undefined }, /batch/],
    ['a batch that no machine holds', { batch: 1e9 }, /batch/],
    ['states that are no array of float32', { states: [1, 2] }, /states/],
    ['no states', { states: new Float32Array(0) }, /no states/],
  ])('is refused with %s', (_, change, message) => {
    const piece = { program: 'energies', potential: inPlane, states: statesOf(inPlane, 2), batch: 2, ...change } as unknown as Piece;
    expect(() => decodePiece(encodePiece(piece))).toThrow(message);
    expect(() => decodePiece(encodePiece(piece))).toThrow(expect.objectContaining({ name: 'PieceError' }) as Error);
  });

  it.each([
    ['way-refinement', { way: { states: [9, 3, 5], barrier: 40 } }, /a way over states that are not there/],
    ['way-refinement', { energies: new Float64Array(2) }, /a way over states that are not there/],
    ['ramped-trials', { pairs: [{ a: 2, b: 7, path: true }] }, /trials between states that are not there/],
    ['ramped-trials', { numbers: Int32Array.of(2, 9) }, /trials between states that are not there/],
    ['langevin', { steps: 1_000_000, keys: keysOf(300) }, /more steps than one piece can tell of/],
    ['langevin', { steps: 1_000_000, states: new Float32Array(300), path: true }, /more steps than one piece can tell of/],
    ['mala', { steps: 1_000_000, keys: keysOf(300) }, /more steps than one piece can tell of/],
  ])('of %s is refused before a worker would stumble over it', (program, change, message) => {
    const piece = { ...examplePieces().find((one) => one.program === program)!, ...change } as Piece;
    expect(() => decodePiece(encodePiece(piece))).toThrow(message);
  });

  it('tells its own error by name, and is no result when it is something else', () => {
    expect(() => decodeResult('energies', encodeFailure(new SamplingError('ε is negative.')))).toThrow(expect.objectContaining({ name: 'SamplingError', message: 'ε is negative.' }) as Error);
    expect(() => decodeResult('mala', encodeResult({ energies: new Float32Array(2) }))).toThrow(/result of mala is not what it should be/);
    expect(() => decodeResult('energies', encodePiece(examplePieces()[0]!))).toThrow(/first bytes are wrong/);
  });

  it('is read or refused in words when its bytes are damaged', () => {
    const random = new Random(5);
    const sources = [encodePiece(examplePieces()[2]!), encodePiece(examplePieces()[5]!), encodeResult({ energies: statesOf(inPlane, 4) }), encodePotential(inPlane)];
    const refused = sources.map(() => 0);
    for (let time = 0; time < 800; time++) {
      const kind = time % sources.length;
      const bytes = mutateBytes(random, Buffer.from(sources[kind]!));
      try {
        if (kind < 2) decodePiece(bytes);
        else if (kind === 2) decodeResult('energies', bytes);
        else decodePotential(bytes, potentialHash(inPlane));
      } catch (error) {
        expect(['PieceError', 'NetworkError', 'PotentialError']).toContain((error as Error).name);
        refused[kind]!++;
      }
    }
    for (const count of refused) expect(count).toBeGreaterThan(60);
  });
});

describe('a potential that travels as bytes', () => {
  it('is refused when it is another than was asked for, by one bit of one weight', () => {
    const bytes = encodePotential(inPlane);
    bytes[bytes.length - 8]! ^= 1;
    expect(() => decodePotential(bytes, potentialHash(inPlane))).toThrow(/another than was asked for/);
    expect(() => decodePotential(encodePotential(ofImages), potentialHash(inPlane))).toThrow(/another than was asked for/);
  });
});
