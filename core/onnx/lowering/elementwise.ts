import type { NodeId } from '../../graph/program.ts';
import type { GraphValue } from '../graph-value.ts';
import { ImportProblem } from './node-call.ts';
import type { NodeCall, NodeLowering } from './node-call.ts';

/** float where any of the inputs is, else int: what arithmetic gives. */
function arithmeticKind(call: NodeCall): 'float' | 'int' {
  return call.inputs.some((value) => value?.kind === 'float') ? 'float' : 'int';
}

const arithmetic = (op: string): NodeLowering => (call) => call.value(call.apply(op, [call.id(0), call.id(1)]), arithmeticKind(call));
const unary = (op: string): NodeLowering => (call) => call.value(call.apply(op, [call.id(0)]), call.input(0).kind);
const comparison = (op: string): NodeLowering => (call) => call.value(call.apply(op, [call.id(0), call.id(1)]), 'bool');
/** Of any number of inputs, two by two. */
const variadic = (op: string): NodeLowering => (call) => call.value(joined(call, op), arithmeticKind(call));

function joined(call: NodeCall, op: string): NodeId {
  return call.ids().reduce((a, b) => call.apply(op, [a, b]));
}

/** min and max as inputs, or, before opset 11, as attributes. */
function clip(call: NodeCall): GraphValue {
  const bound = (at: number, name: string): number | null =>
    call.has(at) ? call.scalar(at, name) : call.node.attributes[name] === undefined ? null : call.number(name, 0);
  const finite = (value: number | null): number | null => (value !== null && Math.abs(value) < 3.4e38 ? value : null);
  const [min, max] = [finite(bound(1, 'min')), finite(bound(2, 'max'))];
  const x = call.id(0);
  const kind = call.input(0).kind;
  if (min !== null && max !== null) return call.value(call.apply('clamp', [x], { min: Math.min(min, max), max }), kind);
  if (min !== null) return call.value(call.apply('maximum', [x, call.builder.scalar(min)]), kind);
  return call.value(max === null ? x : call.apply('minimum', [x, call.builder.scalar(max)]), kind);
}

function pow(call: NodeCall): GraphValue {
  const exponent = call.input(1);
  const kind = call.input(0).kind;
  if (exponent.known !== null && exponent.known.length === 1) {
    const [power] = call.must(1, 'exponent');
    const x = call.id(0);
    const rank = Math.max(call.shape(0).length, exponent.shape.length);
    // An exponent of shape [1] gives a scalar an axis.
    const lifted = rank === call.shape(0).length ? x : call.apply('reshape', [x], { shape: [...Array<number>(rank - call.shape(0).length).fill(1), ...call.shape(0)] });
    if (power === 1) return call.value(lifted, kind);
    if (power === 2) return call.value(call.apply('square', [lifted]), kind);
    if (power === 0.5) return call.value(call.apply('sqrt', [lifted]), kind);
    return call.value(call.apply('pow', [lifted], { exponent: power! }), kind);
  }
  // xʸ = e^(y·log x), for x > 0.
  return call.value(call.apply('exp', [call.apply('mul', [call.id(1), call.apply('log', [call.id(0)])])]));
}

function not(call: NodeCall): GraphValue {
  return call.value(call.apply('sub', [call.builder.scalar(1), call.id(0)]), 'bool');
}

function where(call: NodeCall): GraphValue {
  return call.value(call.apply('where', call.ids()), call.input(1).kind);
}

function mod(call: NodeCall): GraphValue {
  if (call.input(0).known === null || call.input(1).known === null) throw new ImportProblem('a remainder of what is computed from x has no useful derivative');
  return call.value(call.apply('sub', [call.id(0), call.apply('mul', [call.id(1), call.apply('div', [call.id(0), call.id(1)])])]));
}

/** Functions of each element by itself, and of two or more with broadcasting. */
export const elementwise: Readonly<Record<string, NodeLowering>> = {
  Add: arithmetic('add'),
  Sub: arithmetic('sub'),
  Mul: arithmetic('mul'),
  Div: arithmetic('div'),
  Pow: pow,
  Mod: mod,
  Sqrt: unary('sqrt'),
  Neg: unary('neg'),
  Exp: unary('exp'),
  Log: unary('log'),
  Abs: unary('abs'),
  Sign: unary('sign'),
  Sin: unary('sin'),
  Cos: unary('cos'),
  Erf: unary('erf'),
  Reciprocal: (call) => call.value(call.apply('div', [call.builder.scalar(1), call.id(0)])),
  Min: variadic('minimum'),
  Max: variadic('maximum'),
  Sum: variadic('add'),
  Mean: (call) => call.value(call.apply('mul', [joined(call, 'add'), call.builder.scalar(1 / call.inputs.length)])),
  Clip: clip,
  Where: where,
  Greater: comparison('greater'),
  GreaterOrEqual: comparison('greater_equal'),
  Less: comparison('less'),
  LessOrEqual: comparison('less_equal'),
  Equal: comparison('equal'),
  Not: not,
  And: comparison('mul'),
  Or: comparison('maximum'),
  Xor: (call) => call.value(call.apply('abs', [call.apply('sub', [call.id(0), call.id(1)])]), 'bool'),
};
