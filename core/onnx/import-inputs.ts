import type { GraphInput } from '../contract/network.ts';
import { sizeOf } from '../graph/program.ts';
import { NetworkError } from '../networks/network-error.ts';
import { ChoiceNeeded } from './choice-needed.ts';
import { GraphRefusal } from './graph-refusal.ts';
import { guessState } from './guess-input.ts';
import type { ElementKind, GraphValue } from './graph-value.ts';
import type { ImportChoices } from '../contract/import-choices.ts';
import type { GraphProto, ValueProto } from './proto/model-proto.ts';
import { kindOfType, typeName } from './tensor-values.ts';

/** A further input of a graph with the value that it has for this potential. */
export interface FixedInput {
  readonly name: string;
  readonly kind: ElementKind;
  /** Without the axis of the rows, where the graph takes one for each state. */
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly perRow: boolean;
}

/** Which input is the state, and what the others are. */
export interface ChosenInputs {
  readonly input: GraphInput;
  readonly inputShape: readonly [number, number, number];
  readonly fixed: readonly FixedInput[];
  readonly output: string;
  /** Rows the file was written for, where it names a number. */
  readonly rows: number | null;
}

/** Rows that a graph may be written for: they are evaluated together. */
const MOST_ROWS = 65536;

/** The state's input, the others' values and the output that is read. Throws NetworkError that says what to choose. */
export function chooseInputs(graph: GraphProto, carried: ReadonlyMap<string, GraphValue>, choices: ImportChoices): ChosenInputs {
  const open = graph.inputs.filter(({ name }) => !carried.has(name));
  const unknown = Object.keys(choices.inputValues).find((name) => !open.some((input) => input.name === name));
  if (unknown !== undefined) throw new NetworkError(`The graph has no input "${unknown}"; it has ${namesOf(open)}.`);
  const states = open.filter(({ name }) => !Object.hasOwn(choices.inputValues, name));
  const x = stateOf(states, open);
  const further = states.filter((input) => input !== x);
  if (further.length > 0) {
    throw new ChoiceNeeded('value', `The graph takes ${namesOf(further)} beside the state ${namesOf([x])}: give a value that is fixed for this potential.`);
  }
  const dims = x.dims!;
  const rows = typeof dims[0] === 'number' && dims[0] > 0 ? dims[0] : null;
  if (rows !== null && rows > MOST_ROWS) throw new NetworkError(`The input "${x.name.slice(0, 80)}" is for ${rows} states at once; up to ${MOST_ROWS} are read. Export the model with the number of states left open.`);
  const layout = layoutOf(graph, x, choices);
  const shape = ownShape(x, choices, layout);
  const { scale, shift } = affineOf(choices);
  const inputShape = stateShape(shape, choices, layout);
  if (scale.length !== 1 && scale.length !== inputShape[0]) throw new NetworkError(`Mean and std were given for ${scale.length} channels; a state has ${inputShape[0]}.`);
  return {
    input: { name: x.name, shape, layout, scale, shift },
    inputShape,
    fixed: open.filter((input) => input !== x).map((input) => fixedInput(input, choices.inputValues[input.name]!, dims[0] ?? null)),
    output: outputOf(graph, choices),
    rows,
  };
}

function namesOf(inputs: readonly ValueProto[]): string {
  return inputs.map(({ name, type, dims }) => `"${name.slice(0, 80)}" (${typeName(type)} [${dims === null ? '?' : dims.map((size) => size ?? '?').join(', ')}])`).join(' and ') || 'none';
}

/** The input that may be the state: the float one of most axes; a time or a class has fewer. */
export function stateAmong(inputs: readonly ValueProto[]): ValueProto | undefined {
  const floats = inputs.filter(({ type, dims }) => kindOfType(type) === 'float' && dims !== null && dims.length >= 2 && dims.length <= 4);
  const most = Math.max(...floats.map(({ dims }) => dims!.length));
  return floats.find(({ dims }) => dims!.length === most);
}

function stateOf(states: readonly ValueProto[], open: readonly ValueProto[]): ValueProto {
  const x = stateAmong(states);
  if (x === undefined) {
    throw new GraphRefusal([{
      node: null, op: null, why: `the graph has no input that could be a state, floats of shape [n, …] with 2 to 4 axes; it has ${namesOf(open)}`,
      advice: 'export a module that takes a batch of states',
    }]);
  }
  return x;
}

/** Where the graph has the channels of its images. Throws ChoiceNeeded where that cannot be seen. */
function layoutOf(graph: GraphProto, x: ValueProto, { layout }: ImportChoices): 'nchw' | 'nhwc' {
  const rest = x.dims!.slice(1);
  if (layout !== null || rest.length !== 3) return layout ?? 'nchw';
  const found = guessState(graph, x).layout;
  if (found !== null) return found;
  throw new ChoiceNeeded('layout', `Of the input ${namesOf([x])} it cannot be seen where the channels are: first or last?`);
}

function ownShape({ name, dims }: ValueProto, { inputShape }: ImportChoices, layout: 'nchw' | 'nhwc'): number[] {
  const rest = dims!.slice(1);
  if (rest.every((size): size is number => typeof size === 'number' && size >= 1 && size <= 65536)) return rest;
  if (inputShape === null) throw new ChoiceNeeded('shape', `The input "${name.slice(0, 80)}" has shape [${dims!.map((size) => size ?? '?').join(', ')}]; the sizes of one state must be fixed: give its channels, height and width.`);
  const [c, h, w] = inputShape;
  const given = rest.length === 3 ? (layout === 'nhwc' ? [h, w, c] : [c, h, w]) : rest.length === 1 ? [c * h * w] : [h, w];
  if (rest.some((size, axis) => typeof size === 'number' && size !== given[axis])) throw new NetworkError(`The input "${name.slice(0, 80)}" has shape [${dims!.map((size) => size ?? '?').join(', ')}], which does not go with states of ${inputShape.join('×')}.`);
  return given;
}

/** [channels, height, width]: vectors are points of as many channels, matrices images of one. */
function stateShape(shape: readonly number[], { inputShape }: ImportChoices, layout: 'nchw' | 'nhwc'): [number, number, number] {
  if (inputShape !== null) {
    if (sizeOf(inputShape) !== sizeOf(shape)) throw new NetworkError(`States of ${inputShape.join('×')} have ${sizeOf(inputShape)} numbers; the graph takes [${shape.join(', ')}], ${sizeOf(shape)}.`);
    return [...inputShape];
  }
  if (shape.length === 1) return [shape[0]!, 1, 1];
  if (shape.length === 2) return [1, shape[0]!, shape[1]!];
  return layout === 'nhwc' ? [shape[2]!, shape[0]!, shape[1]!] : [shape[0]!, shape[1]!, shape[2]!];
}

/** x in [−1, 1] to the range, then (· − mean)/std. */
function affineOf({ range: [low, high], mean, std }: ImportChoices): { scale: number[]; shift: number[] } {
  const channels = Math.max(1, mean.length, std.length);
  const at = (list: readonly number[], channel: number, otherwise: number): number => list[channel] ?? list[0] ?? otherwise;
  const divisors = Array.from({ length: channels }, (_, channel) => at(std, channel, 1));
  if (!(high > low) || divisors.some((value) => !(value > 0))) throw new NetworkError('A range needs its smaller value first, and standard deviations must be positive.');
  return {
    scale: divisors.map((divisor) => (high - low) / 2 / divisor),
    shift: divisors.map((divisor, channel) => ((high + low) / 2 - at(mean, channel, 0)) / divisor),
  };
}

function fixedInput({ name, type, dims }: ValueProto, given: readonly number[], batch: number | string | null): FixedInput {
  const kind = kindOfType(type);
  if (kind === null || dims === null) throw new NetworkError(`The input "${name.slice(0, 80)}" is ${typeName(type)}; numbers were expected.`);
  // It has a row for each state where its first axis is called as that of the states.
  const perRow = dims.length > 0 && dims[0] === batch && (typeof batch === 'string' || dims.length > 1 || batch !== null);
  const shape = (perRow ? dims.slice(1) : dims).map((size) => (typeof size === 'number' && size >= 1 ? size : 1));
  const size = sizeOf(shape);
  if (size > 2 ** 20) throw new NetworkError(`The input "${name.slice(0, 80)}" of shape [${shape.join(', ')}] is too large to be fixed.`);
  if (given.length !== 1 && given.length !== size) throw new NetworkError(`The input "${name.slice(0, 80)}" takes ${size} numbers${perRow ? ' a state' : ''}; ${given.length} were given.`);
  return { name, kind, shape, perRow, values: given.length === size ? given : Array<number>(size).fill(given[0]!) };
}

function outputOf({ outputs }: GraphProto, { outputName }: ImportChoices): string {
  const chosen = outputName === null ? outputs[0] : outputs.find(({ name }) => name === outputName);
  if (chosen === undefined) throw new NetworkError(`The graph has no output ${outputName === null ? 'at all' : `"${outputName}"`}; it has ${namesOf(outputs)}.`);
  return chosen.name;
}
