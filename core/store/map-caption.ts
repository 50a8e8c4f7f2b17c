import type { Caption } from '../pictures/figure.ts';
import type { Workspace } from './workspace.ts';

/** What the pictures of a map say about it. Throws StoreError when there is no such map. */
export function mapCaption(workspace: Workspace, id: string): Caption {
  const { potential, name, settings, alpha } = workspace.maps.get(id);
  return { potential: workspace.potentials.get(potential).name, map: name, settings, alpha };
}
