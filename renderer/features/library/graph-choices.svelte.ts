import type { ImportChoices, ModelFacts } from '../../../core/contract/import-choices.ts';

export const ranges = ['-1,1', '0,1', '0,255'] as const;

/** What is chosen about an ONNX file, as it is typed. */
export class GraphChoices {
  output = $state<NonNullable<ImportChoices['output']>>('energy');
  classIndex = $state<number | null>(null);
  scale = $state<number | null>(1);
  quadratic = $state<number | null>(null);
  range = $state<(typeof ranges)[number]>('-1,1');
  mean = $state('');
  std = $state('');
  /** Values of further inputs, by their names. */
  inputs = $state<Record<string, string>>({});

  readonly model: ModelFacts;
  /** Inputs beside the state: those of fewer axes than the first of most. */
  readonly further: readonly ModelFacts['inputs'][number][];

  constructor(model: ModelFacts) {
    this.model = model;
    const axes = (input: ModelFacts['inputs'][number]): number => (input.type.startsWith('float') ? (input.shape?.length ?? 0) : 0);
    const most = Math.max(...model.inputs.map(axes));
    const x = model.inputs.find((input) => axes(input) === most);
    this.further = model.inputs.filter((input) => input !== x);
    const last = model.outputs[0]?.shape?.at(-1);
    if ((model.outputs[0]?.shape?.length ?? 0) > 1 && typeof last === 'number' && last > 1) this.output = 'logits';
  }

  /** The choices, or what is wrong with what was typed. */
  get given(): { choices: ImportChoices } | { problem: string } {
    const inputValues: Record<string, number[]> = {};
    for (const { name } of this.further) {
      const values = numbersOf(this.inputs[name] ?? '');
      if (values === null || values.length === 0) return { problem: `Give ${name} a value: it is fixed for this potential.` };
      inputValues[name] = values;
    }
    const [mean, std] = [numbersOf(this.mean), numbersOf(this.std)];
    if (mean === null || std === null) return { problem: 'Mean and standard deviation are numbers, with commas between channels.' };
    if (std.some((value) => value <= 0)) return { problem: 'Standard deviations are positive.' };
    const [low, high] = this.range.split(',').map(Number) as [number, number];
    return {
      choices: {
        output: this.output, classIndex: this.output === 'logits' ? this.classIndex : null, scale: this.scale ?? 1, quadratic: this.quadratic,
        range: [low, high], mean, std, layout: 'nchw', inputShape: null, inputValues, outputName: null,
      },
    };
  }
}

/** Numbers with commas between; none in an empty text; null where something else was typed. */
function numbersOf(text: string): number[] | null {
  if (text.trim() === '') return [];
  const values = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  return values.every(Number.isFinite) ? values : null;
}
