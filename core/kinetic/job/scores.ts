import { compareHierarchies, SCORED_SETS } from '../../analysis/compare-clusterings.ts';
import { compareNeighbours } from '../../analysis/neighbour-labels.ts';
import { bestKMeans } from '../../analysis/k-means.ts';
import { pixelGraphHierarchy } from '../../analysis/pixel-graph.ts';
import { wardLinkage } from '../../hierarchy/ward.ts';
import { STREAM } from '../../mapping/work.ts';
import { streamKey } from '../../random/stream-key.ts';
import { GRAPH_DEFAULTS } from '../kinetic-graph.ts';
import { stepNearestSearch } from '../nearest-pairs.ts';
import { MOST_SETS } from '../timescales.ts';
import { openMeasures } from './measure.ts';
import type { KineticTools, PhaseStep, ScoresPhase } from './kinetic-state.ts';

/** Numbers of sets that k-means is run for. */
export function scoredSets(states: number): number[] {
  return SCORED_SETS.filter((m) => m <= states);
}

/** One part of the comparison: a block of neighbours, the controls' hierarchies, or k-means at one number of sets. */
export async function stepScores(phase: ScoresPhase, tools: KineticTools): Promise<PhaseStep> {
  const { search, linkage, neighbours, kmeans } = phase;
  const { settings, evaluator, info } = tools;
  const { dimensions } = evaluator;
  if (search.found < search.count) {
    const { points, products } = await tools.search('images');
    await stepNearestSearch(search, points, products);
    return { phase, rows: 0 };
  }
  const { points, labels } = await tools.images();
  if (phase.controls === null) {
    phase.controls = { ward: wardLinkage(points, dimensions), pixels: pixelGraphHierarchy(search, dimensions, MOST_SETS, { ...GRAPH_DEFAULTS, keep: settings.keep }) };
    return { phase, rows: 0 };
  }
  const all = scoredSets(settings.states);
  const next = all[kmeans.length];
  if (next !== undefined) {
    kmeans.push(bestKMeans(points, dimensions, next, streamKey(settings.seed, STREAM.kMeans, next)).assignment);
    return { phase, rows: 0 };
  }
  const compared = compareHierarchies({ sets: linkage, ...phase.controls, kmeans: (m) => kmeans[all.indexOf(m)]! }, labels.some((label) => label !== null) ? labels : null, all);
  const near = compareNeighbours(neighbours, { neighbours: search.neighbours, stride: search.k }, settings.keep, labels);
  info.scores = compared.map((comparison) => ({ ...comparison, neighbours: near }));
  return { phase: openMeasures(phase.plan, settings), rows: 0 };
}
