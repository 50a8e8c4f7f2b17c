import type { GraphProblem } from '../contract/import-choices.ts';
import { NetworkError } from '../networks/network-error.ts';

const SHOWN = 20;

/** A graph that cannot be imported, with everything that stands against it: which node and op, why, and what to do. */
export class GraphRefusal extends NetworkError {
  readonly problems: readonly GraphProblem[];

  constructor(problems: readonly GraphProblem[]) {
    super(textOf(problems));
    this.problems = problems;
  }
}

/** All of them in one message, a line each. */
function textOf(problems: readonly GraphProblem[]): string {
  const sentence = (text: string): string => text.replace(/\.$/, '');
  const nodes = problems.filter(({ node }) => node !== null).slice(0, SHOWN).map(({ node, op, why, advice }) => `  node ${node} (${op}): ${sentence(why)}: ${sentence(advice)}.`);
  const count = problems.filter(({ node }) => node !== null).length;
  if (count > SHOWN) nodes.push(`  and ${count - SHOWN} more.`);
  const whole = problems.filter(({ node }) => node === null).map(({ why, advice }) => `${why.charAt(0).toUpperCase()}${sentence(why.slice(1))}: ${sentence(advice)}.`);
  return [...whole, ...(count === 0 ? [] : [`${count === 1 ? 'One node' : `${count} nodes`} of the graph cannot be imported:`, ...nodes])].join('\n');
}
