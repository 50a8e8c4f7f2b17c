/**
 * Steps at which to look at a chain of `total` steps: 0, about `perDecade` a decade evenly in log step, and `total`; whole, rising, none twice.
 */
export function logSpacedSteps(total: number, perDecade: number): number[] {
  const steps = new Set([0, total]);
  for (let i = 0; ; i++) {
    const step = Math.round(10 ** (i / perDecade));
    if (step >= total) break;
    steps.add(step);
  }
  return [...steps].sort((a, b) => a - b);
}
