import type { QueueAddress } from '../queue/queue-address.ts';
import type { QueueListener } from '../queue/queue-notices.ts';
import type { PiecesFor } from './lifecycle.ts';

export interface OverQueueOptions extends QueueListener {
  /** Whether a queue that is away when a job begins is waited for, as one that goes away later is. */
  readonly awaited?: boolean;
}

/**
 * Has the pieces of a job computed by the workers of a queue. Opening throws QueueRefused where it does not let us in, and QueueError where it cannot be
 * reached and is not to be waited for.
 */
export function overQueue(address: QueueAddress, { awaited = false, ...listener }: OverQueueOptions): PiecesFor {
  return async ({ engine, device }) => {
    // Its libraries take longer to load than most commands to run.
    const [{ queuePieces }, { awaitedPieces }] = await Promise.all([import('../queue/queue-pieces.ts'), import('../queue/awaited-pieces.ts')]);
    const open = (): ReturnType<typeof queuePieces> => queuePieces(address, { engine, device, ...listener });
    return awaited ? awaitedPieces(open, listener) : open();
  };
}
