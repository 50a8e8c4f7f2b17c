import { buildColormap, colormapSize, type Ramp } from '../../graph3d/colormap.ts';
import type { ThemeName } from '../../lib/theme.svelte.ts';

/** Ramps of densities: from the panel's own ground, so that nothing looks like nothing, to a bright (dark theme) or deep (light theme) end. */
const ramps: Readonly<Record<ThemeName, Ramp>> = {
  dark: { lightness: [0.16, 0.95], chroma: [0.02, 0.19, 0.12], hue: [272, 452] },
  light: { lightness: [0.985, 0.34], chroma: [0.01, 0.2, 0.14], hue: [92, 292] },
};

const tables = new Map<ThemeName, Uint8Array<ArrayBuffer>>();

/** RGBA colors of 0…1 for densities, 256 of them. */
export function densityColors(theme: ThemeName): Uint8Array<ArrayBuffer> {
  let table = tables.get(theme);
  if (!table) tables.set(theme, (table = buildColormap(ramps[theme])));
  return table;
}

/** Logarithms to show of a density: below this much under the peak everything is the lowest color. */
export const logSpan = 12;

/** What the colors of a picture stand for. */
export interface Scale {
  readonly low: number;
  readonly high: number;
}

/** One scale for several densities, so that equal colors mean equal values; of their logarithms where `log`. */
export function sharedScale(densities: readonly Float32Array[], log: boolean): Scale {
  let peak = 0;
  for (const density of densities) for (const value of density) if (Number.isFinite(value) && value > peak) peak = value;
  if (!log) return { low: 0, high: peak > 0 ? peak : 1 };
  const high = Math.log(peak > 0 ? peak : 1);
  return { low: high - logSpan, high };
}

/**
 * A density [side, side], rows along y from below, as RGBA with y upward (the first row of pixels is the highest y).
 * What is no number is shown as the lowest.
 */
export function densityPixels(density: Float32Array, side: number, scale: Scale, log: boolean, theme: ThemeName): Uint8ClampedArray<ArrayBuffer> {
  const colors = densityColors(theme);
  const rgba = new Uint8ClampedArray(side * side * 4);
  const span = scale.high - scale.low || 1;
  for (let row = 0; row < side; row++) {
    const from = (side - 1 - row) * side;
    for (let column = 0; column < side; column++) {
      const value = density[from + column] ?? 0;
      const shown = log ? Math.log(value) : value;
      const t = (shown - scale.low) / span;
      const color = Math.round(Math.min(1, Math.max(0, Number.isNaN(t) ? 0 : t)) * (colormapSize - 1)) * 4;
      const to = (row * side + column) * 4;
      rgba[to] = colors[color]!;
      rgba[to + 1] = colors[color + 1]!;
      rgba[to + 2] = colors[color + 2]!;
      rgba[to + 3] = 255;
    }
  }
  return rgba;
}
