import type { SettingsWarning } from '../contract/map-settings.ts';

/** What is said of a job that was begun on one engine and goes on on another. */
export function onAnotherEngine(before: string, now: string): SettingsWarning {
  return { setting: 'engine', message: `Begun on ${before}, gone on with on ${now}: the last digits of its numbers are those of two engines.` };
}
