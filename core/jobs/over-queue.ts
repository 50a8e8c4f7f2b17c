import type { QueueAddress } from '../queue/queue-address.ts';
import type { QueueListener } from '../queue/queue-notices.ts';
import type { PiecesFor } from './lifecycle.ts';

/** Has the pieces of a job computed by the workers of a queue. Opening throws QueueError where the queue cannot be reached. */
export function overQueue(address: QueueAddress, listener: QueueListener): PiecesFor {
  return async ({ engine, device }) => {
    // Its libraries take longer to load than most commands to run.
    const { queuePieces } = await import('../queue/queue-pieces.ts');
    return queuePieces(address, { engine, device, ...listener });
  };
}
