import type { MapMethod } from '../contract/map-settings.ts';
import type { Caption } from './caption.ts';
import { element, escapeMarkup } from './markup.ts';
import { readable } from './numbers.ts';
import { originLine } from './origin.ts';

export const ink = {
  line: '#1f2a37',
  text: '#1f2a37',
  soft: '#66727f',
  faint: '#c9d1d9',
  grid: '#edf0f3',
  paper: '#ffffff',
  diffusion: '#d9622b',
  refined: '#1f2a37',
} as const;

export const fontStack = "Inter, 'Helvetica Neue', Helvetica, Arial, sans-serif";

/** Rough width of a text in Inter, in pixels: enough to keep things apart. */
export function textWidth(text: string, size: number): number {
  return text.length * size * 0.53;
}

export function label(
  text: string,
  x: number,
  y: number,
  options: { readonly size?: number; readonly fill?: string; readonly anchor?: 'start' | 'middle' | 'end'; readonly weight?: number; readonly transform?: string; readonly halo?: string } = {},
): string {
  return element(
    'text',
    {
      x,
      y,
      'font-size': options.size ?? 11,
      fill: options.fill ?? ink.text,
      'text-anchor': options.anchor === undefined || options.anchor === 'start' ? undefined : options.anchor,
      'font-weight': options.weight,
      transform: options.transform,
      stroke: options.halo,
      'stroke-width': options.halo === undefined ? undefined : 3,
      'stroke-linejoin': options.halo === undefined ? undefined : 'round',
      'paint-order': options.halo === undefined ? undefined : 'stroke',
    },
    text,
  );
}

const METHOD_WORDS: Readonly<Record<MapMethod, string>> = { minimum: 'local minima', placing: 'samples placed', kinetic: 'kinetic map' };

/** The settings that a reader needs to place the picture, one short line. */
export function settingsLine(caption: Caption): string {
  const { settings } = caption;
  return [
    settings.method === 'kinetic' ? null : `α ${caption.alpha === null ? 'not chosen yet' : `= ${readable(caption.alpha)}`}`,
    `T = ${readable(settings.temperature)}`,
    !('delta' in settings) || settings.delta === null ? null : `δ = ${readable(settings.delta)}`,
    settings.epsilon === null ? null : `ε = ${readable(settings.epsilon)}`,
    settings.method === null ? null : METHOD_WORDS[settings.method],
    `seed ${settings.seed}`,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

/** Title and caption lines at the top left; `y` of the first baseline. */
export function heading(caption: Caption, facts: string, x: number, y: number): string {
  return [
    label(caption.potential, x, y, { size: 17, weight: 600 }),
    label(facts, x, y + 20, { size: 12, fill: ink.soft }),
    label(settingsLine(caption), x, y + 37, { size: 12, fill: ink.soft }),
    label(originLine(caption), x, y + 54, { size: 12, fill: ink.soft }),
  ].join('');
}

/** The whole SVG document, white paper included; `metadata`: what programs are to know of it. */
export function document(width: number, height: number, title: string, description: string, parts: readonly string[], metadata: string | null = null): string {
  const w = Math.ceil(width);
  const h = Math.ceil(height);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" font-family="${escapeMarkup(fontStack)}" role="img">`,
    element('title', {}, title),
    element('desc', {}, description),
    ...(metadata === null ? [] : [element('metadata', {}, metadata)]),
    element('rect', { width: w, height: h, fill: ink.paper }),
    ...parts,
    '</svg>\n',
  ].join('');
}
