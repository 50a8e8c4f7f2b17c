import type { MapMethod } from '../contract/map-settings.ts';
import type { NetworkFacts } from '../contract/network.ts';
import { FEW_DIMENSIONS } from './chord.ts';

/**
 * The method of a potential whose map names none: of few dimensions local minima, which are exact there; of images the kinetic map, whose sets mean
 * something where those of placed samples do not.
 */
export function methodFor({ network }: { readonly network: Pick<NetworkFacts, 'inputShape'> }): MapMethod {
  return network.inputShape.reduce((size, axis) => size * axis, 1) <= FEW_DIMENSIONS ? 'minimum' : 'kinetic';
}
