import type { Workspace } from '../../core/store/workspace.ts';
import { StoreError } from '../../core/store/store-error.ts';
import type { Handlers } from './handlers.ts';

/** Looking for images on kinetic maps. */
export function locateHandlers(workspace: Workspace): Pick<Handlers<'map'>, 'map.locate'> {
  return {
    'map.locate': ({ map }) => {
      throw new StoreError(`Images cannot be located on ${workspace.maps.get(map).name} yet: this part of the program is being built.`);
    },
  };
}
