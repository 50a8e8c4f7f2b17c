import type { AnySettings } from '../../../../core/contract/map-settings.ts';
import { formatNumber } from '../../../lib/format.ts';

/** A name that tells a map from its neighbours: its method and what was chosen, and a number where that name is taken. */
export function autoName(settings: Partial<AnySettings>, chosen: Partial<AnySettings>, taken: readonly string[]): string {
  const parts = [settings.method === 'kinetic' ? 'Kinetic map' : settings.method === 'placing' ? 'Samples' : 'Minima'];
  if (settings.start === 'data') parts.push('from data');
  const words = [parts.join(' ')];
  if (chosen.temperature !== undefined && chosen.temperature !== 1) words.push(`T ${formatNumber(chosen.temperature)}`);
  if (chosen.alpha !== undefined && chosen.alpha !== null) words.push(`α ${formatNumber(chosen.alpha)}`);
  if (chosen.seed !== undefined && chosen.seed !== 1) words.push(`seed ${chosen.seed}`);
  const name = words.join(', ');
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name} (${number})`;
    if (!taken.includes(candidate)) return candidate;
  }
}
