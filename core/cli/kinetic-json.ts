import type { ClusteringComparison } from '../contract/clustering.ts';
import type { HoldDetail } from '../contract/hold.ts';
import type { EdgeRow, Landscape } from '../contract/landscape.ts';
import { readHomeShares } from '../jobs/read-hold.ts';
import type { Workspace } from '../store/workspace.ts';
import { holdJson } from './hold-text.ts';

/** What is known of a kinetic map beside its landscape. */
export interface KineticFindings {
  /** Its sets beside their controls; null until they are scored. */
  readonly scores: readonly ClusteringComparison[] | null;
  /** Chains watched in the sets of this cut, by set and look; none where none were. */
  readonly hold: HoldDetail['bySet'];
}

export function readKineticFindings(workspace: Workspace, { map, cut }: Landscape): KineticFindings {
  return { scores: workspace.kinetic.scores(map), hold: readHomeShares(workspace, { map, sets: cut.sets }) };
}

/** Sets, barriers, proposals, timescales and scores of a kinetic map as the command line's JSON names them. */
export function kineticJson(landscape: Landscape, { scores, hold }: KineticFindings): Record<string, unknown> {
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
    barriers: landscape.edges.map(barrierJson),
    hold: holdJson(hold),
    ...(scores === null ? {} : { scores: scoresBySets(scores) }),
    ...(scores?.[0]?.neighbours ? { neighbours: scores[0].neighbours } : {}),
    ...(kinetic?.diffusion === null || kinetic?.diffusion === undefined ? {} : { diffusion: kinetic.diffusion }),
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

/** A pair of sets as the command line's JSON names what is known of it. */
export function barrierJson({ a, b, freeEnergy, graph, refined, barrier, quenched, alpha, flux, forward, backward }: EdgeRow): Record<string, unknown> {
  return {
    a, b, free_energy: freeEnergy ?? null, graph: graph ?? null, refined, barrier, quenched: quenched ?? null, alpha: alpha ?? null, flux, forward, backward,
  };
}
