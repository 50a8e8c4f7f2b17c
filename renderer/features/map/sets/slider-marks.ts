import type { KineticLandscape } from '../../../../core/contract/landscape.ts';
import { formatNumber } from '../../../lib/format.ts';

/** A proposed number of sets on the slider. */
export interface SliderMark {
  readonly sets: number;
  /** Share of the way from the fewest sets to the most. */
  readonly at: number;
  /** How clear its gap is, 0 … 1 of the clearest: what its size shows. */
  readonly weight: number;
  readonly text: string;
}

/** The proposals that the slider reaches, with how clear each gap is. */
export function sliderMarks(proposals: KineticLandscape['proposals'], fewest: number, most: number): SliderMark[] {
  const within = proposals.filter(({ sets }) => sets >= fewest && sets <= most);
  // A ratio of 1 is no gap: clearness is weighed by its logarithm.
  const weigh = (clearness: number | null): number => (clearness === null ? Infinity : Math.log(Math.max(1, clearness)));
  const clearest = Math.max(...within.map(({ clearness }) => weigh(clearness)).filter(Number.isFinite), 1e-9);
  return within.map(({ sets, clearness }) => ({
    sets,
    at: most > fewest ? (sets - fewest) / (most - fewest) : 0,
    weight: Math.min(1, weigh(clearness) / clearest),
    text: `${sets} sets: ${gapWords(clearness)}`,
  }));
}

/** A gap of the timescales in words. */
function gapWords(clearness: number | null): string {
  if (clearness === null) return 'nothing leads from one to another at all.';
  return `the slowest exchange between them takes ${formatNumber(clearness, 3)} times as long as the slowest within one, ${clearness >= 2 ? 'a clear gap' : clearness >= 1.3 ? 'a gap' : 'a faint gap'} of the timescales.`;
}

/** What m sets leave together, in words short enough to stand beside the slider. */
export function timescaleWords(timescales: KineticLandscape['timescales'], sets: number): string {
  const steps = timescales[sets];
  if (steps === undefined) return '';
  return steps === null ? 'parts that nothing joins' : `${formatNumber(steps, 3)} steps`;
}
