/** Bit by bit: NaN equals itself, and 0 is not −0. */
export function sameBits(a: Float32Array, b: Float32Array): boolean {
  const [p, q] = [bitsOf(a), bitsOf(b)];
  if (p.length !== q.length) return false;
  for (let i = 0; i < p.length; i++) if (p[i] !== q[i]) return false;
  return true;
}

/** The same memory, read as whole numbers. */
export function bitsOf({ buffer, byteOffset, length }: Float32Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length);
}
