import type { DeviceName } from '../../core/contract/engine.ts';

/** What a section of the device check is run with. */
export interface SectionOptions {
  readonly device: DeviceName;
  /** Sizes that a software driver takes in a few minutes. */
  readonly tiny: boolean;
  /** Writes a line of the report, in Markdown. */
  readonly print: (line: string) => void;
}

/** One part of the device check, a process of its own: what kills it leaves the others. */
export type Section = (options: SectionOptions) => Promise<void>;

/** What was looked for and is not there: the report says why, and it is no failure. */
export class NotHere extends Error {
  override readonly name = 'NotHere';
}

/** A row of a Markdown table. */
export function row(...cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Its head, and the line below it. */
export function head(...cells: readonly string[]): string {
  return `${row(...cells)}\n${row(...cells.map(() => '---'))}`;
}

/** Three significant digits; – for what is not a number. */
export function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : '–';
}
