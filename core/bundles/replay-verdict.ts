import type { BundleKind, BundleMachine, ReplayedPart, ReplayMeasure, ReplayReport } from '../contract/bundle.ts';
import { thisMachine } from '../jobs/machine.ts';

/** What a replay found, and on what both were computed. */
export interface ReplayFindings {
  readonly kind: BundleKind;
  readonly name: string;
  readonly parts: readonly ReplayedPart[];
  /** Looked for only where something differs. */
  readonly measures: () => ReplayMeasure[];
  readonly notes: readonly string[];
  readonly seconds: number;
  /** Engine of the bundle and of the replay, in words. */
  readonly engineBefore: string;
  readonly engineNow: string;
  /** Machine of the bundle. */
  readonly machine: BundleMachine;
}

/** The verdict of a replay: identical to the bit; on other hardware, agreeing within the bounds; else differing. */
export function replayVerdict({ kind, name, parts, measures: lookCloser, notes, seconds, engineBefore, engineNow, machine }: ReplayFindings): ReplayReport {
  const here = thisMachine();
  // Another version of the program may add numbers up in another order, and say so.
  const now = `${engineNow}; ${here.processor}; ${here.program}`;
  const before = `${engineBefore}; ${machine.processor}; ${machine.program}`;
  const sameMachine = now === before;
  const wrong = parts.filter(({ equal, counts }) => counts && !equal);
  const measures = wrong.length === 0 ? [] : lookCloser();
  const withinBounds = measures.every(({ holds }) => holds);
  const agrees = !sameMachine && withinBounds;
  const verdict = wrong.length === 0 ? 'identical' : agrees ? 'agrees' : 'differs';
  const what = kind === 'map' ? 'map' : 'training';
  const list = wrong.map((part) => `${part.name} (${part.differing} of ${part.of})`).join(', ');
  const text = {
    identical: `The ${what} is the same to the bit${sameMachine ? '' : ', though computed by another engine, number of threads, processor or version'}.`,
    agrees: `The ${what} agrees within the bounds for another kind of machine; not to the bit the same: ${list}.`,
    differs: sameMachine
      ? `The ${what} is another: on the same kind of machine these should be the same to the bit: ${list}.${withinBounds ? ' It agrees within the bounds for another kind.' : ''}`
      : `The ${what} is another, also within the bounds for another kind of machine: ${measures.filter(({ holds }) => !holds).map((one) => `${one.name} ${one.value?.toPrecision(3) ?? 'no number'}, ${one.is} ${one.bound} expected`).join('; ')}.`,
  }[verdict];
  return { kind, name, verdict, text, before, now, sameMachine, parts: [...parts], measures, notes: [...notes], seconds };
}
