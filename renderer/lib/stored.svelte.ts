/** A preference of this window that outlives it (in the browser's local storage). */
export class Stored<T> {
  #value = $state.raw() as T;
  readonly #key: string;
  readonly #initial: T;

  /** `read` turns what was stored into a value, or returns null when it is of no use. */
  constructor(key: string, initial: T, read: (stored: unknown) => T | null) {
    this.#key = `basinscope.${key}`;
    this.#initial = initial;
    this.#value = this.#load(read) ?? initial;
  }

  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    this.#value = value;
    try {
      localStorage.setItem(this.#key, JSON.stringify(value));
    } catch {
      // No storage (private or full): the preference lasts as long as the window.
    }
  }

  reset(): void {
    this.value = this.#initial;
  }

  #load(read: (stored: unknown) => T | null): T | null {
    try {
      const text = localStorage.getItem(this.#key);
      return text === null ? null : read(JSON.parse(text));
    } catch {
      return null;
    }
  }
}

/** For `Stored`: a number within limits. */
export function storedNumber(low: number, high: number): (stored: unknown) => number | null {
  return (stored) => (typeof stored === 'number' && stored >= low && stored <= high ? stored : null);
}

/** For `Stored`: one of a few words. */
export function storedWord<W extends string>(words: readonly W[]): (stored: unknown) => W | null {
  return (stored) => words.find((word) => word === stored) ?? null;
}

/** For `Stored`: true or false. */
export function storedFlag(stored: unknown): boolean | null {
  return typeof stored === 'boolean' ? stored : null;
}
