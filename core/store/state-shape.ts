import type { StateShape } from '../landscape/image-strip.ts';
import type { MapStore } from './map-store.ts';
import type { PotentialStore } from './potential-store.ts';

/** Shape of a map's states: what its potential takes. Throws StoreError. */
export function stateShape({ maps, potentials }: { readonly maps: MapStore; readonly potentials: PotentialStore }, map: string): StateShape {
  return potentials.get(maps.get(map).potential).network.inputShape;
}
