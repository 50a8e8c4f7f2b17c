import { cheapestNeighbours } from '../../analysis/neighbour-labels.ts';
import { SCORED_SETS } from '../../analysis/compare-clusterings.ts';
import { cutLinkage } from '../../hierarchy/cut-linkage.ts';
import { wardLinkage } from '../../hierarchy/ward.ts';
import { FEW_DIMENSIONS } from '../../mapping/chord.ts';
import { actionScale, chordActions, squaredLengths } from '../chord-action.ts';
import { graphExcess } from '../chord-excess.ts';
import type { ChordScan } from '../chord-excess.ts';
import { setCoordinates } from '../kinetic-coordinates.ts';
import { buildKineticGraph, GRAPH_DEFAULTS } from '../kinetic-graph.ts';
import { planMeasures } from '../measure-plan.ts';
import { createNearestSearch } from '../nearest-pairs.ts';
import { slowModes } from '../slow-modes.ts';
import { MOST_SETS, proposeSets } from '../timescales.ts';
import { openMeasures } from './measure.ts';
import type { KineticState, KineticTools, PhaseStep } from './kinetic-state.ts';

/** Fewer sets than these tell little of a map of images, and more are not taken in at a glance. */
const FEW = 10;
const MANY = 24;
/** Where nothing is proposed. */
const FALLBACK = 12;

/** Graph, slow modes and hierarchy of the scanned chords, in one step, and what is to be measured between the sets. Scores come first where states come from data. */
export function stepGraph(scan: ChordScan, { settings, evaluator, structures, info }: KineticTools): PhaseStep & Pick<KineticState, 'sets' | 'planned'> {
  const { states, keep, temperature, neighbours, start, barrierNearest } = settings;
  const { pairs, highest } = scan;
  const excess = graphExcess(scan, evaluator.dimensions);
  const squares = squaredLengths(pairs, structures.positions, evaluator.dimensions);
  const costs = chordActions(excess, squares, actionScale(excess, squares, evaluator.dimensions));
  const { graph, edges } = buildKineticGraph(states, pairs, costs, { ...GRAPH_DEFAULTS, keep, temperature, floor: 0 });
  const modes = slowModes(graph, MOST_SETS);
  const { coordinates, modes: used } = setCoordinates(modes, evaluator.dimensions);
  const linkage = wardLinkage(coordinates, used);
  const sets = Math.max(linkage.leaves - linkage.a.length, Math.min(states, settings.sets ?? shownSets(modes.eigenvalues, evaluator.dimensions)));
  const chords = { a: pairs.a, b: pairs.b, excess, highest };
  info.graph = {
    chords,
    edges,
    weights: weightsOf(graph, pairs, edges),
    eigenvalues: modes.eigenvalues,
    vectors: modes.vectors,
    stationary: modes.stationary,
  };
  info.hierarchy = { leafKind: 'state', linkage, sets };
  const { energies } = structures;
  const plan = planMeasures({ graph, sets: cutLinkage(linkage, sets), setCount: sets, coordinates, energies, chords, temperature, nearest: barrierNearest });
  const scored = start === 'data' && SCORED_SETS.some((m) => m <= states);
  return {
    phase: scored ? { kind: 'scores', linkage, neighbours: cheapestNeighbours(states, pairs, costs, keep), search: createNearestSearch(states, neighbours), controls: null, kmeans: [], plan } : openMeasures(plan, settings),
    rows: 0, sets, planned: { joins: plan.ways.length, pairs: plan.pairs.length },
  };
}

/**
 * The number of sets that a map is shown with: in the plane the clearest proposal. Of images that often parts one kind from all others (digits: "1",
 * by a factor of 3.7, and no other gap above 1.5), true and of little use: there the clearest proposal of 10 to 24
 * (digits, five seeds: 11, 13, 13, 17 and 20, no set above 16 % of the states; at 8 the kinds that lie close, 3 and 5, 4 and 9 and 7, share theirs).
 */
export function shownSets(eigenvalues: ArrayLike<number>, dimensions: number): number {
  const proposals = proposeSets(eigenvalues, MOST_SETS);
  const [clearest] = proposals;
  if (dimensions <= FEW_DIMENSIONS && clearest !== undefined) return clearest.sets;
  return (proposals.find(({ sets }) => sets >= FEW && sets <= MANY) ?? proposals.find(({ sets }) => sets >= FEW) ?? clearest)?.sets ?? FALLBACK;
}

/** Rates of the edges, in their order: read off the rows of the graph. */
function weightsOf(
  { starts, targets, weights }: { readonly starts: Int32Array; readonly targets: Int32Array; readonly weights: Float64Array },
  { a, b }: ChordScan['pairs'], edges: Int32Array,
): Float64Array {
  return Float64Array.from(edges, (pair) => weights[targets.indexOf(b[pair]!, starts[a[pair]!]!)]!);
}
