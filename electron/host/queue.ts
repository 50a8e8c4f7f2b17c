import type { Handlers } from './handlers.ts';
import type { QueueLink } from './queue-link.ts';

/** Being with a queue, or not. What is remembered of it from one start to the next, the main process keeps (electron/main/window-queue.ts). */
export function queueHandlers(link: QueueLink): Handlers<'queue'> {
  return {
    'queue.get': () => link.view(),
    'queue.connect': async ({ address, allowRemote }) => {
      await link.connect({ address, allowRemote });
      return { queue: await link.view(), remark: null };
    },
    'queue.disconnect': async () => {
      await link.disconnect();
      return link.view();
    },
  };
}
