import { better, firstSuccess, upTo } from './candidate.ts';
import type { Candidate } from './candidate.ts';
import type { ResolvedMapSettings } from '../contract/map-settings.ts';
import { byNearness } from './rank-candidates.ts';
import type { Nearness } from './rank-candidates.ts';

/**
 * How far apart the barriers of two paths may be and still say the same: 0 for minima, where they are compared as they are. In
 * samples U at every point of a path, its ends included, is thermal: around a minimum it has standard deviation T·√(N/2)
 * (N quadratic modes), and a difference below that is noise. *Ours*.
 */
export function barrierNoise(settings: Pick<ResolvedMapSettings, 'method' | 'temperature'>, dimensions: number): number {
  return settings.method === 'placing' ? settings.temperature * Math.sqrt(dimensions / 2) : 0;
}

/**
 * Id of the basin that a state joins (science.md, section 5, mapping step 4): most successes, then the lowest barrier; of barriers that
 * `noise` does not tell apart the nearest basin (by the rank of the candidates). Null to found one, undefined while trials are out.
 */
export function chooseBasin(candidates: readonly Candidate[], noise: number, nearnessOf: (basin: number) => Nearness): number | null | undefined {
  if (candidates.some((one) => one.outstanding > 0 || one.relaxing || (one.successes.length > 0 && one.verdict === null))) return undefined;
  const joinable = candidates.filter((one) => one.verdict === 'one');
  if (joinable.length === 0) return null;
  const round = Math.min(...joinable.map(firstSuccess));
  const [best, ...others] = joinable.sort((p, q) => better(p, q, round)) as [Candidate, ...Candidate[]];
  if (noise === 0) return best.basin;
  const { successes, barrier } = upTo(best, round);
  const equal = [best, ...others.filter((one) => upTo(one, round).successes === successes && upTo(one, round).barrier <= barrier + noise)];
  return equal.sort((p, q) => byNearness(nearnessOf(p.basin), nearnessOf(q.basin)) || p.basin - q.basin)[0]!.basin;
}
