/**
 * One curve of a run: values that grow at the end, one an update, with their running sums, so that the mean of any stretch
 * costs the same however long the stretch is. Values that are no number (a diverging run) are kept, and left out of means.
 */
export class SeriesBuffer {
  #values = new Float32Array(1024);
  /** Entry i: sum, and number, of the numbers among the first i values. */
  #sums = new Float64Array(1025);
  #numbers = new Uint32Array(1025);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The values, without copying: a view that is good until the next change. */
  get values(): Float32Array {
    return this.#values.subarray(0, this.#length);
  }

  at(index: number): number {
    return index >= 0 && index < this.#length ? this.#values[index]! : NaN;
  }

  push(value: number): void {
    this.#reserve(this.#length + 1);
    this.#put(this.#length++, value);
  }

  append(values: ArrayLike<number>): void {
    this.#reserve(this.#length + values.length);
    for (let i = 0; i < values.length; i++) this.#put(this.#length++, values[i]!);
  }

  /** Forgets all but the first `length` values: a run that went on from an earlier checkpoint. */
  truncate(length: number): void {
    this.#length = Math.max(0, Math.min(this.#length, length));
  }

  /** Mean of the numbers from index `from` up to and without `to`; NaN where there is none. */
  mean(from: number, to: number): number {
    const start = Math.max(0, Math.min(this.#length, Math.floor(from)));
    const end = Math.max(start, Math.min(this.#length, Math.ceil(to)));
    const count = this.#numbers[end]! - this.#numbers[start]!;
    return count === 0 ? NaN : (this.#sums[end]! - this.#sums[start]!) / count;
  }

  #put(index: number, value: number): void {
    this.#values[index] = value;
    const good = Number.isFinite(value);
    this.#sums[index + 1] = this.#sums[index]! + (good ? value : 0);
    this.#numbers[index + 1] = this.#numbers[index]! + (good ? 1 : 0);
  }

  #reserve(wanted: number): void {
    if (wanted <= this.#values.length) return;
    const room = Math.max(wanted, this.#values.length * 2);
    this.#values = grown(this.#values, new Float32Array(room));
    this.#sums = grown(this.#sums, new Float64Array(room + 1));
    this.#numbers = grown(this.#numbers, new Uint32Array(room + 1));
  }
}

function grown<T extends Float32Array | Float64Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
