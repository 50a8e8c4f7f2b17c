import { isExactOnly } from './fold.ts';
import type { FlatNode } from './flatten-graph.ts';
import { lowerings } from './lowering/lowerings.ts';

/** A node of a file that cannot be imported: which, and why with what to do. */
export interface FoundProblem {
  readonly node: FlatNode;
  readonly why: string;
}

const SHOWN = 20;

/** All of them in one message, a line each. */
export function problemsText(problems: readonly FoundProblem[]): string {
  const lines = problems.slice(0, SHOWN).map(({ node, why }) => `  node ${nodeName(node)} (${node.type.slice(0, 80)}): ${why.replace(/\.$/, '')}.`);
  if (problems.length > SHOWN) lines.push(`  and ${problems.length - SHOWN} more.`);
  return `${problems.length === 1 ? 'One node' : `${problems.length} nodes`} of the graph cannot be imported:\n${lines.join('\n')}`;
}

function nodeName({ name, outputs }: FlatNode): string {
  return name === '' ? `that makes "${(outputs[0] ?? '').slice(0, 80)}"` : `"${name.slice(0, 120)}"`;
}

/** Why an op is refused wherever it stands, null for one that is known. */
export function refusal({ op, type, branches }: FlatNode): string | null {
  if (type !== op) return `it is a custom op of the domain "${type.slice(0, -op.length - 2).slice(0, 60)}", whose meaning this file does not carry: write it in standard ops, and export again`;
  if (op === 'If') return branches === null ? 'its branches are missing' : 'its condition depends on x: write it without a branch (where, clamp), and export again';
  if (lowerings.has(op) || isExactOnly(op)) return null;
  if (op === 'Loop' || op === 'Scan') return 'loops are not supported: trace the model instead of scripting it (torch.onnx.export of the module itself), so that the loop is written out';
  if (/quantize|Integer|^QLinear/i.test(op)) return 'quantised networks have no derivative: export the float32 model, before quantisation';
  if (/^(LSTM|GRU|RNN)$/.test(op)) return 'recurrent layers are not supported';
  if (/^Random|Multinomial|Bernoulli/.test(op)) return 'an energy must be a function of x alone: export the model in eval mode, without noise';
  if (/^(ArgMax|ArgMin|TopK|NonZero|Unique|Scatter|Gather|OneHot)/.test(op)) return 'choosing by index what depends on x is not supported: write it with masks (where, max), and export again';
  return 'it is not supported: write it in other ops, or export with another opset';
}
