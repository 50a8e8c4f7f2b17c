import { describe, expect, it } from 'vitest';
import { importChoices } from '../../../../core/contract/import-choices.ts';
import type { ImportChoices, ModelFacts } from '../../../../core/contract/import-choices.ts';
import { GraphChoices } from '../../../../renderer/features/library/graph-choices.svelte.ts';
import { choiceLines, nodeWords, readingWords } from '../../../../renderer/features/library/graph-words.ts';

function modelOf(shape: (number | string)[], facts: Partial<ModelFacts> = {}): ModelFacts {
  return {
    inputs: [{ name: 'x', type: 'float32', shape }], outputs: [{ name: 'u', type: 'float32', shape: ['n'] }], opset: 17, producer: '', ops: [], parameters: 0,
    state: 'x', guess: { layout: null, why: null, sizes: [null, null, null] }, question: null, missing: null, problems: [], ...facts,
  };
}

function chosen(graph: GraphChoices): ImportChoices {
  const { given } = graph;
  if ('problem' in given) throw new Error(given.problem);
  return given.choices;
}

describe('what is asked about a graph', () => {
  it('is a layout that cannot be seen, and sizes that the file leaves open', () => {
    const graph = new GraphChoices(modelOf(['n', 'a', 'b', 'c']));
    expect(graph.given).toMatchObject({ problem: expect.stringContaining('channels') });
    graph.layout = 'nhwc';
    expect(graph.given).toMatchObject({ problem: expect.stringContaining('height and width') });
    graph.sizes = [3, 8, 6];
    expect(chosen(graph)).toEqual(importChoices.parse({ output: 'energy', layout: 'nhwc', inputShape: [3, 8, 6] }));
  });

  it('is nothing where all can be seen; vectors are taken for the images they may be, or left', () => {
    expect(chosen(new GraphChoices(modelOf(['n', 3, 32, 32], { guess: { layout: 'nchw', why: 'seen', sizes: [3, 32, 32] } })))).toMatchObject({ layout: 'nchw', inputShape: null });
    const vector = new GraphChoices(modelOf(['n', 784], { guess: { layout: null, why: null, sizes: [1, 28, 28] } }));
    expect(chosen(vector)).toMatchObject({ layout: null, inputShape: [1, 28, 28] });
    vector.sizes = [1, null, null];
    expect(vector.given).toMatchObject({ problem: expect.stringContaining('none') });
    vector.sizes = [null, null, null];
    expect(chosen(vector).inputShape).toBeNull();
  });

  it('is which of several outputs, and one of several numbers is read as logits', () => {
    const outputs = [{ name: 'u', type: 'float32', shape: ['n'] }, { name: 'scores', type: 'float32', shape: ['n', 10] }];
    const graph = new GraphChoices(modelOf(['n', 2], { outputs }));
    expect(chosen(graph)).toMatchObject({ output: 'energy', outputName: 'u' });
    graph.outputName = 'scores';
    graph.readAsLogits();
    expect(chosen(graph)).toMatchObject({ output: 'logits', outputName: 'scores' });
  });
});

describe('words about how a graph is read', () => {
  const of = (choices: Partial<ImportChoices>): ImportChoices => importChoices.parse(choices);
  it('say what the energy is', () => {
    expect(readingWords(of({ output: 'logits' }), 'f')).toBe('−log Σ exp of the logits “f”');
    expect(readingWords(of({ output: 'logits', classIndex: 3 }))).toBe('minus the logit of class 3');
    expect(readingWords(of({ output: 'negative', scale: 0.5, quadratic: 2 }), 'f')).toBe('0.5 times minus the output “f”, and ‖x‖²/(2·2²)');
  });

  it('name every choice', () => {
    expect(choiceLines(of({ output: 'F', outputName: 'u', range: [0, 255], mean: [1, 2], std: [3], layout: 'nhwc', inputValues: { t: [0.4] } }))).toEqual([
      { name: 'Energy', text: 'F is the output “u”' },
      { name: 'Values', text: 'from 0 to 255, less 1, 2, divided by 3' },
      { name: 'Layout', text: 'channels last (NHWC)' },
      { name: 'Input “t”', text: '0.4' },
    ]);
    expect(['"/Loop"', 'that makes "v0"', null].map((node) => nodeWords({ node, op: null, why: '', advice: '' }))).toEqual(['/Loop', 'without a name, makes v0', 'The file']);
  });
});
