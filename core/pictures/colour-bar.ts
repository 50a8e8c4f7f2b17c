import { rampColour } from './energy-ramp.ts';
import { ink, label } from './figure.ts';
import { element, plain } from './markup.ts';
import { tickLabel, ticks } from './numbers.ts';

export interface ColourBar {
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly low: number;
  readonly high: number;
  /** Stretches of one colour each. */
  readonly steps: number;
  /** Over the bar; left out where a title beside it says so. */
  readonly title?: string;
  /** Ticks are whole numbers. */
  readonly whole?: boolean;
  /** How a tick is written, where not as a plain number. */
  readonly words?: (value: number) => string;
}

/** Width of a bar with its ticks. */
export const COLOUR_BAR_WIDTH = 62;

/** The colours of a range from its low end below to its high end above, with ticks at the right. */
export function colourBar({ x, y, height, low, high, steps, title, whole = false, words }: ColourBar): string {
  const axis = ticks(low, high, whole ? Math.max(1, Math.min(7, Math.round(high - low))) : 7);
  const values = whole ? axis.values.filter(Number.isInteger) : axis.values;
  const yOf = (value: number): number => (high > low ? y + height * (1 - (value - low) / (high - low)) : y + height / 2);
  return element('g', { class: 'colour-bar' }, [
    ...Array.from({ length: steps }, (_, index) =>
      element('rect', { x, y: y + (height * (steps - 1 - index)) / steps, width: 14, height: height / steps + 0.3, fill: rampColour(steps === 1 ? 0.5 : index / (steps - 1)) }),
    ),
    element('rect', { x, y, width: 14, height, fill: 'none', stroke: ink.soft, 'stroke-width': 0.8 }),
    ...values.map((value) => element('g', {}, [element('path', { d: `M${plain(x + 14)} ${plain(yOf(value))}h4`, stroke: ink.soft }), label(words?.(value) ?? tickLabel(value, whole ? 0 : axis.decimals), x + 22, yOf(value) + 3.8, { fill: ink.soft })])),
    ...(title === undefined ? [] : [label(title, x + 1, y - 10, { size: 14, weight: 600 })]),
  ]);
}
