import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { importChoices } from '../contract/import-choices.ts';
import type { ImportChoices, MissingChoice } from '../contract/import-choices.ts';
import { numberFlag, wholeFlag } from './number-flags.ts';

/** How an ONNX file is to be read, as flags. */
export interface OnnxFlags {
  readonly output?: NonNullable<ImportChoices['output']>;
  readonly class?: number;
  readonly scale?: number;
  readonly quadratic?: number;
  readonly range?: readonly number[];
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  readonly layout?: NonNullable<ImportChoices['layout']>;
  readonly inputShape?: readonly number[];
  readonly inputValue?: Readonly<Record<string, readonly number[]>>;
  readonly outputName?: string;
}

function numbers(text: string): number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (!values.every(Number.isFinite)) throw new InvalidArgumentError('Numbers were expected, with commas between.');
  return values;
}

function counted(count: number, what: string): (text: string) => number[] {
  return (text) => {
    const values = numbers(text);
    if (values.length !== count) throw new InvalidArgumentError(`${what} were expected, with commas between.`);
    return values;
  };
}

/** `name=1,2,3`, once for each input. */
function inputValue(text: string, before: Readonly<Record<string, readonly number[]>> = {}): Record<string, readonly number[]> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('A name, =, and numbers with commas between were expected.');
  return { ...before, [text.slice(0, at)]: numbers(text.slice(at + 1)) };
}

/** Adds the flags that say how an ONNX file is to be read. */
export function addOnnxFlags(command: Command): Command {
  const { output, layout } = importChoices.shape;
  return command
    .addOption(new Option('--output <kind>', '.onnx: what the output is: U (energy), F with U = F/(ε²/2), −U (negative), or logits with U = −log Σ exp').choices([...output.unwrap().unwrap().options]))
    .option('--class <k>', '.onnx: with logits, the one class whose −logit is the energy (default: −log Σ exp of all)', wholeFlag({ least: 0 }))
    .option('--scale <s>', '.onnx: what the energy is multiplied by (default: 1)', numberFlag())
    .option('--quadratic <σ>', '.onnx: adds ‖x‖²/(2σ²), x as the graph takes it', numberFlag({ least: 0, above: true }))
    .option('--range <low,high>', '.onnx: values the graph takes for -1 and 1 of our states (default: -1,1)', counted(2, 'Two numbers'))
    .option('--mean <m,…>', '.onnx: taken from each channel after that', numbers)
    .option('--std <s,…>', '.onnx: divided into each channel after that', numbers)
    .addOption(new Option('--layout <layout>', '.onnx: where the graph has its channels (default: as the graph shows)').choices([...layout.unwrap().unwrap().options]))
    .option('--input-shape <c,h,w>', '.onnx: channels, height and width of a state, where the graph takes vectors or does not say', counted(3, 'Three sizes'))
    .option('--input-value <name=v,…>', '.onnx: the fixed value of a further input; again for each', inputValue)
    .option('--output-name <name>', '.onnx: the output that is read (default: the first)');
}

/** The choices that flags make; those left out are the defaults. */
export function onnxChoices(flags: OnnxFlags): ImportChoices {
  const { output, class: classIndex, scale, quadratic, range, mean, std, layout, inputShape, inputValue: inputValues, outputName } = flags;
  const given = Object.entries({ output, classIndex, scale, quadratic, range, mean, std, layout, inputShape, inputValues, outputName }).filter(([, value]) => value !== undefined);
  return importChoices.parse(Object.fromEntries(given));
}

/** How a choice is made on the command line. */
const flagsOf: Record<MissingChoice, string> = {
  output: '--output logits reads them so, of one class with --class.',
  value: '--input-value NAME=… gives it.',
  layout: '--layout nchw has them first, nhwc last.',
  shape: '--input-shape channels,height,width gives them.',
};

/** A question about a graph, with the flags that answer it. */
export function questionWithFlags(question: string, missing: MissingChoice | null): string {
  return missing === null ? question : `${question} ${flagsOf[missing]}`;
}
