/**
 * A copy of plain data with another value at a dotted path. A number in it is a place in a list; without one the value goes to all elements of
 * a list on the way. Null where nothing is at the path. `value`: not null.
 */
export function setAt<T>(data: T, path: string, value: unknown): T | null {
  return replaced(data, path.split('.'), value) as T | null;
}

function replaced(data: unknown, [part, ...rest]: readonly string[], value: unknown): unknown {
  if (part === undefined) return value;
  if (typeof data !== 'object' || data === null) return null;
  if (!Array.isArray(data)) {
    const inner = Object.hasOwn(data, part) ? replaced((data as Record<string, unknown>)[part], rest, value) : null;
    return inner === null ? null : { ...data, [part]: inner };
  }
  const every = !/^\d+$/.test(part);
  const isMeant = (place: number): boolean => every || place === Number(part);
  const all = data.map((element: unknown, place) => (isMeant(place) ? replaced(element, every ? [part, ...rest] : rest, value) : element));
  return all.some((element, place) => element === null && isMeant(place)) || !all.some((_, place) => isMeant(place)) ? null : all;
}
