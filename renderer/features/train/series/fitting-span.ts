/** Spans that the automatic choice takes, all odd so that the mean is centred. */
const spans = [1, 11, 25, 51, 101, 251, 501, 1001, 2001];

/** How many updates to average over where so many are shown: about one in sixty, raw where there are few. */
export function fittingSpan(shown: number): number {
  return spans.findLast((span) => span <= Math.max(1, shown / 60)) ?? 1;
}
