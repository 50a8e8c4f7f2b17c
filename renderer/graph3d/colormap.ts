/** A colour, 0…1 each, sRGB. */
export type Rgb = readonly [number, number, number];

/** A path through OKLCH: lightness and hue run evenly from one end to the other, chroma bends through the middle. */
export interface Ramp {
  lightness: readonly [number, number];
  /** Chroma at the low end, the middle and the high end. */
  chroma: readonly [number, number, number];
  /** Degrees; may pass 360. */
  hue: readonly [number, number];
}

/** Energy ramps: cool and low to warm and high, each with enough contrast on its own background. */
export const energyRamps: Readonly<Record<'dark' | 'light', Ramp>> = {
  dark: { lightness: [0.5, 0.91], chroma: [0.17, 0.2, 0.15], hue: [276, 458] },
  light: { lightness: [0.36, 0.77], chroma: [0.17, 0.2, 0.15], hue: [272, 435] },
};

export const colormapSize = 256;

/** OKLab of an sRGB colour (Ottosson 2020), for measuring how far apart two colours look. */
export function oklabOf(rgb: Rgb): [number, number, number] {
  const [r, g, b] = rgb.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Linear sRGB of an OKLab colour; entries outside 0…1 are outside the screen's gamut. */
function linearOf(lightness: number, a: number, b: number): [number, number, number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** Chroma is given up, never lightness or hue, until the screen can show the colour. */
function intoGamut(lightness: number, chroma: number, hueDegrees: number): Rgb {
  const hue = (hueDegrees * Math.PI) / 180;
  const at = (c: number): [number, number, number] => linearOf(lightness, c * Math.cos(hue), c * Math.sin(hue));
  const shows = (rgb: readonly number[]): boolean => rgb.every((v) => v >= -1e-4 && v <= 1 + 1e-4);
  let low = 0;
  let high = chroma;
  if (!shows(at(chroma))) {
    for (let i = 0; i < 24; i++) {
      const middle = (low + high) / 2;
      if (shows(at(middle))) low = middle;
      else high = middle;
    }
    high = low;
  }
  return at(high).map((v) => {
    const clamped = Math.min(1, Math.max(0, v));
    return clamped <= 0.0031308 ? clamped * 12.92 : 1.055 * clamped ** (1 / 2.4) - 0.055;
  }) as unknown as Rgb;
}

function rampColor(ramp: Ramp, t: number): Rgb {
  const lightness = ramp.lightness[0] + (ramp.lightness[1] - ramp.lightness[0]) * t;
  const hue = ramp.hue[0] + (ramp.hue[1] - ramp.hue[0]) * t;
  const chroma = ramp.chroma[0] * (1 - t) ** 2 + 2 * ramp.chroma[1] * t * (1 - t) + ramp.chroma[2] * t * t;
  return intoGamut(lightness, chroma, hue);
}

/**
 * A colormap of equal steps: neighbours are equally far apart in OKLab, and lightness only rises.
 *
 * @returns `colormapSize` × RGBA, 8 bit
 */
export function buildColormap(ramp: Ramp): Uint8Array<ArrayBuffer> {
  const fine = 2048;
  const colors: Rgb[] = [];
  const length = new Float64Array(fine + 1);
  for (let i = 0; i <= fine; i++) {
    colors.push(rampColor(ramp, i / fine));
    if (i === 0) continue;
    const p = oklabOf(colors[i - 1]!);
    const q = oklabOf(colors[i]!);
    length[i] = length[i - 1]! + Math.hypot(q[0] - p[0], q[1] - p[1], q[2] - p[2]);
  }
  const table = new Uint8Array(colormapSize * 4);
  let at = 0;
  for (let i = 0; i < colormapSize; i++) {
    const wanted = (length[fine]! * i) / (colormapSize - 1);
    while (at < fine && length[at]! < wanted) at++;
    const color = colors[at]!;
    for (let c = 0; c < 3; c++) table[i * 4 + c] = Math.round(color[c]! * 255);
    table[i * 4 + 3] = 255;
  }
  return table;
}

/** The colour at t (0…1, held at the ends) of a table of `buildColormap`; NaN gives the middle of the scale's grey. */
export function sampleColormap(table: Uint8Array, t: number): Rgb {
  if (Number.isNaN(t)) return [0.5, 0.5, 0.5];
  const i = Math.round(Math.min(1, Math.max(0, t)) * (colormapSize - 1)) * 4;
  return [table[i]! / 255, table[i + 1]! / 255, table[i + 2]! / 255];
}

/** CSS notation of a colour. */
export function cssColor(rgb: Rgb, alpha = 1): string {
  const [r, g, b] = rgb.map((v) => Math.round(v * 255));
  return alpha === 1 ? `rgb(${r} ${g} ${b})` : `rgb(${r} ${g} ${b} / ${alpha})`;
}
