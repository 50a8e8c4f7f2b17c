import type { StoredMap } from '../store/map-store.ts';
import type { Workspace } from '../store/workspace.ts';
import { CommandError } from './command-error.ts';

/** The map of a workspace by its name or id; the newest where none is named. Throws CommandError where there is none. */
export function findMap(workspace: Workspace, named: string | undefined): StoredMap {
  const maps = workspace.maps.list();
  const map = named === undefined ? maps.at(-1) : maps.find(({ id, name }) => id === named || name === named);
  if (map !== undefined) return map;
  const there = maps.map(({ name }) => name).join(', ');
  throw new CommandError(named === undefined ? `${workspace.folder} holds no map.` : `${workspace.folder} holds no map ${named}; it holds: ${there === '' ? 'none' : there}.`);
}
