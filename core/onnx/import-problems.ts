import type { GraphProblem } from '../contract/import-choices.ts';
import type { GraphNode } from '../contract/network.ts';
import { isExactOnly } from './fold.ts';
import type { FlatNode } from './flatten-graph.ts';
import { lowerings } from './lowering/lowerings.ts';
import type { ModelProto } from './proto/model-proto.ts';

/** Operator sets that the lowerings know. */
const OLDEST_OPSET = 9;
const NEWEST_OPSET = 26;
/** Letters of a reason: shapes that a file makes up may be of any length. */
const LONGEST = 300;

/** What stands against a file as a whole. */
export function fileProblems({ opsets, graph }: ModelProto): GraphProblem[] {
  const opset = opsets.get('') ?? 0;
  const problems: GraphProblem[] = [];
  const whole = (why: string, advice: string): void => void problems.push({ node: null, op: null, why, advice });
  if (opset < OLDEST_OPSET || opset > NEWEST_OPSET) {
    whole(`the model uses version ${opset} of ONNX's operator set, of which ${OLDEST_OPSET} to ${NEWEST_OPSET} are known`, 'export it with opset_version=17');
  }
  if (graph.sparseInitializers > 0) whole('the model keeps weights as sparse tensors, which are not supported', 'export it with dense ones');
  return problems;
}

/** Nodes whose op is refused wherever it stands. */
export function refusedNodes(nodes: readonly FlatNode[]): GraphProblem[] {
  return nodes.flatMap((node) => {
    const found = refusal(node);
    return found === null ? [] : [{ node: nodeLabel(node), op: node.type.slice(0, 80), ...found }];
  });
}

/** A node that could not be added to a program, in words. */
export function nodeProblem(node: FlatNode, why: string, advice: string | null): GraphProblem {
  return { node: nodeLabel(node), op: node.type.slice(0, 80), why: why.length > LONGEST ? `${why.slice(0, LONGEST)}…` : why, advice: advice ?? 'write this part of the model in another way, and export again' };
}

/** Which node, for people: its name in the file, or what it makes where it has none. */
export function nodeLabel({ name, outputs }: Pick<GraphNode, 'name' | 'outputs'>): string {
  return name === '' ? `that makes "${(outputs[0] ?? '').slice(0, 80)}"` : `"${name.slice(0, 120)}"`;
}

function refusal({ op, type, branches }: FlatNode): Pick<GraphProblem, 'why' | 'advice'> | null {
  if (type !== op) return { why: `it is a custom op of the domain "${type.slice(0, -op.length - 2).slice(0, 60)}", whose meaning this file does not carry`, advice: 'write it in standard ops, and export again' };
  if (op === 'If') {
    if (branches === null) return { why: 'its branches are missing', advice: 'export the model again' };
    return { why: 'its condition depends on x', advice: 'write it without a branch (where, clamp), and export again' };
  }
  if (lowerings.has(op) || isExactOnly(op)) return null;
  if (op === 'Loop' || op === 'Scan') {
    return { why: 'loops are not supported', advice: 'trace the model instead of scripting it (torch.onnx.export of the module itself), so that the loop is written out' };
  }
  if (/quantize|Integer|^QLinear/i.test(op)) return { why: 'quantised networks have no derivative', advice: 'export the float32 model, before quantisation' };
  if (/^(LSTM|GRU|RNN)$/.test(op)) return { why: 'recurrent layers are not supported', advice: 'write the recurrence out in ops of its own, over the fixed number of steps, and export again' };
  if (/^Random|Multinomial|Bernoulli/.test(op)) return { why: 'it draws random numbers, and an energy must be a function of x alone', advice: 'export the model in eval mode (model.eval()), without noise' };
  if (/^(ArgMax|ArgMin|TopK|NonZero|Unique|Scatter|Gather|OneHot)/.test(op)) {
    return { why: 'choosing by index what depends on x is not supported', advice: 'write it with masks (where, max), and export again' };
  }
  return { why: 'it is not supported', advice: 'write it in other ops, or export with another opset' };
}
