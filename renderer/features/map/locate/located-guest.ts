import type { Landscape } from '../../../../core/contract/landscape.ts';
import type { Location } from '../../../../core/contract/location.ts';
import type { Guest } from '../../../graph3d/guest-marker.ts';
import type { BarrierKind } from '../graph/graph-arrays.ts';

/**
 * An image that was looked for as the 3D graph marks it. Its height is U at its inherent structure; where free energies are the height it has none
 * of its own, and stands as high as its set.
 */
export function locatedGuest(location: Pick<Location, 'basin' | 'layout' | 'inherentEnergy'>, landscape: Pick<Landscape, 'basins'>, kind: BarrierKind, picture: CanvasImageSource | null): Guest {
  const set = landscape.basins.find(({ id }) => id === location.basin);
  return { position: location.layout, energy: kind === 'freeEnergy' ? (set?.freeEnergy ?? null) : location.inherentEnergy, label: 'image', picture };
}
