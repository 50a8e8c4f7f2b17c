import type { StateGuess } from '../contract/import-choices.ts';
import type { GraphProto, ValueProto } from './proto/model-proto.ts';

/** Channels that images have. */
const usual = (size: number | string | null | undefined): boolean => size === 1 || size === 3 || size === 4;

/** Ops that read a value as it lies, so that what is behind them still tells. */
const passing = new Set(['Identity', 'Cast', 'Sub', 'Add', 'Mul', 'Div', 'Clip', 'Neg']);

/**
 * Where the channels of a graph's images are, and how large a state is, as far as that can be seen: by the convolution or the transposition that
 * the input goes into, else by which axis is as long as images have channels. Of vectors of 1 or 3 squares: the images they may be.
 */
export function guessState(graph: GraphProto, { name, dims }: ValueProto): StateGuess {
  const rest = (dims ?? []).slice(1);
  const size = (axis: number): number | null => (typeof rest[axis] === 'number' && rest[axis] >= 1 ? rest[axis] : null);
  if (rest.length === 1) return { layout: null, why: null, sizes: squareOf(size(0)) };
  if (rest.length === 2) return { layout: null, why: null, sizes: [1, size(0), size(1)] };
  const found = behind(graph, name);
  const [first, last] = [size(0), size(2)];
  const { layout, why } = found ?? bySizes(rest);
  return {
    layout, why,
    sizes: layout === null ? [null, null, null] : layout === 'nchw' ? [first ?? found?.channels ?? null, size(1), last] : [last ?? found?.channels ?? null, first, size(1)],
  };
}

function bySizes(rest: readonly (number | string | null)[]): Pick<StateGuess, 'layout' | 'why'> {
  // A point, or a vector, as an image of one pixel.
  if (rest[1] === 1 && rest[2] === 1) return { layout: 'nchw', why: 'its last two axes are 1 long' };
  const [first, last] = [usual(rest[0]), usual(rest[2])];
  if (first && !last) return { layout: 'nchw', why: `its first axis is ${String(rest[0])} long` };
  if (last && !first) return { layout: 'nhwc', why: `its last axis is ${String(rest[2])} long` };
  // Of images with many channels the equal axes are height and width.
  if (rest[0] !== rest[1] && rest[1] === rest[2] && typeof rest[1] === 'number') return { layout: 'nchw', why: 'its last two axes are equal' };
  if (rest[0] === rest[1] && rest[1] !== rest[2] && typeof rest[1] === 'number') return { layout: 'nhwc', why: 'its first two axes are equal' };
  return { layout: null, why: null };
}

/** The layout that the first convolution or transposition behind the input shows, and the channels that it takes. */
function behind({ nodes, initializers }: GraphProto, input: string): { layout: 'nchw' | 'nhwc'; why: string; channels: number | null } | null {
  const same = new Set([input]);
  for (const { op, inputs, outputs, attributes } of nodes) {
    if (!same.has(inputs[0] ?? '')) continue;
    if (op === 'Conv') {
      const kernel = initializers.find(({ name }) => name === inputs[1])?.dims;
      const groups = attributes.get('group');
      return { layout: 'nchw', why: 'it goes into a convolution, whose channels come first', channels: kernel?.[1] === undefined ? null : kernel[1] * (groups?.kind === 'number' ? groups.value : 1) };
    }
    const perm = attributes.get('perm');
    if (op === 'Transpose' && perm?.kind === 'numbers') return perm.value.join() === '0,3,1,2' ? { layout: 'nhwc', why: 'it is transposed to channels first', channels: null } : null;
    if (passing.has(op)) for (const name of outputs) same.add(name);
  }
  return null;
}

/** [1, s, s] or [3, s, s] of as many numbers, from 8 × 8 on. */
function squareOf(size: number | null): StateGuess['sizes'] {
  for (const channels of [1, 3]) {
    const side = Math.sqrt((size ?? 0) / channels);
    if (Number.isInteger(side) && side >= 8) return [channels, side, side];
  }
  return [null, null, null];
}
