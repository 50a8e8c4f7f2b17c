import type { GraphProblem, ModelFacts } from '../contract/import-choices.ts';
import type { ModelProto, ValueProto } from './proto/model-proto.ts';
import { elementCount } from '../formats/tensor.ts';
import type { ChoiceNeeded } from './choice-needed.ts';
import { guessState } from './guess-input.ts';
import { stateAmong } from './import-inputs.ts';
import { kindOfType, typeName } from './tensor-values.ts';

/** What a model holds, for people. `question`: what has to be chosen before it can be read; `problems`: for what it cannot be, whatever is chosen. */
export function modelFacts({ graph, opsets, producer }: ModelProto, question: ChoiceNeeded | null, problems: readonly GraphProblem[] = []): ModelFacts {
  const carried = new Set(graph.initializers.map(({ name }) => name));
  const counts = new Map<string, number>();
  for (const { op, domain } of graph.nodes) {
    const name = domain === '' ? op : `${domain}::${op}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const state = stateAmong(graph.inputs.filter(({ name }) => !carried.has(name)));
  const floats = graph.initializers.filter(({ type, dims }) => kindOfType(type) === 'float' && dims.length > 0);
  return {
    inputs: graph.inputs.filter(({ name }) => !carried.has(name)).map(tensorOf),
    outputs: graph.outputs.map(tensorOf),
    opset: opsets.get('') ?? 0,
    producer,
    ops: [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([op, count]) => ({ op, count })),
    parameters: floats.reduce((sum, { dims }) => sum + (elementCount(dims) ?? 0), 0),
    state: state?.name ?? null,
    guess: state === undefined ? { layout: null, why: null, sizes: [null, null, null] } : guessState(graph, state),
    question: question?.message ?? null,
    missing: question?.choice ?? null,
    problems: [...problems],
  };
}

function tensorOf({ name, type, dims }: ValueProto): ModelFacts['inputs'][number] {
  return { name, type: typeName(type), shape: dims === null ? null : [...dims] };
}
