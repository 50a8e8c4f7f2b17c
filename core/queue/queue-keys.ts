import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { DeviceName, EngineName } from '../contract/engine.ts';
import { program } from '../contract/program.ts';
import { WIRE_VERSION } from '../pieces/wire.ts';

/** Every key of ours in a server begins with it. */
export const PREFIX = 'basinscope';

/** Programs of one version share work, no others: their results must be the same to the bit. */
export const QUEUE_VERSION = `${program.version}/${WIRE_VERSION}`;

/** What a piece needs of who computes it. */
export interface Need {
  readonly engine: EngineName;
  readonly device: DeviceName;
}

/** The queue of the pieces of one need and one version: a worker takes from no other, so that it is never handed what it cannot compute. */
export function queueName({ engine, device }: Need): string {
  return `pieces-${QUEUE_VERSION.replace('/', '-')}-${engine}-${device}`;
}

/** What stands in the queue for a piece: its bytes lie beside, by their hash. */
const hash = z.string().regex(/^[0-9a-f]{64}$/);
export const pieceJob = z.strictObject({
  program: z.string().max(60),
  potential: hash,
  /** SHA-256 of the potential's bytes. */
  potentialBytes: hash,
  version: z.literal(QUEUE_VERSION),
});
export type PieceJob = z.infer<typeof pieceJob>;

/** The id of a piece is the hash of its bytes: handed out twice it is one job, and has one result. */
export function pieceId(bytes: Uint8Array): string {
  return `p${sha256(bytes)}`;
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export const pieceKey = (id: string): string => `${PREFIX}:piece:${id}`;
export const resultKey = (id: string): string => `${PREFIX}:result:${id}`;
export const potentialKey = (hash: string): string => `${PREFIX}:potential:${hash}`;

/** Seconds after which what was left behind is gone: longer than any piece waits. */
export const EXPIRY = { piece: 6 * 3600, result: 3600, potential: 24 * 3600 } as const;

/** Workers may vanish with one piece so often; a piece that takes its worker with it is not tried for ever. */
export const MOST_VANISHED = 5;

/** How the failure of a job begins whose engine failed at the worker: it may be that worker's, or every engine's. */
export const ENGINE = 'engine: ';

/** How the failure of a job begins whose bytes are not in the server any more: whoever handed it out brings them again. */
export const LOST = 'lost: ';
