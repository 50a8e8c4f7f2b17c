import type { PotentialSummary } from '../../../../core/contract/potential.ts';

/** Why learning cannot go on from a potential; null where it can. */
export function trainOnRefusal({ name, network }: Pick<PotentialSummary, 'name' | 'network'>): string | null {
  const [channels, height, width] = network.inputShape;
  return height === 1 && width === 1 && channels !== 2 ? `“${name}” takes vectors of ${channels} numbers, and there are no data of that kind to learn from: images have pixels, densities points of the plane.` : null;
}
