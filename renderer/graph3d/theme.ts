import { energyRamps, type Ramp, type Rgb } from './colormap.ts';

export type ThemeName = 'dark' | 'light';

/** Everything that a view paints apart from the energy colours; sRGB. */
export interface Theme {
  name: ThemeName;
  background: Rgb;
  /** Titles and chosen labels. */
  ink: Rgb;
  /** Tick labels, captions. */
  muted: Rgb;
  /** Grid lines, drawn at `lineAlpha`. */
  line: Rgb;
  lineAlpha: number;
  /** Selection and focus. */
  accent: Rgb;
  /** Tooltip. */
  panel: Rgb;
  panelEdge: Rgb;
  /** Edges whose barrier is unknown. */
  unknown: Rgb;
  /** Paths on a surface: as found, relaxed, and the outline that lifts them off it. */
  diffusionPath: Rgb;
  refinedPath: Rgb;
  pathCasing: Rgb;
  ramp: Ramp;
}

function hex(code: string): Rgb {
  const value = Number.parseInt(code, 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

export const themes: Readonly<Record<ThemeName, Theme>> = {
  dark: {
    name: 'dark',
    background: hex('0f1218'),
    ink: hex('eef1f6'),
    muted: hex('98a2b3'),
    line: hex('8fa3c4'),
    lineAlpha: 0.17,
    accent: hex('ffffff'),
    panel: hex('1b212b'),
    panelEdge: hex('3a4556'),
    unknown: hex('6b7686'),
    diffusionPath: hex('ffd9a8'),
    refinedPath: hex('ffffff'),
    pathCasing: hex('0b0e13'),
    ramp: energyRamps.dark,
  },
  light: {
    name: 'light',
    background: hex('fbfbfd'),
    ink: hex('161a22'),
    muted: hex('5b6575'),
    line: hex('3c4a63'),
    lineAlpha: 0.16,
    accent: hex('10141b'),
    panel: hex('ffffff'),
    panelEdge: hex('cfd6e1'),
    unknown: hex('98a0ac'),
    diffusionPath: hex('7a3b00'),
    refinedPath: hex('0c0f14'),
    pathCasing: hex('ffffff'),
    ramp: energyRamps.light,
  },
};

/**
 * The theme on its container's own background, when that is an opaque colour, so that the view has no visible border.
 *
 * @param css computed `background-color`, e.g. `rgb(15, 18, 24)`
 */
export function onBackground(theme: Theme, css: string): Theme {
  const parts = /^rgb\((\d+),?\s*(\d+),?\s*(\d+)\)$/.exec(css);
  if (parts === null) return theme;
  return { ...theme, background: [Number(parts[1]) / 255, Number(parts[2]) / 255, Number(parts[3]) / 255] };
}
