import type { Location } from '../../core/contract/location.ts';
import { openEngine } from '../../core/engines/open-engine.ts';
import { locateImage } from '../../core/location/locate-image.ts';
import type { LocateAsk } from '../../core/location/locate-image.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { Handlers } from './handlers.ts';

/** Looking for images on kinetic maps. One at a time: each uses a core for a moment. */
export function locateHandlers(workspace: Workspace): Pick<Handlers<'map'>, 'map.locate'> {
  let last: Promise<unknown> = Promise.resolve();
  return {
    'map.locate': (ask) => {
      const next = last.then(() => locate(workspace, ask));
      last = next.catch(() => undefined);
      return next;
    },
  };
}

async function locate(workspace: Workspace, ask: LocateAsk): Promise<Location> {
  // One thread: a map may be running on the others.
  const engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
  try {
    return await locateImage(workspace, engine, ask);
  } finally {
    await engine.close();
  }
}
