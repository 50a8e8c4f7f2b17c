import { GraphError } from './graph-error.ts';
import { opRegistry } from './registry.ts';
import { shapeText } from './shapes.ts';
import type { Builder } from './builder.ts';
import type { NodeId } from './program.ts';

/**
 * Adds to the builder the derivative of a scalar in each of some nodes (inputs, parameters or anything between),
 * by reverse mode; only what leads from them to the scalar is differentiated.
 *
 * Returns one node for each of `wrt`, of the same shape; zeros where the scalar does not depend on it.
 * Throws GraphError when `scalar` is not of shape [].
 */
export function gradient(builder: Builder, scalar: NodeId, wrt: readonly NodeId[]): NodeId[] {
  const shape = builder.shapeOf(scalar);
  if (shape.length !== 0) {
    throw new GraphError(`gradient: only a scalar (shape []) can be differentiated; this node has shape ${shapeText(shape)}: sum it first.`);
  }
  const leads = nodesOnTheWay(builder, scalar, new Set(wrt));
  const adjoints = new Map<NodeId, NodeId>();
  if (leads.has(scalar)) adjoints.set(scalar, builder.scalar(1));
  // Ids grow along the data flow, so going down them meets every user of a node before the node.
  for (const id of [...leads].sort((a, b) => b - a)) {
    const upstream = adjoints.get(id);
    const node = builder.nodeOf(id);
    if (upstream === undefined || node.inputs.length === 0) continue;
    const needs = node.inputs.map((input) => leads.has(input));
    if (!needs.includes(true)) continue;
    const derivatives = opRegistry.get(node.op)!.derivative({
      builder,
      inputs: node.inputs,
      output: id,
      upstream,
      attributes: node.attributes,
      needs,
      shapeOf: (other) => builder.shapeOf(other),
    });
    node.inputs.forEach((input, i) => {
      const derivative = derivatives[i] ?? null;
      if (!needs[i] || derivative === null) return;
      const before = adjoints.get(input);
      adjoints.set(input, before === undefined ? derivative : builder.apply('add', [before, derivative]));
    });
  }
  return wrt.map((id) => adjoints.get(id) ?? builder.apply('broadcast_to', [builder.scalar(0)], { shape: builder.shapeOf(id) }));
}

/** Nodes that lie between `wrt` and `scalar`: ancestors of the one, descendants of the others. */
function nodesOnTheWay(builder: Builder, scalar: NodeId, wrt: ReadonlySet<NodeId>): Set<NodeId> {
  const ancestors = new Set<NodeId>();
  const stack = [scalar];
  while (stack.length > 0) {
    const id = stack.pop()!;
    if (ancestors.has(id)) continue;
    ancestors.add(id);
    stack.push(...builder.nodeOf(id).inputs);
  }
  const leads = new Set<NodeId>();
  for (const id of [...ancestors].sort((a, b) => a - b)) {
    if (wrt.has(id) || builder.nodeOf(id).inputs.some((input) => leads.has(input))) leads.add(id);
  }
  return leads;
}
