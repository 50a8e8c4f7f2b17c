import type { GraphProblem } from '../contract/import-choices.ts';
import type { ImportedGraph } from '../contract/network.ts';
import { Builder } from '../graph/builder.ts';
import { sizeOf } from '../graph/program.ts';
import type { Program } from '../graph/program.ts';
import { declareWeights } from '../networks/energy-network.ts';
import { fillUniform } from '../random/fill-uniform.ts';
import { streamKey } from '../random/stream-key.ts';
import { GraphRefusal } from './graph-refusal.ts';
import type { ImportedNetwork } from './import-graph.ts';
import { nodeLabel } from './import-problems.ts';
import { nodeValues, onnxNetwork } from './onnx-network.ts';
import { openRowRunner } from './row-runner.ts';
import type { RowRunner } from './row-runner.ts';

/** Rows of the batches that are looked at. */
const ROWS = 3;
/** Batches of more numbers are not: a file may be written for any number of rows. */
const MOST_NUMBERS = 2 ** 22;

/**
 * The network with the way in which its rows are read settled, by running it on a few states of noise.
 *
 * The energy of a state must be its own: a graph that takes means over the batch, say, gives it another among other states, and cannot be
 * sampled. A file for a fixed number of rows is read as adapting to the rows there are, where that gives the same energies as portions of its own
 * number, else in those portions. Throws GraphRefusal that names the node where states mix.
 */
export async function settleRows({ description, weights }: ImportedNetwork): Promise<ImportedNetwork> {
  const runner = await openRowRunner(energiesOf(description, 2 * ROWS), weights);
  try {
    const settled = (await rowsAdapt(description, runner)) ? description : { ...description, rows: { count: description.rows!.count, adapts: false } };
    const rows = settled.rows === null || settled.rows.adapts ? ROWS : settled.rows.count;
    if (await areApart(settled, rows, runner)) return { description: settled, weights };
    throw new GraphRefusal([await mixingProblem(settled, rows, runner)]);
  } finally {
    await runner.close();
  }
}

function statesOf({ inputShape }: ImportedGraph, count: number, seed: number): Float32Array {
  const x = new Float32Array(count * sizeOf(inputShape));
  fillUniform(x, 0, x.length, streamKey(seed), 0, -1, 1);
  return x;
}

function energiesOf(description: ImportedGraph, samples: number): Program {
  const network = onnxNetwork(description);
  const builder = new Builder();
  builder.output('energy', network.apply(builder, builder.input('x', [samples, ...description.inputShape]), declareWeights(builder, network)));
  return builder.build();
}

function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let at = 0; at < values.length; at++) if (Number.isFinite(values[at])) most = Math.max(most, Math.abs(values[at]!));
  return most;
}

/** Numbers that are equal but for rounding; what is no number stays none. */
function isSame(a: number, b: number, rounding: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= rounding;
}

/** Whether a file's fixed number of rows may be read as the number there is: the energies are those of portions of its own size. */
async function rowsAdapt(description: ImportedGraph, runner: RowRunner): Promise<boolean> {
  const { rows } = description;
  if (rows === null || !rows.adapts) return true;
  const samples = rows.count + 1;
  if (samples * sizeOf(description.inputShape) > MOST_NUMBERS) return true;
  const x = statesOf(description, samples, 4);
  const [adapted, portions] = [
    await runner.run(energiesOf(description, samples), x),
    await runner.run(energiesOf({ ...description, rows: { ...rows, adapts: false } }, samples), x),
  ].map((found) => found?.['energy'] ?? null);
  if (!adapted || !portions) return true;
  const rounding = runner.rounding.otherRow * largest(portions);
  return Array.from(portions).every((value, row) => isSame(adapted[row]!, value, rounding));
}

/**
 * Whether a state has the same energy among others, and in another place and, where the graph takes any number of rows, among fewer.
 * The first is asked of one row of one program, whose rounding is the same; a flip of all rows, say, is seen only by the second.
 */
async function areApart(description: ImportedGraph, rows: number, runner: RowRunner): Promise<boolean> {
  const size = sizeOf(description.inputShape);
  const isFixed = description.rows !== null && !description.rows.adapts;
  if (rows === 1 || rows * size > MOST_NUMBERS) return true;
  const program = energiesOf(description, rows);
  const energies = async (of: Program, x: Float32Array): Promise<ArrayLike<number> | null> => (await runner.run(of, x))?.['energy'] ?? null;
  const x = statesOf(description, rows, 5);
  const middle = rows >> 1;
  const amongOthers = statesOf(description, rows, 6);
  amongOthers.set(x.subarray(middle * size, (middle + 1) * size), middle * size);
  const [here, there] = [await energies(program, x), await energies(program, amongOthers)];
  if (here === null || there === null) return true;
  const scale = largest(here);
  if (!isSame(here[middle]!, there[middle]!, runner.rounding.sameRow * scale)) return false;
  // All rows one place on; of any number of rows, two of them alone.
  const order = isFixed ? Array.from({ length: rows }, (_, row) => (row + 1) % rows) : [1, 0];
  const moved = new Float32Array(order.length * size);
  order.forEach((from, to) => moved.set(x.subarray(from * size, (from + 1) * size), to * size));
  const elsewhere = await energies(isFixed ? program : energiesOf(description, order.length), moved);
  return elsewhere === null || order.every((from, to) => isSame(here[from]!, elsewhere[to]!, runner.rounding.otherRow * scale));
}

/** Where states mix: the first node with an element that changes with more than one of them. */
async function mixingProblem(description: ImportedGraph, rows: number, runner: RowRunner): Promise<GraphProblem> {
  const builder = new Builder();
  const weights = declareWeights(builder, onnxNetwork(description));
  const made = nodeValues(description, builder, builder.input('x', [rows, ...description.inputShape]), weights);
  made.forEach(({ id }, at) => builder.output(`node ${at}`, id));
  const program = builder.build();
  const size = sizeOf(description.inputShape);
  const x = statesOf(description, rows, 5);
  const before = await runner.run(program, x);
  const changes = made.map((_, at) => new Uint8Array(before?.[`node ${at}`]?.length ?? 0));
  for (let row = 0; row < rows && before !== null; row++) {
    const moved = x.slice();
    moved.set(statesOf(description, 1, 8 + row), row * size);
    const after = await runner.run(program, moved);
    changes.forEach((counts, at) => {
      const [one, other] = [before[`node ${at}`]!, after![`node ${at}`]!];
      const rounding = runner.rounding.sameRow * largest(one);
      counts.forEach((count, element) => {
        if (!isSame(one[element]!, other[element]!, rounding)) counts[element] = count + 1;
      });
    });
  }
  const where = made[changes.findIndex((counts) => counts.some((count) => count > 1))]?.node ?? null;
  const advice = 'export the model in eval mode (model.eval()), with an energy for each state and no mean over the batch';
  if (where === null) return { node: null, op: null, why: 'the energy of a state depends on its place in the batch, or on how many states are in it', advice };
  return { node: nodeLabel(where), op: where.op, why: 'it mixes the values of different states, so that the energy of a state depends on the others in its batch', advice };
}
