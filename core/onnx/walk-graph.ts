import type { GraphNode } from '../contract/network.ts';
import { sizeOf } from '../graph/program.ts';
import { foldNode } from './fold.ts';
import type { FoldBudget } from './fold.ts';
import type { GraphValue } from './graph-value.ts';
import { lowerings } from './lowering/lowerings.ts';
import { ImportProblem, NodeCall } from './lowering/node-call.ts';
import type { GraphContext } from './lowering/node-call.ts';

/** A value of one state with more elements than this is refused: 64 MiB. */
const LARGEST_VALUE = 2 ** 24;
/** All values of one state together: 512 MiB. */
const LARGEST_GRAPH = 2 ** 27;

/** A node that cannot be imported, and why. */
export interface NodeProblem {
  readonly node: GraphNode;
  readonly why: string;
  /** What to do, where that is known. */
  readonly advice: string | null;
}

export interface Walk {
  /** Values by name; what could not be computed is missing. */
  readonly values: Map<string, GraphValue>;
  readonly problems: readonly NodeProblem[];
  /** Names of known values that decided how a node is written. */
  readonly read: ReadonlySet<string>;
}

/**
 * Adds the nodes of a graph to a program, in their order, from the values that are there at the start (which is changed). What is known is
 * computed at once. A node that cannot be added is a problem; those that need it are passed over, so that all problems are found.
 */
export function walkGraph(context: GraphContext, nodes: readonly GraphNode[], values: Map<string, GraphValue>, budget: FoldBudget): Walk {
  const problems: NodeProblem[] = [];
  const lost = new Set<string>();
  const read = new Set<string>();
  let total = 0;
  for (const node of nodes) {
    const missing = node.inputs.filter((name) => name !== '' && !values.has(name));
    if (missing.length > 0) {
      const unmade = missing.find((name) => !lost.has(name));
      if (unmade !== undefined) problems.push({ node, why: `its input "${unmade.slice(0, 80)}" is made by no node before it`, advice: 'export the model again: the file is damaged' });
      for (const name of node.outputs) lost.add(name);
      continue;
    }
    const call = new NodeCall(context, node, node.inputs.map((name) => (name === '' ? null : values.get(name)!)));
    try {
      const results = resultsOf(call, budget);
      node.outputs.forEach((name, at) => {
        const value = results[at];
        if (value !== undefined && name !== '') values.set(name, value);
      });
      for (const { known, shape } of results) {
        if (known !== null) continue;
        const size = sizeOf(shape) / context.samples;
        total += size;
        if (size > LARGEST_VALUE || total > LARGEST_GRAPH) throw new ImportProblem(`its result of shape [${shape.join(', ')}] makes the network larger than is supported`);
      }
    } catch (error) {
      problems.push({ node, why: error instanceof Error ? error.message : String(error), advice: error instanceof ImportProblem ? error.advice : null });
      for (const name of node.outputs) lost.add(name);
      if (total > LARGEST_GRAPH) break;
    }
    for (const at of call.readInputs) read.add(node.inputs[at]!);
  }
  return { values, problems, read };
}

function resultsOf(call: NodeCall, budget: FoldBudget): readonly GraphValue[] {
  const lowering = lowerings.get(call.node.op);
  // Its inputs may be unknown: a shape never is.
  if (call.node.op !== 'Shape' && call.node.op !== 'Size' && call.inputs.every((value) => value === null || value.known !== null)) return foldNode(call, lowering, budget);
  if (lowering === undefined) throw new ImportProblem('it is not supported for what is computed from x');
  const results = lowering(call);
  return (Array.isArray(results) ? results : [results]) as readonly GraphValue[];
}
