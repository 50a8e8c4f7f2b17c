import type { OnnxWriter } from './lowering-onnx.ts';

// π in two parts: the first has few bits, so that k times it is exact for any k that counts.
const PI_HIGH = 3.140625;
const PI_LOW = Math.PI - PI_HIGH;

/**
 * sin(x + quarter·π/2) in ops that WebGPU computes exactly: its own sine is only good to 2⁻¹¹. By r = x − kπ in [−π/2, π/2] and the
 * Taylor series to r¹¹, whose rest is below 6e-8 there.
 */
export function sine(writer: OnnxWriter, x: string, quarter: 0 | 1): string {
  const number = (value: number): string => writer.floats([value], []);
  const times = (a: string, factor: number): string => writer.node('Mul', [a, number(factor)]);
  const plus = (a: string, term: number): string => writer.node('Add', [a, number(term)]);
  // sin(x + π/2) is (−1)ᵏ sin(x − (k − ½)π).
  const turns = writer.node('Floor', [plus(times(x, 1 / Math.PI), quarter === 1 ? 1 : 0.5)]);
  const half = quarter === 1 ? plus(turns, -0.5) : turns;
  const rest = writer.node('Sub', [writer.node('Sub', [x, times(half, PI_HIGH)]), times(half, PI_LOW)]);
  const square = writer.node('Mul', [rest, rest]);
  let series = number(-1 / 39916800);
  for (const term of [1 / 362880, -1 / 5040, 1 / 120, -1 / 6, 1]) series = plus(writer.node('Mul', [series, square]), term);
  const odd = writer.node('Sub', [turns, times(writer.node('Floor', [times(turns, 0.5)]), 2)]);
  const sign = plus(times(odd, -2), 1);
  return writer.node('Mul', [writer.node('Mul', [rest, series]), sign]);
}
