import type { GraphProblem, GraphTensor, ImportChoices } from '../../../core/contract/import-choices.ts';
import { formatNumber } from '../../lib/format.ts';

/** A tensor's shape, a size or a name for each axis. */
export function shapeWords(shape: GraphTensor['shape']): string {
  return shape === null ? 'shape not said' : `[${shape.map((size) => size ?? '?').join(', ')}]`;
}

/** What the energy is of a graph's output; `name`: what the output is called, '' where that is plain from the place. */
export function readingWords({ output, classIndex, scale, quadratic }: ImportChoices, name = ''): string {
  const called = name === '' ? '' : ` “${name}”`;
  const read = output === 'logits' ? (classIndex === null ? `−log Σ exp of the logits${called}` : `minus the logit of class ${classIndex}${called === '' ? '' : ` of${called}`}`)
    : output === 'negative' ? `minus the output${called}` : `the output${called}`;
  const scaled = scale === 1 ? read : `${formatNumber(scale)} times ${read}`;
  return quadratic === null ? scaled : `${scaled}, and ‖x‖²/(2·${formatNumber(quadratic)}²)`;
}

/** How an ONNX file is read, each choice with its name. */
export function choiceLines(choices: ImportChoices): { name: string; text: string }[] {
  const { output, outputName, range: [low, high], mean, std, layout, inputValues } = choices;
  const list = (values: readonly number[]): string => values.map((value) => formatNumber(value)).join(', ');
  const lines = [
    { name: 'Energy', text: `${output === 'F' ? 'F' : 'U'} is ${readingWords(choices, outputName ?? '')}` },
    { name: 'Values', text: `from ${formatNumber(low)} to ${formatNumber(high)}${mean.length === 0 ? '' : `, less ${list(mean)}`}${std.length === 0 ? '' : `, divided by ${list(std)}`}` },
  ];
  if (layout !== null) lines.push({ name: 'Layout', text: layout === 'nchw' ? 'channels first (NCHW)' : 'channels last (NHWC)' });
  for (const [name, values] of Object.entries(inputValues)) lines.push({ name: `Input “${name}”`, text: list(values.slice(0, 8)) + (values.length > 8 ? ', …' : '') });
  return lines;
}

/** Which node a problem is about, without the quotes of messages. */
export function nodeWords({ node }: GraphProblem): string {
  return node === null ? 'The file' : node.replace(/^"(.*)"$/, '$1').replace(/^that makes "(.*)"$/, 'without a name, makes $1');
}
