/** Something asked for and not there yet: value, error and loading, where only the newest question's answer counts. */
export class Resource<T> {
  value = $state.raw<T | null>(null);
  error = $state.raw<Error | null>(null);
  loading = $state(false);
  #question = 0;

  /** Asks. The old value stays until the new one comes; an overtaken answer is dropped. */
  async load(ask: () => Promise<T>): Promise<T | null> {
    const question = ++this.#question;
    this.loading = true;
    try {
      const value = await ask();
      if (question !== this.#question) return null;
      this.value = value;
      this.error = null;
      return value;
    } catch (error) {
      if (question !== this.#question) return null;
      this.error = error instanceof Error ? error : new Error(String(error));
      return null;
    } finally {
      if (question === this.#question) this.loading = false;
    }
  }

  /** Forgets the value, and any answer still under way. */
  clear(): void {
    this.#question++;
    this.value = null;
    this.error = null;
    this.loading = false;
  }
}
