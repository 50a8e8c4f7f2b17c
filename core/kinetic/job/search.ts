import { bridgePairs, joinPairs } from '../bridge-pairs.ts';
import { createChordScan } from '../chord-excess.ts';
import { pairsOf, stepNearestSearch } from '../nearest-pairs.ts';
import type { KineticTools, PhaseStep, SearchPhase } from './kinetic-state.ts';

/** Neighbours of the next block of inherent structures; then the pairs whose chords are to be scanned, with bridges where parts lie apart. */
export async function stepSearch(phase: SearchPhase, { settings, evaluator, structures, search: prepare }: KineticTools): Promise<PhaseStep> {
  const { search } = phase;
  if (search.found < search.count) {
    const { points, products } = await prepare('structures');
    await stepNearestSearch(search, points, products);
    return { phase, rows: 0 };
  }
  const nearest = pairsOf(search);
  const bridges = bridgePairs(structures.positions, evaluator.dimensions, nearest);
  const pairs = bridges.a.length === 0 ? nearest : joinPairs(nearest, bridges);
  return { phase: { kind: 'chords', scan: createChordScan(pairs, settings.chordPoints) }, rows: 0 };
}
