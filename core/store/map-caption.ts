import type { Caption } from '../pictures/caption.ts';
import type { Workspace } from './workspace.ts';

/** What the pictures of a map say about it. Throws StoreError when there is no such map. */
export function mapCaption(workspace: Workspace, id: string): Caption {
  const { potential: of, name: map, settings, alpha, status, stage, dataset, engine } = workspace.maps.get(id);
  const { name: potential, sha256: weightsSha256, trainEpsilon } = workspace.potentials.get(of);
  return { potential, map, settings, alpha, status, stage, weightsSha256, trainEpsilon, dataset, engine };
}
