import { locateImage } from '../../core/location/locate-image.ts';
import { measurePair } from '../../core/measurement/measure-pair.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { Handlers } from './handlers.ts';
import { oneAfterTheOther } from './with-engine.ts';

/** What is asked of a finished kinetic map and takes the engine for some seconds: images looked for, pairs measured. */
export function locateHandlers(workspace: Workspace, resources: string): Pick<Handlers<'map'>, 'map.locate' | 'map.measurePair'> {
  const onEngine = oneAfterTheOther();
  return {
    'map.locate': (ask) => onEngine((engine) => locateImage(workspace, engine, { ...ask, resources })),
    'map.measurePair': (ask) => onEngine(async (engine) => ({ edge: await measurePair(workspace, engine, ask) })),
  };
}
