/** A value inside plain data by its dotted path: `shortRun.steps`, `phases.0.lrInit`. Undefined where there is none. */
export function valueAt(data: unknown, path: string): unknown {
  let at = data;
  for (const part of path.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<string, unknown>)[part];
  }
  return at;
}

/** The same data with another value at a path; what lies beside the path is shared, nothing is changed in place. */
export function withValueAt<T>(data: T, path: string, value: unknown): T {
  const [head, ...rest] = path.split('.') as [string, ...string[]];
  const inner = rest.length === 0 ? value : withValueAt((data as Record<string, unknown>)[head] ?? {}, rest.join('.'), value);
  if (Array.isArray(data)) return data.map((entry, i) => (String(i) === head ? inner : (entry as unknown))) as T;
  return { ...data, [head]: inner };
}
