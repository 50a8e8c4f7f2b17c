import { buildColormap, cssColor, energyRamps, sampleColormap } from '../../../graph3d/colormap.ts';
import type { ThemeName } from '../../../lib/theme.svelte.ts';

const tables = new Map<ThemeName, Uint8Array>();

function tableOf(theme: ThemeName): Uint8Array {
  let table = tables.get(theme);
  if (!table) tables.set(theme, (table = buildColormap(energyRamps[theme])));
  return table;
}

/** The color of a cell at a share 0…1 of the range shown, and one for text on it that is told from it. */
export function cellColors(share: number, theme: ThemeName): { readonly fill: string; readonly text: string } {
  const rgb = sampleColormap(tableOf(theme), share);
  const [r, g, b] = rgb.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  // Of black and white the one of more contrast: they are even at a relative luminance of 0.179.
  const text = 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? '#000000' : '#ffffff';
  return { fill: cssColor(rgb), text };
}

/** The whole range as a gradient, the low end first. */
export function rampGradient(theme: ThemeName, direction: string): string {
  return `linear-gradient(${direction}, ${Array.from({ length: 12 }, (_, i) => cellColors(i / 11, theme).fill).join(', ')})`;
}
