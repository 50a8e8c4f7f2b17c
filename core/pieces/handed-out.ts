/** Work that was handed out: what it came to, once it is back. */
export class HandedOut<Result> {
  /** Once it is back, whatever became of it; never rejects. */
  readonly settled: Promise<void>;
  #outcome: { readonly result: Result } | { readonly error: unknown } | null = null;

  constructor(work: Promise<Result>) {
    this.settled = work.then((result) => void (this.#outcome = { result }), (error: unknown) => void (this.#outcome = { error }));
  }

  get isBack(): boolean {
    return this.#outcome !== null;
  }

  get hasFailed(): boolean {
    return this.#outcome !== null && 'error' in this.#outcome;
  }

  /** What it came to; throws what it threw. Only once it is back. */
  take(): Result {
    if (this.#outcome === null) throw new RangeError('Work that was handed out is not back yet.');
    if ('error' in this.#outcome) throw this.#outcome.error;
    return this.#outcome.result;
  }
}

/** Waits until one of these is back, or until `until` (as performance.now has it); others of the program have their turn in any case. */
export async function backBy(until: number, underWay: Iterable<HandedOut<unknown>>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, Math.max(1, until - performance.now()))));
  await Promise.race([late, ...Array.from(underWay, ({ settled }) => settled)]);
  clearTimeout(timer);
}
