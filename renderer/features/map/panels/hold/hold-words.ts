import type { ChapmanKolmogorovRow, HoldDetail, HomeShareRow } from '../../../../../core/contract/hold.ts';
import { formatCount, formatShare } from '../../../../lib/format.ts';

export const voteTip = 'Before any step each start is put into a set as if the map did not know it. What is missing here the classification loses, not the chains.';

/** Chains to watch in so many sets: 200, and ten for each where they are many. */
export function chainsFor(sets: number): number {
  return Math.max(200, 10 * sets);
}

/** "91 % (86–94 %)". */
export function shareWords({ share, low, high }: HomeShareRow): string {
  return share === null ? 'no chains' : `${formatShare(share)} (${Math.round(low * 100)}–${formatShare(high)})`;
}

export const verdictTones: Readonly<Record<HoldDetail['verdict']['kind'], { readonly tone: 'ok' | 'bad' | 'warn'; readonly label: string }>> = {
  holds: { tone: 'ok', label: 'They hold' },
  leaves: { tone: 'bad', label: 'Chains leave' },
  unclear: { tone: 'warn', label: 'Unclear' },
};

export const testTones: Readonly<Record<ChapmanKolmogorovRow['verdict'], 'ok' | 'bad' | 'plain'>> = { holds: 'ok', fails: 'bad', unclear: 'plain' };

/** A Chapman–Kolmogorov test by its worst comparison. */
export function testWords({ lag, worst }: ChapmanKolmogorovRow, nameOf: (set: number) => string): string {
  if (worst === null) return 'Nothing to compare it with: the looks end before its multiples.';
  const { set, multiple, predicted, estimated } = worst;
  const said = (part: { value: number; low: number; high: number }): string => `${formatShare(part.value, 1)} (${Math.round(part.low * 100)}–${formatShare(part.high)})`;
  return `Worst of ${nameOf(set)}: in it again after ${formatCount(lag * multiple)} steps, predicted ${said(predicted)}, counted ${said(estimated)}.`;
}
