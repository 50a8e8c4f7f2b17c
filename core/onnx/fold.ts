import { Builder } from '../graph/builder.ts';
import { evaluate } from '../graph/evaluate.ts';
import { opRegistry } from '../graph/registry.ts';
import { sizeOf } from '../graph/program.ts';
import type { Program } from '../graph/program.ts';
import { broadcastShapes } from '../graph/shapes.ts';
import { stretch } from '../graph/elementwise.ts';
import type { GraphValue } from './graph-value.ts';
import { ImportProblem, knownValue, NodeCall } from './lowering/node-call.ts';
import type { NodeLowering } from './lowering/node-call.ts';

/** What folding may cost in all, in elements and multiplications: a small file must not keep the machine busy. */
export interface FoldBudget {
  left: number;
}

/** Functions that are only computed of what is known: they have no useful derivative. */
const exact: Readonly<Record<string, { readonly kind: 'same' | 'bool'; readonly of: (...values: number[]) => number }>> = {
  Floor: { kind: 'same', of: Math.floor },
  Ceil: { kind: 'same', of: Math.ceil },
  Round: { kind: 'same', of: (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)) },
  Mod: { kind: 'same', of: (a, b) => a! - b! * Math.floor(a! / b!) },
  Tan: { kind: 'same', of: Math.tan },
  IsNaN: { kind: 'bool', of: (x) => Number(Number.isNaN(x)) },
  IsInf: { kind: 'bool', of: (x) => Number(Math.abs(x!) === Infinity) },
};

/** Whether a node of known inputs can be computed though no lowering for programs exists. */
export function isExactOnly(op: string): boolean {
  return Object.hasOwn(exact, op);
}

/**
 * The results of a node whose inputs are all known, in float64: by its own lowering, on a program of its own, so that there is one
 * meaning of every op. Throws ImportProblem or GraphError as the lowering does, and ImportProblem where it would cost too much.
 */
export function foldNode(call: NodeCall, lowering: NodeLowering | undefined, budget: FoldBudget): readonly GraphValue[] {
  const known = exact[call.node.op];
  if (known !== undefined) return [foldExactly(call, known, budget)];
  if (lowering === undefined) throw new ImportProblem('it is not supported');
  const builder = new Builder();
  const inputs = call.inputs.map((value, at): GraphValue | null =>
    value === null || sizeOf(value.shape) === 0 ? value : { ...value, id: builder.input(`input ${at}`, value.shape) });
  const inner = new NodeCall({ ...call.context, builder }, call.node, inputs);
  const result = lowering(inner);
  const results = (Array.isArray(result) ? result : [result]) as readonly GraphValue[];
  results.forEach(({ known: elements, id }, at) => {
    if (elements === null) builder.output(`output ${at}`, id!);
  });
  const given = Object.fromEntries(call.inputs.flatMap((value, at) => (value === null || value.known === null ? [] : [[`input ${at}`, value.known]])));
  const computed = results.some(({ known: elements }) => elements === null) ? run(builder.build(), given, budget) : {};
  return results.map((value, at): GraphValue => {
    if (value.known !== null) return { ...value, id: null };
    const values = computed[`output ${at}`]!;
    return knownValue(value.kind === 'int' ? values.map(Math.trunc) : values, value.shape, value.kind);
  });
}

function run(program: Program, inputs: Record<string, Float32Array | Float64Array>, budget: FoldBudget): Record<string, Float64Array> {
  spend(budget, costOf(program));
  return evaluate(program, inputs);
}

/** What a program costs to evaluate, in elements and multiplications. */
export function costOf(program: Program): number {
  return program.nodes.reduce((cost, { op, shape, inputs }) => {
    const depth = opRegistry.has(op) && inputs.length > 1 ? depthOf(op, inputs.map((id) => program.nodes[id]!.shape)) : 0;
    return cost + sizeOf(shape) * (1 + depth);
  }, 0);
}

/** Products that are summed for one element of a result. */
function depthOf(op: string, shapes: readonly (readonly number[])[]): number {
  if (op === 'matmul') return shapes[0]!.at(-1)!;
  return op.includes('conv2d') ? sizeOf(shapes[1]!.slice(1)) : 0;
}

function spend(budget: FoldBudget, cost: number): void {
  budget.left -= cost;
  if (!(budget.left >= 0)) throw new ImportProblem('what does not depend on x takes too long to compute', 'fold constants when you export the model');
}

function foldExactly(call: NodeCall, { kind, of }: (typeof exact)[string], budget: FoldBudget): GraphValue {
  const shape = broadcastShapes(call.node.op, ...call.inputs.map((_, at) => call.shape(at)));
  spend(budget, sizeOf(shape));
  const operands = call.inputs.map((value) => stretch(Float64Array.from(value!.known!), value!.shape, shape));
  const values = Float64Array.from({ length: sizeOf(shape) }, (_, at) => of(...operands.map((operand) => operand[at]!)));
  return knownValue(values, shape, kind === 'bool' ? 'bool' : call.input(0).kind);
}
