import { counted, readable } from '../../pictures/numbers.ts';
import type { Measures } from '../measures.ts';
import { THRESHOLD } from '../thresholds.ts';
import type { Rule } from './rule.ts';

/**
 * Balanced learning: convergent where r_s balances the noise, d_s does not oscillate and long chains stay with the data; non-convergent
 * where any of it fails [A, section 3]. Where a long-run test tells clearly, it decides: it is what the series only stand for.
 */
export const stable: Rule = (measures) => {
  const { window, wayEnergy } = measures;
  const leans = wayEnergy !== null && Math.abs(window.energy.mean) > THRESHOLD.balancedShift * window.energy.spread;
  const balance = `Expansion and contraction balance: over updates ${counted(window.first)} to ${counted(window.last)} d_s was ${readable(window.energy.mean)} ± ${readable(window.energy.error, 2)} on average with a spread of ${readable(window.energy.spread)}, above 0 in ${Math.round(100 * window.positive)} % of them${leans ? ` (a lean of ${readable((100 * Math.abs(window.energy.mean)) / wayEnergy, 2)} % of the energy that a chain gives off on its way from noise; balanced below ${100 * THRESHOLD.balancedEnergy} %)` : ''}.`;
  const series = [travelling(measures), oscillating(measures)].filter((reason) => reason !== null);
  const longRun = longRunWord(measures);
  const convergent = longRun === null || longRun.stays === null ? series.length === 0 : longRun.stays;
  const words = longRun === null ? [] : [longRun.text];
  if (convergent) {
    return {
      verdict: 'convergent',
      title: 'Stable, convergent',
      explanation: [balance, ...(series.length === 0 ? [settledWord(measures)] : series), ...words],
      advice: [
        ...(series.length > 0 ? ['The series alone would not call this convergent; the long-run test does, and it counts more.'] : []),
        ...(Math.abs(measures.change) > THRESHOLD.settledChange ? ['Learn on for some more updates: over a longer stretch it can be told whether r_s has settled.'] : []),
        ...(longRun === null ? ['Confirm it with a long-run test: long chains from data should keep looking like data, and chains from noise should reach the same energies.'] : []),
      ],
    };
  }
  return {
    verdict: 'non-convergent',
    title: 'Stable, non-convergent',
    explanation: [balance, ...series, ...words],
    advice: [
      'Short-run samples may be good; long chains will leave the data, so do not read probabilities, barriers or densities off this potential.',
      measures.distance !== null
        ? 'For a convergent model keep the chains (persistent start) instead of starting from noise, with SGD in the end.'
        : 'For a convergent model lower the learning rate, use SGD in the end, or take more Langevin steps an update.',
    ],
  };
};

function settledWord({ window, level, overshoot, deepest, change, changeError }: Measures): string {
  const flat = `no autocorrelation of d_s at lags 1 to 5 is below ${readable(deepest.value, 2)}`;
  if (overshoot === null) return `There is no noise for r_s to balance (ε = 0); ${flat}.`;
  const against = level === null ? `${readable(window.gradient.mean / overshoot, 2)} of ε√N` : `${readable(window.gradient.mean / level, 2)} times the ${readable(level)} at which the gradient of the data's own density balances ε`;
  // More than the bound, but not beyond chance: that it settled has not been seen, only that no change was.
  const uncertain = Math.abs(change) > THRESHOLD.settledChange;
  const settled = uncertain ? `No certain change of r_s was seen (${readable(100 * change, 2)} ± ${readable(100 * changeError, 2)} % over the window): it is` : 'r_s settled at';
  return `${settled} ${readable(window.gradient.mean)}, ${against}; ${flat}.`;
}

/** Chains from noise whose gradient is what the way to the data needs, not what the noise needs. */
function travelling({ window, level, overshoot, distance, steps }: Measures): string | null {
  if (overshoot === null) return null;
  const balance = level ?? overshoot;
  const ratio = window.gradient.mean / balance;
  const bound = distance === null ? (level === null ? 1 : THRESHOLD.outweighing) : THRESHOLD.travelling;
  if (ratio <= bound) return null;
  const path = window.gradient.mean * steps;
  return distance === null
    ? `r_s is ${readable(window.gradient.mean)}, ${readable(ratio, 2)} times the ${readable(balance)} that would balance ε (bound ${bound}): the gradient outweighs the noise.`
    : `r_s is ${readable(window.gradient.mean)}, ${readable(ratio, 2)} times the ${readable(balance)} that would balance ε (bound ${THRESHOLD.travelling}): over ${steps} steps it carries a chain ${readable(path)}, and the data are ${distance.least === distance.most ? '' : `${readable(distance.least)} to `}${readable(distance.most)} from the noise that chains start in. It is this way that the gradient balances, not ε.`;
}

function oscillating({ deepest, window }: Measures): string | null {
  const chance = THRESHOLD.certainCorrelation / Math.sqrt(window.last - window.first + 1);
  if (deepest.value > THRESHOLD.strongOscillation || deepest.value > -chance) return null;
  return `d_s oscillates: its autocorrelation at lag ${deepest.lag} is ${readable(deepest.value, 2)} (strong from ${readable(THRESHOLD.strongOscillation)} on): expansion is answered by contraction within a few updates.`;
}

/** What the long-run test says; `stays` null where it is between the bounds. */
function longRunWord({ evidence, evidenceUpdate }: Measures): { readonly stays: boolean | null; readonly text: string } | null {
  if (evidence === null) return null;
  const { departure, drift, driftError, gap, gapError } = evidence;
  const drifts = drift !== null && Math.abs(drift) > THRESHOLD.smallDrift && Math.abs(drift) > THRESHOLD.certainErrors * driftError;
  const apart = gap !== null && Math.abs(gap) > THRESHOLD.meetingGap && Math.abs(gap) > THRESHOLD.certainErrors * gapError;
  const near = departure === null || departure <= THRESHOLD.staying;
  const left = (departure !== null && departure > THRESHOLD.leaving) || (drifts && (!near || Math.abs(drift) > THRESHOLD.largeDrift));
  const parts = [
    departure === null ? null : `chains from data end ${readable(departure)} times as far from other data as they began`,
    drift === null ? null : `their energy drifts by ${readable(drift, 2)} spreads a decade of steps`,
    gap === null ? null : `chains from noise end ${readable(Math.abs(gap), 2)} spreads ${gap > 0 ? 'above' : 'below'} them`,
  ].filter((part) => part !== null);
  const stays = left ? false : near && !drifts ? true : null;
  const word = stays === null ? (near ? 'shows chains near the data whose energy still drifts, and leaves the verdict to the series' : 'does not tell') : stays ? (apart ? 'shows chains that stay with the data, though those from noise have not arrived' : 'shows chains that stay with the data') : 'shows chains that leave the data';
  return { stays, text: `The long-run test of update ${evidenceUpdate ?? 0} ${word}: ${parts.join(', ')}.` };
}
