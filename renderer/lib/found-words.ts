import type { MapMethod } from '../../core/contract/map-settings.ts';
import { formatPlural } from './format.ts';

/** What a method groups states into. */
export function groupNoun(method: MapMethod | null): 'set' | 'basin' {
  return method === 'kinetic' ? 'set' : 'basin';
}

/** "13 basins"; of a kinetic map "11 sets", and nothing before it has them: they are found all at once. */
export function groupWords(method: MapMethod | null, groups: number): string {
  return method === 'kinetic' && groups === 0 ? '' : formatPlural(groups, groupNoun(method));
}

/** "13 basins from 500 states"; of a kinetic map that has no sets yet "500 states". */
export function foundWords(method: MapMethod | null, groups: number, states: number): string {
  return [groupWords(method, groups), formatPlural(states, 'state')].filter(Boolean).join(' from ');
}
