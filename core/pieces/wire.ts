import { z } from 'zod';
import { networkDescription } from '../contract/network.ts';
import { openNetwork } from '../networks/open-network.ts';
import type { EnergyNetwork } from '../networks/energy-network.ts';
import { plainCodec } from '../plain/plain-codec.ts';
import type { PlainCodec } from '../plain/plain-codec.ts';
import { createPotential } from '../potentials/potential.ts';
import type { Potential } from '../potentials/potential.ts';
import type { NamedProgram, PieceData } from './named-program.ts';
import type { Piece, ProgramName, ResultOf } from './piece.ts';
import { PieceError } from './piece-error.ts';
import { potentialHash } from './potential-hash.ts';
import { programs } from './programs/programs.ts';

/** Grows with what the bytes say or what any named program means by a piece: programs of different versions share no work. */
export const WIRE_VERSION = 1;

const codecOf = (magic: string, what: string): PlainCodec => plainCodec({
  magic, what, remedy: 'It is not used.', otherVersion: 'Programs that share work must be of one version.', error: (message, options) => new PieceError(message, options),
});
const pieceCodec = codecOf('BSCPIEC\n', 'This piece of work');
const resultCodec = codecOf('BSCRSLT\n', 'This result of a piece');
const potentialCodec = codecOf('BSCPOTL\n', 'This potential');

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const pieceHead = z.object({ potential: hash, data: z.object({ program: z.string() }).loose() });
const potentialHead = z.strictObject({ description: z.string(), trainEpsilon: z.number(), weights: z.record(z.string(), z.instanceof(Float32Array)) });
const answer = z.union([z.strictObject({ result: z.unknown() }), z.strictObject({ failure: z.strictObject({ name: z.string().max(60), message: z.string().max(20_000) }) })]);

/** A piece that came from elsewhere, before its potential is at hand. */
export interface PieceOnArrival {
  readonly potential: string;
  readonly data: PieceData<Piece>;
}

/** Bytes of a piece: all it says, exactly, its potential by `potentialHash`. Equal pieces have equal bytes. */
export function encodePiece({ potential, ...data }: Piece): Uint8Array {
  return pieceCodec.encode({ potential: potentialHash(potential), data: sorted(data) }, WIRE_VERSION);
}

/** The piece that bytes stand for, parsed by its program's schema. Throws PieceError for anything that is no piece of a named program. */
export function decodePiece(bytes: Uint8Array): PieceOnArrival {
  const { potential, data } = parsed(pieceHead, pieceCodec.decode(bytes, WIRE_VERSION), 'This piece of work');
  return { potential, data: parsed(programNamed(data.program).schema, data, `This piece of work for ${data.program}`) };
}

/** The piece, with its potential. */
export function withPotential({ data }: PieceOnArrival, potential: Potential): Piece {
  // The schema of its program has looked at it, which the compiler cannot follow through a table.
  return { ...data, potential } as Piece;
}

/** Bytes of what a piece came to: a result, or the error that belongs to it. */
export function encodeResult(result: ResultOf<Piece>): Uint8Array {
  return resultCodec.encode({ result }, WIRE_VERSION);
}

/** Bytes that say that a piece cannot be computed by anyone, and why. */
export function encodeFailure({ name, message }: Error): Uint8Array {
  return resultCodec.encode({ failure: { name: name.slice(0, 60), message: message.slice(0, 20_000) } }, WIRE_VERSION);
}

/** The result of a piece of this program. Throws the piece's own error where the bytes tell one, PieceError where they are no result. */
export function decodeResult<Name extends ProgramName>(program: Name, bytes: Uint8Array): ResultOf<Extract<Piece, { program: Name }>> {
  const found = parsed(answer, resultCodec.decode(bytes, WIRE_VERSION), 'This result of a piece');
  if ('failure' in found) throw Object.assign(new Error(found.failure.message), { name: found.failure.name });
  return parsed(programNamed(program).resultSchema, found.result, `This result of ${program}`) as ResultOf<Extract<Piece, { program: Name }>>;
}

/** Bytes of a potential: its network's description, its weights in the network's order, and its ε. Equal potentials have equal bytes. */
export function encodePotential({ network, weights, trainEpsilon }: Potential): Uint8Array {
  const inOrder = Object.fromEntries([...network.weights.keys()].map((name) => [name, weights[name]]));
  return potentialCodec.encode({ description: JSON.stringify(network.description), trainEpsilon, weights: inOrder }, WIRE_VERSION);
}

/**
 * The potential that bytes stand for, which must be the one of this hash. `networkOf`: finds the network of a description (JSON) that was
 * opened before, so that potentials of one network share what is compiled for it.
 * Throws PieceError where they are no potential, or another one; NetworkError or PotentialError where its parts do not fit together.
 */
export function decodePotential(bytes: Uint8Array, expected: string, networkOf: (description: string) => EnergyNetwork = openDescription): Potential {
  const { description, trainEpsilon, weights } = parsed(potentialHead, potentialCodec.decode(bytes, WIRE_VERSION), 'This potential');
  const potential = createPotential(networkOf(description), weights, trainEpsilon);
  const found = potentialHash(potential);
  if (found !== expected) throw new PieceError(`This potential is another than was asked for: its hash is ${found.slice(0, 12)}…, not ${expected.slice(0, 12)}…. It is not used.`);
  return potential;
}

/** The network of a description in JSON. Throws PieceError where it is none, NetworkError where it does not fit together. */
export function openDescription(description: string): EnergyNetwork {
  let json: unknown;
  try {
    json = JSON.parse(description);
  } catch (error) {
    throw new PieceError('This potential is damaged: its network is no JSON. It is not used.', { cause: error });
  }
  parsed(networkDescription, json, 'The network of this potential');
  // As it was written, not as the schema orders it: its hash is that of its text.
  return openNetwork(json as Parameters<typeof openNetwork>[0]);
}

/** The program of a name. Throws PieceError for any other: nothing else is ever run. */
export function programNamed(name: string): NamedProgram<Piece, ResultOf<Piece>> {
  if (!Object.hasOwn(programs, name)) throw new PieceError(`There is no program "${name.slice(0, 60)}" to run: programs that share work must be of one version.`);
  return programs[name as ProgramName] as NamedProgram<Piece, ResultOf<Piece>>;
}

/** Equal pieces must have equal bytes, in whatever order their fields were written down. */
function sorted(data: object): object {
  return Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const outcome = schema.safeParse(value);
  if (outcome.success) return outcome.data;
  const issue = outcome.error.issues[0]!;
  throw new PieceError(`${what} is not what it should be: ${issue.path.map(String).join('.') || 'it'}: ${issue.message}. It is not used.`);
}
