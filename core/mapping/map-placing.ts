import type { Candidate } from './candidate.ts';
import { barrierNoise, chooseBasin } from './choose-basin.ts';
import { judgesByDepth } from './depth.ts';
import { distance } from './geometry.ts';
import type { Placement, Placing } from './placement.ts';
import type { PlacingPolicy } from './placing-policy.ts';
import { queueAgain, queueRound, withdrawFrom } from './placing-trials.ts';
import { verify } from './verify.ts';
import type { MapTools, Work } from './work.ts';

/**
 * Placing in a map (science.md, section 5): a state is tried against its `nearest` basins in both directions, round by round; a
 * candidate is tried on while it had no success, up to the first round in which some candidate is one basin with the state, `repeats`
 * at most. The state joins the basin with most successes, then the lowest barrier (chooseBasin), else it founds one.
 */
export const mapPlacing: PlacingPolicy = {
  kind: 'placing',
  nameOf: ({ basin }) => ({ basin }),
  keepsPaths: ({ method }) => method === 'minimum',
  ask,
  prune(run, placing, candidates, work, tools) {
    for (const candidate of candidates) if (isHopeless(candidate, candidates, tools)) withdrawFrom(run, placing, candidate, work);
  },
  decide(run, placing, candidates, { settings, evaluator }) {
    const noise = barrierNoise(settings, evaluator.dimensions);
    return chooseBasin(candidates, noise, (basin) => placing.nearness[run.basins.findIndex(({ id }) => id === basin)]!);
  },
  replaces: (placing, basin, { method }) => method === 'minimum' && placing.energy < basin.energy,
  noteArrival(run, placing, basin, work, tools) {
    const ends = [{ state: placing.state }, { basin: basin.id }] as const;
    const { temperature, epsilon } = tools.walk;
    for (const [from, to] of [ends, [ends[1], ends[0]]] as const) {
      tools.book.trials.push({
        trial: work.nextTrial++, phase: run.phase, from, to, alpha: run.alpha, temperature, epsilon, success: true, steps: 0,
        barrier: Math.max(placing.energy, basin.energy), closest: distance(placing.x, basin.x),
      });
    }
  },
  notePlaced(run, { state, energy, source, label, x }, { id }, represents, { book }) {
    if (represents) book.minima.push({ basin: id, state, energy, x });
    book.members.push({ state, placedIn: id, energy, source, label, x });
    book.discovery.push({ states: run.placed, basins: run.basins.length });
  },
};

function ask(run: Placement, placing: Placing, candidates: readonly Candidate[], work: Work, tools: MapTools): void {
  const last = (): number => Math.min(tools.settings.repeats, ...candidates.filter(({ verdict }) => verdict === 'one').map(({ rounds }) => rounds.length));
  const askUpTo = (round: number): void => {
    for (const candidate of candidates) {
      const { rounds, outstanding, successes, verdict } = candidate;
      if (outstanding === 0 && successes.length === 0 && verdict === null && rounds.length < round) queueRound(run, mapPlacing, placing, candidate, work, tools);
    }
  };
  for (const candidate of candidates) {
    if (candidate.withdrawn.length > 0 && !isHopeless(candidate, candidates, tools)) queueAgain(run, mapPlacing, placing, candidate, work, tools);
  }
  // One that became a candidate later catches up, round by round: it might end the rounds sooner.
  askUpTo(Math.min(last(), Math.max(...candidates.map(({ rounds }) => rounds.length))));
  if (candidates.some(({ outstanding }) => outstanding > 0)) return;
  for (const candidate of candidates) {
    if (candidate.successes.length === 0 || candidate.verdict !== null || candidate.relaxing) continue;
    verify(candidate, placing.energy, { kind: 'placing', state: placing.state, basin: candidate.basin, representative: candidate.state }, work, tools);
  }
  if (!candidates.some(({ relaxing }) => relaxing)) askUpTo(last());
}

/**
 * Where success alone decides: whether another candidate succeeded in an earlier round, or has more successes in this one than this can
 * still have. It will not be chosen then, whatever its trials give.
 */
function isHopeless(candidate: Candidate, candidates: readonly Candidate[], { settings }: MapTools): boolean {
  if (judgesByDepth(settings)) return false;
  const most = successesOf(candidate) + candidate.outstanding + candidate.withdrawn.length;
  return candidates.some((other) => {
    if (other === candidate || successesOf(other) === 0 || other.rounds.length > candidate.rounds.length) return false;
    return other.rounds.length < candidate.rounds.length || successesOf(other) > most;
  });
}

function successesOf({ forward, backward }: Candidate): number {
  return forward[0] + backward[0];
}
