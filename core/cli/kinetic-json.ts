import type { ClusteringComparison } from '../contract/clustering.ts';
import type { Landscape } from '../contract/landscape.ts';

/** Sets, barriers, proposals, timescales and scores of a kinetic map as the command line's JSON names them. */
export function kineticJson(landscape: Landscape, scores: readonly ClusteringComparison[] | null): Record<string, unknown> {
  const { kinetic, cut } = landscape;
  const plane = landscape.basins.some((basin) => basin.position !== null);
  return {
    method: 'kinetic',
    sets: cut.sets,
    proposed: kinetic?.proposals.map(({ sets }) => sets) ?? [],
    timescales: kinetic?.timescales ?? [],
    basins: landscape.basins.map(({ id, energy, members, position, representative, freeEnergy, strength, labelCounts }) => ({
      id,
      energy,
      members,
      ...(plane ? { position } : {}),
      representative,
      free_energy: freeEnergy ?? null,
      strength,
      ...(labelCounts === null ? {} : { labels: labelCounts }),
    })),
    barriers: landscape.edges.map(({ a, b, freeEnergy, graph, refined, barrier, alpha, flux, forward, backward }) => ({
      a, b, free_energy: freeEnergy ?? null, graph: graph ?? null, refined, barrier, alpha: alpha ?? null, flux, forward, backward,
    })),
    ...(scores === null ? {} : { scores: scoresBySets(scores) }),
    ...(typeof kinetic?.gain?.text === 'string' ? { gain: kinetic.gain.text } : {}),
  };
}

/** Scores of the sets with those of the controls beside them, by the number of sets; agreement alone where there are no labels. */
function scoresBySets(scores: readonly ClusteringComparison[]): Record<string, unknown> {
  return Object.fromEntries(scores.map(({ sets: m, agreement, scores: found }) => {
    const { sets, ...controls } = found ?? { sets: null };
    return [String(m), { ...sets, ...controls, agreement }];
  }));
}
