import { homedir } from 'node:os';
import type { SettingsWarning } from '../contract/map-settings.ts';

interface Told {
  readonly failure: string | null;
  readonly warnings: readonly SettingsWarning[];
}

/** What a record says in words, with every place of this machine that is named in it left out: it is about to travel. `places`: paths that it may name, with what stands for each. */
export function withoutPaths({ failure, warnings }: Told, places: readonly (readonly [string | null, string])[]): { failure: string | null; warnings: SettingsWarning[] } {
  const known = [...places, [homedir(), '~'] as const].filter((place): place is readonly [string, string] => place[0] !== null && place[0].length > 1);
  // The longest first: others begin with it.
  const ordered = known.sort(([a], [b]) => b.length - a.length);
  const clean = (text: string): string => ordered.reduce((left, [path, name]) => left.replaceAll(path, name), text);
  return { failure: failure === null ? null : clean(failure), warnings: warnings.map(({ setting, message }) => ({ setting, message: clean(message) })) };
}
