/** What is asked of a job, one thing at a time: to pause, to go on, to end. */
export class JobControl<Step extends string> {
  /** Under way now. */
  asked = $state<Step | null>(null);
  /** Why the last was refused. */
  refusal = $state<string | null>(null);
  readonly #carryOut: (step: Step) => Promise<unknown>;

  constructor(carryOut: (step: Step) => Promise<unknown>) {
    this.#carryOut = carryOut;
  }

  async ask(step: Step): Promise<void> {
    if (this.asked !== null) return;
    this.asked = step;
    this.refusal = null;
    try {
      await this.#carryOut(step);
    } catch (error) {
      this.refusal = error instanceof Error ? error.message : String(error);
    } finally {
      this.asked = null;
    }
  }
}
