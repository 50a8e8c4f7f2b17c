import { buildColormap, cssColor, energyRamps, sampleColormap } from '../../graph3d/colormap.ts';
import { energyRange } from '../../graph3d/energy-range.ts';
import type { Landscape } from '../../../core/contract/landscape.ts';
import type { ThemeName } from '../../lib/theme.svelte.ts';

const tables = new Map<ThemeName, Uint8Array>();

/** Colors of energies, the same as in the 3D graph of the same landscape. */
export function energyColors(landscape: Landscape, theme: ThemeName): (energy: number) => string {
  let table = tables.get(theme);
  if (!table) tables.set(theme, (table = buildColormap(energyRamps[theme])));
  const known = table;
  const energies = Float32Array.from(landscape.basins, (basin) => basin.energy);
  // Of a kinetic map what the graph knows of U: the few pairs that attraction–diffusion measured lie far above, and would press all sets to one color.
  const barriers = landscape.kinetic
    ? Float32Array.from(landscape.edges, (edge) => edge.graph ?? NaN)
    : Float32Array.from(landscape.edges.filter((edge) => edge.status === 'joined'), (edge) => edge.refined ?? edge.barrier ?? NaN);
  const { low, high } = energyRange(energies, barriers);
  return (energy) => cssColor(sampleColormap(known, (energy - low) / (high - low)));
}
