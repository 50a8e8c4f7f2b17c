/** A clock that was wrong by more is not followed. */
const MOST_AHEAD_MS = 24 * 3600 * 1000;

/**
 * Now, as ISO 8601, or just after `last` where the clock was set back since: what is made later stays later. A `last` of more than a day ahead was written by a clock
 * that was wrong.
 */
export function momentAfter(last: string | null, now = Date.now()): string {
  const before = last === null ? NaN : Date.parse(last);
  return new Date(before >= now && before - now < MOST_AHEAD_MS ? before + 1 : now).toISOString();
}
