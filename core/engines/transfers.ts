/** Counts the tensors that go to a device's own memory and come back from it, at the engine's door. */
export class Transfers {
  readonly #sent = new Map<string, number>();
  readonly #received = new Map<string, number>();
  #bytes = 0;

  send(name: string, values: Float32Array): void {
    this.#sent.set(name, (this.#sent.get(name) ?? 0) + 1);
    this.#bytes += values.byteLength;
  }

  receive(name: string, values: Float32Array): void {
    this.#received.set(name, (this.#received.get(name) ?? 0) + 1);
    this.#bytes += values.byteLength;
  }

  /** What was counted since the last time, by the tensors' names; counting begins anew. */
  take(): { readonly sent: Readonly<Record<string, number>>; readonly received: Readonly<Record<string, number>>; readonly bytes: number } {
    const counted = { sent: Object.fromEntries(this.#sent), received: Object.fromEntries(this.#received), bytes: this.#bytes };
    this.#sent.clear();
    this.#received.clear();
    this.#bytes = 0;
    return counted;
  }
}
