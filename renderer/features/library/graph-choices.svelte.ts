import type { ImportChoices, ModelFacts } from '../../../core/contract/import-choices.ts';

export const ranges = ['-1,1', '0,1', '0,255'] as const;

type Sizes = [channels: number | null, height: number | null, width: number | null];

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
  outputName = $state('');
  /** Where images have their channels; '' while that is not known. */
  layout = $state<'nchw' | 'nhwc' | ''>('');
  /** Of a state, where the graph leaves them open or takes vectors. */
  sizes = $state<Sizes>([null, null, null]);

  readonly model: ModelFacts;
  /** Inputs beside the state. */
  readonly further: readonly ModelFacts['inputs'][number][];
  /** Whether the state is an image, whose channels may be first or last. */
  readonly isImage: boolean;
  /** Whether a state's sizes are asked: open in the file (all of them must be given), or those of a vector that may be an image. */
  readonly asksSizes: 'open' | 'vector' | null;

  constructor(model: ModelFacts) {
    this.model = model;
    const state = model.inputs.find(({ name }) => name === model.state);
    this.further = model.inputs.filter((input) => input !== state);
    const rest = state?.shape?.slice(1) ?? [];
    this.isImage = rest.length === 3;
    this.asksSizes = rest.some((size) => typeof size !== 'number') ? 'open' : rest.length === 1 && (rest[0] as number) > 2 ? 'vector' : null;
    this.layout = model.guess.layout ?? '';
    if (this.asksSizes !== null) this.sizes = [...model.guess.sizes];
    this.outputName = model.outputs[0]?.name ?? '';
    this.readAsLogits();
  }

  /** Several numbers a state are most likely logits. */
  readAsLogits(): void {
    const shape = this.model.outputs.find(({ name }) => name === this.outputName)?.shape ?? [];
    const last = shape.at(-1);
    this.output = shape.length > 1 && typeof last === 'number' && last > 1 ? 'logits' : 'energy';
  }

  /** The choices, or what is wrong with what was typed. */
  get given(): { choices: ImportChoices } | { problem: string } {
    const inputValues: Record<string, number[]> = {};
    if (this.isImage && this.layout === '') return { problem: `Say where ${this.model.state ?? 'the input'} has its channels: that cannot be seen in this graph.` };
    const filled = this.sizes.filter((size) => size !== null).length;
    if (this.asksSizes === 'open' && filled < 3) return { problem: 'The graph leaves the size of a state open: give channels, height and width.' };
    if (this.asksSizes === 'vector' && filled > 0 && filled < 3) return { problem: 'Give all three sizes of an image, or none for plain vectors.' };
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
        range: [low, high], mean, std, layout: this.isImage && this.layout !== '' ? this.layout : null,
        inputShape: this.asksSizes !== null && filled === 3 ? (this.sizes as [number, number, number]) : null,
        inputValues, outputName: this.model.outputs.length > 1 ? this.outputName : null,
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
