import type { NodeId } from '../../graph/program.ts';
import { ImportProblem } from './node-call.ts';
import type { NodeCall } from './node-call.ts';

/** A tensor whose axes have letters. */
interface Lettered {
  readonly id: NodeId;
  readonly letters: readonly string[];
}

/** A sum of products over the letters that the result lacks, two tensors after the other; each pair is one matrix product. */
export function lowerEinsum(call: NodeCall): NodeId {
  const equation = call.text('equation', '').replaceAll(' ', '');
  const [left, right] = equation.split('->') as [string, string | undefined];
  const terms = left.split(',');
  if (equation.includes('.') || !/^[A-Za-z,]*$/.test(left) || terms.length !== call.inputs.length) {
    throw new ImportProblem(`its equation "${equation.slice(0, 80)}" is not supported: letters for every axis, no dots`);
  }
  const tensors = terms.map((term, at): Lettered => {
    const letters = [...term];
    if (letters.length !== call.shape(at).length || new Set(letters).size !== letters.length) {
      throw new ImportProblem(`"${term}" does not name the axes of input ${at}, of shape [${call.shape(at).join(', ')}], once each`);
    }
    return { id: call.id(at), letters };
  });
  const all = left.replaceAll(',', '');
  const output = right === undefined ? [...new Set(all)].filter((letter) => all.indexOf(letter) === all.lastIndexOf(letter)).sort() : [...right];
  if (output.some((letter) => !all.includes(letter)) || new Set(output).size !== output.length) {
    throw new ImportProblem(`the result of its equation "${equation.slice(0, 80)}" does not consist of letters of its inputs`);
  }
  let result = tensors[0]!;
  for (let at = 1; at < tensors.length; at++) {
    const later = new Set([...output, ...tensors.slice(at + 1).flatMap(({ letters }) => letters)]);
    result = contract(call, result, tensors[at]!, later);
  }
  return arranged(call, summed(call, result, new Set(output)), output);
}

/** One product: letters of both that are wanted later are batches, letters of both that are not are summed over. */
function contract(call: NodeCall, first: Lettered, second: Lettered, later: ReadonlySet<string>): Lettered {
  const a = summed(call, first, new Set([...later, ...second.letters]));
  const b = summed(call, second, new Set([...later, ...first.letters]));
  const shared = a.letters.filter((letter) => b.letters.includes(letter));
  const batch = shared.filter((letter) => later.has(letter));
  const inner = shared.filter((letter) => !later.has(letter));
  const rows = a.letters.filter((letter) => !shared.includes(letter));
  const columns = b.letters.filter((letter) => !shared.includes(letter));
  const sizes = new Map([...sizesOf(call, b), ...sizesOf(call, a)]);
  const size = (letters: readonly string[]): number => letters.reduce((product, letter) => product * sizes.get(letter)!, 1);
  for (const letter of shared) {
    if (sizesOf(call, b).get(letter) !== sizes.get(letter)) throw new ImportProblem(`axis "${letter}" has two sizes`);
  }
  const left = call.apply('reshape', [arranged(call, a, [...batch, ...rows, ...inner])], { shape: [size(batch), size(rows), size(inner)] });
  const right = call.apply('reshape', [arranged(call, b, [...batch, ...inner, ...columns])], { shape: [size(batch), size(inner), size(columns)] });
  const letters = [...batch, ...rows, ...columns];
  return { letters, id: call.apply('reshape', [call.apply('matmul', [left, right])], { shape: letters.map((letter) => sizes.get(letter)!) }) };
}

function sizesOf(call: NodeCall, { id, letters }: Lettered): Map<string, number> {
  const shape = call.builder.shapeOf(id);
  return new Map(letters.map((letter, axis) => [letter, shape[axis]!]));
}

/** The sum over all letters but those that are kept. */
function summed(call: NodeCall, { id, letters }: Lettered, kept: ReadonlySet<string>): Lettered {
  const axes = letters.map((_, axis) => axis).filter((axis) => !kept.has(letters[axis]!));
  if (axes.length === 0) return { id, letters };
  return { id: call.apply('sum', [id], { axes, keep_dims: false }), letters: letters.filter((letter) => kept.has(letter)) };
}

function arranged(call: NodeCall, { id, letters }: Lettered, order: readonly string[]): NodeId {
  return call.apply('transpose', [id], { perm: order.map((letter) => letters.indexOf(letter)) });
}
