import type { QueueAddress } from '../queue/queue-address.ts';
import type { PiecesFor } from './lifecycle.ts';

/**
 * Has the pieces of a job computed by the workers of a queue. `onNotice`: what people should know, that no worker is there, that the queue
 * went away, that a worker was left out. Opening throws QueueError where the queue cannot be reached.
 */
export function overQueue(address: QueueAddress, onNotice: (text: string) => void): PiecesFor {
  return async ({ engine, device }) => {
    // Its libraries take longer to load than most commands to run.
    const { queuePieces } = await import('../queue/queue-pieces.ts');
    return queuePieces(address, { engine, device, onNotice });
  };
}
