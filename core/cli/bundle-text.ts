import type { BundleData, BundleSummary } from '../contract/bundle.ts';
import { counted } from '../pictures/numbers.ts';
import { pairs, printJson, printLine } from './output.ts';

/** Data of a bundle in a line: what they are and where they come from. */
export function dataWords({ name, kind, count, shape, classes, included, withProgram, sha256 }: BundleData): string {
  const what = kind === null ? 'not there when the bundle was made' : `${kind}, ${counted(count)} states of ${shape.join(' × ')}${classes === null ? '' : `, ${classes} classes`}`;
  const where = included ? 'in the bundle' : withProgram !== null ? 'comes with the program' : 'not in the bundle';
  return `${name}: ${what}; ${where}${sha256 === null ? '' : `; fingerprint ${sha256}`}`;
}

/** What is in a bundle, as lines or as one JSON object. */
export function printBundle(summary: BundleSummary, asJson: boolean): void {
  if (asJson) {
    printJson(summary);
    return;
  }
  const { name, what, status, seed, engine, createdAt, machine, data, potential, counts, bytes, parts } = summary;
  printLine(pairs([
    [what, `${name} (${status}), made ${createdAt}`],
    ...(potential === null ? [] : [['potential', `${potential.name}: ${potential.net}, ${counted(potential.parameters)} parameters, ε = ${potential.trainEpsilon}`], ...(potential.hash === null ? [] : [['hash', potential.hash] satisfies [string, string]])] satisfies [string, string][]),
    ['seed', String(seed)],
    ...(data === null ? [] : [['data', dataWords(data)]] satisfies [string, string][]),
    ['computed by', engine],
    ['computed on', `${machine.program}, ${machine.runtime}, ${machine.processor}`],
    ...counts.map(({ name: of, count }): [string, string] => [of, counted(count)]),
    ['bytes', `${counted(bytes)} in ${parts.length} parts`],
  ]));
}
