import { InvalidArgumentError } from 'commander';

interface Bounds {
  readonly least?: number;
  readonly most?: number;
  /** The bound `least` itself is not allowed. */
  readonly above?: boolean;
}

function within(value: number, bounds: Bounds, kind: string): number {
  const { least, most, above } = bounds;
  const low = least === undefined || (above === true ? value > least : value >= least);
  if (low && (most === undefined || value <= most)) return value;
  const range = [least === undefined ? null : above === true ? `above ${least}` : `at least ${least}`, most === undefined ? null : `at most ${most}`].filter((part) => part !== null).join(' and ');
  throw new InvalidArgumentError(`${kind} ${range} was expected.`);
}

/** Reads a number from a flag; throws commander's InvalidArgumentError that says what was expected. */
export function numberFlag(bounds: Bounds = {}): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('A number was expected.');
    return within(value, bounds, 'A number');
  };
}

/** Reads a whole number from a flag. */
export function wholeFlag(bounds: Bounds = {}): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isSafeInteger(value)) throw new InvalidArgumentError('A whole number was expected.');
    return within(value, bounds, 'A whole number');
  };
}
