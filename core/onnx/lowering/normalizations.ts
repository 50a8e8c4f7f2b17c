import { sizeOf } from '../../graph/program.ts';
import type { NodeId } from '../../graph/program.ts';
import type { GraphValue } from '../graph-value.ts';
import { axisIn, ImportProblem } from './node-call.ts';
import type { NodeCall, NodeLowering } from './node-call.ts';

/** (x − mean)/√(variance + ε) over axes. */
function standardized(call: NodeCall, x: NodeId, axes: readonly number[], epsilon: number): NodeId {
  const over = { axes, keep_dims: true };
  const centred = call.apply('sub', [x, call.apply('mean', [x], over)]);
  const variance = call.apply('mean', [call.apply('square', [centred])], over);
  return call.apply('div', [centred, call.apply('sqrt', [call.apply('add', [variance, call.builder.scalar(epsilon)])])]);
}

/** A value for each channel, as [1, c, 1, …]. */
function perChannel(call: NodeCall, at: number, rank: number): NodeId {
  return call.apply('reshape', [call.id(at)], { shape: [1, sizeOf(call.shape(at)), ...Array<number>(rank - 2).fill(1)] });
}

/** As it is in eval mode, with fixed mean and variance. */
function batch(call: NodeCall): GraphValue {
  if (call.number('training_mode', 0) !== 0) throw new ImportProblem('it takes mean and variance of the batch, so that states would not be independent', 'export the model in eval mode (model.eval())');
  const rank = call.shape(0).length;
  const deviation = call.apply('sqrt', [call.apply('add', [call.id(4), call.builder.scalar(call.number('epsilon', 1e-5))])]);
  const scale = call.apply('div', [call.id(1), deviation]);
  const shift = call.apply('sub', [call.id(2), call.apply('mul', [call.id(3), scale])]);
  const shape = { shape: [1, sizeOf(call.shape(1)), ...Array<number>(Math.max(0, rank - 2)).fill(1)] };
  const scaled = call.apply('mul', [call.id(0), call.apply('reshape', [scale], shape)]);
  return call.value(call.apply('add', [scaled, call.apply('reshape', [shift], shape)]));
}

function instance(call: NodeCall): GraphValue {
  const rank = call.shape(0).length;
  const axes = call.shape(0).map((_, axis) => axis).slice(2);
  const normal = standardized(call, call.id(0), axes, call.number('epsilon', 1e-5));
  return call.value(call.apply('add', [call.apply('mul', [normal, perChannel(call, 1, rank)]), perChannel(call, 2, rank)]));
}

function group(call: NodeCall): GraphValue {
  const shape = call.shape(0);
  const [n, c] = shape as [number, number];
  const groups = call.number('num_groups', 1);
  if (!Number.isInteger(groups) || groups < 1 || c % groups !== 0) throw new ImportProblem(`${c} channels do not make ${groups} groups`);
  const grouped = call.apply('reshape', [call.id(0)], { shape: [n, groups, sizeOf(shape.slice(1)) / groups] });
  const normal = standardized(call, grouped, [2], call.number('epsilon', 1e-5));
  // Scale and shift are of each channel, or, in the first operator set that had them, of each group.
  const ofGroups = sizeOf(call.shape(1)) === groups && groups !== c;
  const spread = ofGroups ? [1, groups, 1] : [1, c, ...shape.slice(2).map(() => 1)];
  const base = ofGroups ? normal : call.apply('reshape', [normal], { shape });
  const as = (at: number): NodeId => call.apply('reshape', [call.id(at)], { shape: spread });
  const result = call.apply('add', [call.apply('mul', [base, as(1)]), as(2)]);
  return call.value(call.apply('reshape', [result], { shape }));
}

function lastAxes(call: NodeCall): number[] {
  const rank = call.shape(0).length;
  const first = axisIn(call.number('axis', -1), rank);
  return Array.from({ length: rank - first }, (_, at) => first + at);
}

function layer(call: NodeCall): GraphValue {
  if (call.node.outputs.length > 1) throw new ImportProblem('its outputs for training are not supported', 'export the model in eval mode (model.eval())');
  const normal = standardized(call, call.id(0), lastAxes(call), call.number('epsilon', 1e-5));
  const scaled = call.has(1) ? call.apply('mul', [normal, call.id(1)]) : normal;
  return call.value(call.has(2) ? call.apply('add', [scaled, call.id(2)]) : scaled);
}

function rootMeanSquare(call: NodeCall): GraphValue {
  const square = call.apply('mean', [call.apply('square', [call.id(0)])], { axes: lastAxes(call), keep_dims: true });
  const root = call.apply('sqrt', [call.apply('add', [square, call.builder.scalar(call.number('epsilon', 1e-5))])]);
  return call.value(call.apply('mul', [call.apply('div', [call.id(0), root]), call.id(1)]));
}

function norm(call: NodeCall): GraphValue {
  const over = { axes: [axisIn(call.number('axis', -1), call.shape(0).length)], keep_dims: true };
  const x = call.id(0);
  const p = call.number('p', 2);
  if (p !== 1 && p !== 2) throw new ImportProblem(`its norm is of order ${p}; 1 and 2 are supported`);
  const length = p === 1 ? call.apply('sum', [call.apply('abs', [x])], over) : call.apply('sqrt', [call.apply('sum', [call.apply('square', [x])], over)]);
  return call.value(call.apply('div', [x, length]));
}

function meanVariance(call: NodeCall): GraphValue {
  const axes = call.numbers('axes') ?? [0, 2, 3];
  if (axes.includes(0)) throw new ImportProblem('it normalises over the batch, so that states would not be independent');
  return call.value(standardized(call, call.id(0), axes.map((axis) => axisIn(axis, call.shape(0).length)), 1e-9));
}

/** Normalisation of one state by its own numbers, or by fixed ones. */
export const normalizations: Readonly<Record<string, NodeLowering>> = {
  BatchNormalization: batch,
  InstanceNormalization: instance,
  GroupNormalization: group,
  LayerNormalization: layer,
  RMSNormalization: rootMeanSquare,
  LpNormalization: norm,
  MeanVarianceNormalization: meanVariance,
};
