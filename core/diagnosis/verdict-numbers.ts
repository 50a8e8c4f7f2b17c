import type { VerdictNumber } from '../contract/training-run.ts';
import { readable } from '../pictures/numbers.ts';
import type { Measures } from './measures.ts';
import { THRESHOLD } from './thresholds.ts';

/** The numbers of a verdict, each with what it was held against. */
export function verdictNumbers(measures: Measures): VerdictNumber[] {
  const { window, deepest, dimensions, steps, distance, level, overshoot, change, changeError, bankPath, wayEnergy, evidence } = measures;
  const { energy, gradient } = window;
  const numbers: (VerdictNumber | null)[] = [
    number('Mean energy difference', 'd_s', energy.mean, energy.error, '', `Symmetric about 0 when stable: within ${THRESHOLD.certainErrors} standard errors (neighbours' dependence counted: ${readable(energy.effective)} independent values), or within ${THRESHOLD.balancedShift} spreads.`),
    number('Spread of energy difference', null, energy.spread, null, '', `${readable(energy.spread / dimensions)} a coordinate. Jumps from update to update are wild from ${THRESHOLD.wildJumps} a coordinate on.`),
    number('Contracting updates', null, 100 * window.positive, null, '%', 'Updates with d_s > 0; half of them when expansion and contraction balance.'),
    number('Deepest autocorrelation of d_s', `ρ(${deepest.lag})`, deepest.value, 1 / Math.sqrt(Math.max(1, window.last - window.first + 1)), '', `Of lags 1 to 5; strong oscillation from ${readable(THRESHOLD.strongOscillation)} on.`),
    number('Mean gradient', 'r_s', gradient.mean, gradient.error, '', 'Norm of the gradient of F, mean over Langevin steps and chains.'),
    number('Change of the gradient', null, 100 * change, 100 * changeError, '%', `Over the window, by a straight line; a change from ${100 * THRESHOLD.settledChange} % on, where it is also beyond ${THRESHOLD.certainErrors} standard errors; settled otherwise.`),
    overshoot === null ? null : number('Gradient against noise', 'r_s/(ε√N)', gradient.mean / overshoot, null, '', distance === null ? `Steps overshoot above 1; unstable above ${THRESHOLD.divergingSteps}.` : 'Above 1 the gradient outweighs the noise: chains travel.'),
    level === null ? null : number('Gradient against balance', 'r_s/r_ε', gradient.mean / level, null, '', `r_ε = ${readable(level)} balances ε where the learned density is that of the data; ${distance === null ? `the gradient outweighs the noise from ${THRESHOLD.outweighing} on` : `chains travel rather than fluctuate from ${THRESHOLD.travelling} on`}.`),
    distance === null ? null : number('Energy given off on the way', null, wayEnergy ?? NaN, null, '', `(2/ε²)·L·r_s²; a mean d_s below ${100 * THRESHOLD.balancedEnergy} % of it is balanced for chains from noise.`),
    distance === null ? null : number('Way of the gradient', 'L·r_s', gradient.mean * steps, null, '', `The data are ${distance.least === distance.most ? readable(distance.most) : `${readable(distance.least)} to ${readable(distance.most)}`} from the noise that chains start in.`),
    bankPath === null || bankPath >= THRESHOLD.arrivedPath ? null : number('Way of the bank', null, bankPath, null, 'ways', `How far the gradient has carried its states, over the way from noise to data; judged from ${THRESHOLD.arrivedPath} on.`),
    absent(evidence?.departure) ? null : number('Long run: distance to data', null, evidence!.departure!, null, '', `Of chains from data, over their distance at the start; they stay up to ${THRESHOLD.staying}, have left from ${THRESHOLD.leaving} on.`),
    absent(evidence?.drift) ? null : number('Long run: drift of the energy', null, evidence!.drift!, evidence!.driftError, 'spreads a decade', `Of chains from data over the last decade of steps; steady below ${THRESHOLD.smallDrift}, decisive from ${THRESHOLD.largeDrift} on.`),
    absent(evidence?.gap) ? null : number('Long run: noise against data', null, evidence!.gap!, evidence!.gapError, 'spreads', `Late energies of chains from noise less those from data; they meet below ${THRESHOLD.meetingGap}.`),
  ];
  return numbers.filter((entry) => entry !== null && Number.isFinite(entry.value)) as VerdictNumber[];
}

function absent(value: number | null | undefined): boolean {
  return value === null || value === undefined;
}

function number(name: string, symbol: string | null, value: number, spread: number | null, unit: string, meaning: string): VerdictNumber {
  return { name, symbol, value, spread: spread === null || !Number.isFinite(spread) ? null : spread, unit, meaning };
}
