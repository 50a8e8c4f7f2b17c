import type { LandscapeUpdate } from '../../../core/contract/landscape-changes.ts';
import { request } from '../../lib/bridge.ts';
import { mapCut } from './map-cut.ts';

let early: { readonly map: string; readonly answer: Promise<LandscapeUpdate> } | null = null;

const ask = (map: string): Promise<LandscapeUpdate> => request('map.landscapeSince', { ...mapCut(map, null), since: null });

/** Asks for the landscape of a map that is about to be opened: it is read while the window makes the map's views. */
export function askEarly(map: string): void {
  early = { map, answer: ask(map) };
  // Whoever opens the map hears of it; the map may be gone, and never opened.
  early.answer.catch(() => {});
}

/** The whole landscape of a map that is opened, asked for early or now. An early question may have met a compute host that was not yet there: asked again. */
export function firstLandscape(map: string): Promise<LandscapeUpdate> {
  const asked = early;
  early = null;
  return asked?.map === map ? asked.answer.catch(() => ask(map)) : ask(map);
}
