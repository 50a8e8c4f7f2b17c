/** The choice that a key leads to among radio buttons, round at the ends; null: the key leads nowhere. `values`: those that can be chosen. */
export function radioAfter<V extends string>(key: string, values: readonly V[], value: V | null): V | null {
  const step = key === 'ArrowRight' || key === 'ArrowDown' ? 1 : key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 0;
  if (step === 0 || values.length === 0) return null;
  const at = value === null ? -1 : values.indexOf(value);
  return values[at < 0 ? 0 : (at + step + values.length) % values.length] ?? null;
}

/** Moves the focus of a group of radio buttons to the one chosen, once it is drawn so. */
export function focusChosen(group: HTMLElement): void {
  queueMicrotask(() => group.querySelector<HTMLElement>('[aria-checked="true"]')?.focus());
}
