import type { ModelFacts } from '../contract/import-choices.ts';
import type { ModelProto, ValueProto } from './proto/model-proto.ts';
import { typeName } from './tensor-values.ts';

/** What a model holds, for people. `question`: what has to be chosen before it can be read. */
export function modelFacts({ graph, opsets, producer }: ModelProto, question: string | null): ModelFacts {
  const carried = new Set(graph.initializers.map(({ name }) => name));
  const counts = new Map<string, number>();
  for (const { op, domain } of graph.nodes) {
    const name = domain === '' ? op : `${domain}::${op}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return {
    inputs: graph.inputs.filter(({ name }) => !carried.has(name)).map(tensorOf),
    outputs: graph.outputs.map(tensorOf),
    opset: opsets.get('') ?? 0,
    producer,
    ops: [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([op, count]) => ({ op, count })),
    question,
  };
}

function tensorOf({ name, type, dims }: ValueProto): ModelFacts['inputs'][number] {
  return { name, type: typeName(type), shape: dims === null ? null : [...dims] };
}
