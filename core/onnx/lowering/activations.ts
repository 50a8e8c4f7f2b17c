import type { NodeId } from '../../graph/program.ts';
import { ImportProblem } from './node-call.ts';
import type { NodeCall, NodeLowering } from './node-call.ts';

function times(call: NodeCall, x: NodeId, factor: number): NodeId {
  return factor === 1 ? x : call.apply('mul', [x, call.builder.scalar(factor)]);
}

function plus(call: NodeCall, x: NodeId, term: number): NodeId {
  return call.apply('add', [x, call.builder.scalar(term)]);
}

/** x where x > 0, else α(e^(x/scale) − 1); the exponent is cut at 0, so that neither branch overflows. */
function exponentialUnit(call: NodeCall, alpha: number, scale: number): NodeId {
  const x = call.id(0);
  const below = call.apply('exp', [times(call, call.apply('minimum', [x, call.builder.scalar(0)]), 1 / scale)]);
  return call.apply('add', [call.apply('relu', [x]), times(call, plus(call, below, -1), alpha)]);
}

/** clamp(αx + β, 0, 1). */
function hardSigmoid(call: NodeCall, alpha: number, beta: number): NodeId {
  return call.apply('clamp', [plus(call, times(call, call.id(0), alpha), beta)], { min: 0, max: 1 });
}

const named = (op: string): NodeLowering => (call) => call.value(call.apply(op, [call.id(0)]));

function leakyRelu(call: NodeCall, slope: number): NodeId {
  const x = call.id(0);
  if (slope >= 0 && slope <= 1) return call.apply('leaky_relu', [x], { slope });
  return call.apply('where', [call.apply('greater', [x, call.builder.scalar(0)]), x, times(call, x, slope)]);
}

/** One slope for all, or one for each channel; slopes are weights. */
function prelu(call: NodeCall): NodeId {
  const x = call.id(0);
  return call.apply('where', [call.apply('greater', [x, call.builder.scalar(0)]), x, call.apply('mul', [x, call.id(1)])]);
}

function gelu(call: NodeCall): NodeId {
  const x = call.id(0);
  const half = times(call, x, 0.5);
  const approximate = call.text('approximate', 'none');
  if (approximate === 'none') return call.apply('mul', [half, plus(call, call.apply('erf', [times(call, x, Math.SQRT1_2)]), 1)]);
  if (approximate !== 'tanh') throw new ImportProblem(`its approximation is "${approximate}"; none and tanh are supported`);
  const cubed = call.apply('mul', [x, call.apply('square', [x])]);
  const inner = times(call, call.apply('add', [x, times(call, cubed, 0.044715)]), Math.sqrt(2 / Math.PI));
  return call.apply('mul', [half, plus(call, call.apply('tanh', [inner]), 1)]);
}

function softsign(call: NodeCall): NodeId {
  const x = call.id(0);
  return call.apply('div', [x, plus(call, call.apply('abs', [x]), 1)]);
}

const made = (make: (call: NodeCall) => NodeId): NodeLowering => (call) => call.value(make(call));

/** Nonlinear functions of each element. */
export const activations: Readonly<Record<string, NodeLowering>> = {
  Relu: named('relu'),
  Sigmoid: named('sigmoid'),
  Tanh: named('tanh'),
  Softplus: named('softplus'),
  Softsign: made(softsign),
  LeakyRelu: made((call) => leakyRelu(call, call.number('alpha', 0.01))),
  PRelu: made(prelu),
  Elu: made((call) => exponentialUnit(call, call.number('alpha', 1), 1)),
  Celu: made((call) => exponentialUnit(call, call.number('alpha', 1), call.number('alpha', 1))),
  Selu: made((call) => times(call, exponentialUnit(call, call.number('alpha', 1.6732632423543772), 1), call.number('gamma', 1.0507009873554805))),
  Gelu: made(gelu),
  HardSigmoid: made((call) => hardSigmoid(call, call.number('alpha', 0.2), call.number('beta', 0.5))),
  HardSwish: made((call) => call.apply('mul', [call.id(0), hardSigmoid(call, 1 / 6, 0.5)])),
  Swish: made((call) => call.apply('mul', [call.id(0), call.apply('sigmoid', [times(call, call.id(0), call.number('alpha', 1))])])),
  Mish: made((call) => call.apply('mul', [call.id(0), call.apply('tanh', [call.apply('softplus', [call.id(0)])])])),
  ThresholdedRelu: made((call) => call.apply('mul', [call.id(0), call.apply('greater', [call.id(0), call.builder.scalar(call.number('alpha', 1))])])),
};
