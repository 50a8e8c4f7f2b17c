/**
 * Every bound that a verdict is held against. Sources: [A] the AAAI 2020 paper; where none is named the bound is ours, and its reason stands beside it.
 * d_s is a difference of U, a pure number: N, the number of coordinates, is natural to it (the thermal energy of N harmonic directions is N/2).
 */
export const THRESHOLD = {
  /** Updates before any verdict but an alarm: a batch mean fluctuates by its own size, ten of them with their neighbours' dependence tell nothing. */
  leastUpdates: 50,
  /** Updates before an alarm. */
  alarmUpdates: 20,
  /** The verdict looks at the newest third, so that the start of learning is forgotten in time, … */
  windowShare: 1 / 3,
  /** … at no fewer than this, … */
  leastWindow: 100,
  /** … and at no more than the diagnosis plot does [A, section 4]. */
  mostWindow: 2000,
  /** Alarms look at the newest tenth within these bounds: what explodes does so within some dozens of updates. */
  alarmWindow: { share: 0.1, least: 20, most: 40 },
  /** Effective (independent) values below which a mean is not judged. */
  leastEffective: 8,

  /** |mean d_s| in standard errors above which its sign is certain: beyond three one in 370 by chance. */
  certainErrors: 3,
  /** |mean d_s| in spreads below which expansion and contraction balance in practice: a fifth puts 58 % of the updates on one side. */
  balancedShift: 0.2,
  /**
   * For chains from noise: |mean d_s| over the energy (2/ε²)·L·r_s² that a chain gives off on its way, below which the samples have come down
   * as far as the data lie, to two parts in a hundred; and no more than a spread. Against that energy a lean of d_s is small long before it
   * is small against the spread of a batch.
   */
  balancedEnergy: 0.02,
  /** Part of an alarm's updates on one side from which d_s goes one way, whatever its error: an explosion has no error to speak of. */
  oneSided: 0.8,
  /** Relative change of r_s over the window below which it has settled: a tenth is within what a run's end wanders. */
  settledChange: 0.1,

  /** Deepest autocorrelation of d_s (centred, lags 1 … 5) from which oscillation counts as strong [A, section 3: negative at short lags]; below it, sampling noise and the pull of a stable balance. */
  strongOscillation: -0.25,
  /** The same must be beyond chance: in units of 1/√n, for the least of five lags. */
  certainCorrelation: 3,

  /** r_s over its steady level from which chains from noise travel rather than fluctuate: at twice the level the curvature would be four times that of the data. */
  travelling: 2,
  /** The same for chains that do not start from noise, which have no way to go: a rough landscape may triple the gradient, more is no balance. */
  outweighing: 3,
  /** r_s over ε√N above which Langevin steps all but diverge: 3 is a = −0.8, next to the border a = −1. Above 1 they overshoot, which is not sound, but can last. */
  divergingSteps: 3,
  /** L·r_s over what the greatest distance from noise to data and the balance with ε need: a path twice as long does not end there. */
  overlongPath: 2,
  /**
   * Jumps of d_s from update to update, per coordinate, from which learning no longer aims: 60 times the thermal ½. Recorded image runs that
   * went on learning stayed below 20 even while their chains were on the way from noise; those with rates far too large had 30 to 200
   * from their first updates on, and diverged within 200.
   */
  wildJumps: 30,
  /** |d_s| per coordinate that no run comes back from. */
  lost: 1e4,
  /** Mean d_s in its natural unit (`Measures.energyUnit`) below which the data are out of the samples' reach. */
  collapse: -1,
  /** Once chains have moved four times the way from noise to data, what remains of d_s is no longer the start's: N counts as its unit, ten times over. */
  arrivedPath: 4,
  arrivedUnit: 10,

  /** Long-run test: late energies and drift, in units of the late spread of U. One spread apart, two bell curves still share 62 %. */
  meetingGap: 1,
  smallDrift: 1,
  /** Drift that decides by itself: two decades of it are eight spreads. */
  largeDrift: 4,
  /**
   * Long-run test: growth of the distance to the nearest data up to which chains stay, and from which they have left. Held-out data have 1;
   * digit-like states of a bank on MNIST measured 1.75, saturated ones 3 to 5.
   */
  staying: 1.75,
  leaving: 2.5,
} as const;
