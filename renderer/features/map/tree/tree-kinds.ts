import type { BasinRow, Forest, Landscape } from '../../../../core/contract/landscape.ts';

/** The trees over the sets of a kinetic map. */
export type TreeKind = 'sets' | 'freeEnergy' | 'potential';

export const treeKinds: readonly { readonly value: TreeKind; readonly label: string; readonly short: string; readonly axis: string; readonly text: string; readonly tip: string }[] = [
  {
    value: 'sets',
    label: 'Sets',
    short: 'Sets',
    axis: 'height of Ward’s hierarchy (inherent structures)',
    text: 'Nested sets: what joins low lies near in kinetic coordinates, so it exchanges fast.',
    tip: 'The hierarchy that the slider cuts. It is built from distances in kinetic coordinates, so it knows all slow exchanges at once; the other trees know barriers.',
  },
  {
    value: 'freeEnergy',
    label: 'Free energy',
    short: 'F',
    axis: 'free energy F (inherent structures)',
    text: 'Free energy: sets join at the least that must be cut to part them. Many narrow ways count as one wide one.',
    tip: 'Minimum cuts in the network of fluxes: −T ln of all that passes. A low way of U that few states take is a high barrier here; that is why this tree parts what the tree of U does not.',
  },
  {
    value: 'potential',
    label: 'Potential energy',
    short: 'U',
    axis: 'U of inherent structures',
    text: 'Potential energy: sets join at the top of the lowest way of U, however narrow. One low way is enough.',
    tip: 'The lowest maximum of U over all ways of the graph. It asks for one way and not how many take it: on images it is often a funnel, whatever groups there are.',
  },
];

/** The forest of a map's pane, and where its leaves stand. Maps of other methods have one. */
export function treeOf(landscape: Landscape, kind: TreeKind): { forest: Forest; footOf: (basin: BasinRow) => number } {
  const trees = landscape.kinetic?.trees;
  if (!trees) return { forest: landscape.forest, footOf: ({ energy }) => energy };
  if (kind === 'sets') return { forest: trees.sets, footOf: () => 0 };
  if (kind === 'freeEnergy') return { forest: trees.freeEnergy, footOf: ({ freeEnergy, energy }) => freeEnergy ?? energy };
  return { forest: trees.potential, footOf: ({ bottom, energy }) => bottom ?? energy };
}
