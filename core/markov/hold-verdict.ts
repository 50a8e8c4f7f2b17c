import { wilsonInterval } from '../analysis/wilson-interval.ts';
import { homeShares } from './hold-share.ts';
import type { HoldRecord, HomeShare } from './hold-share.ts';

/** Two sets whose chains are found in the other. */
export interface Exchange {
  readonly sets: readonly [number, number];
  /** First look from which on it stands out. */
  readonly within: number;
  /** Part of the chains of both that are in the other at the last look. */
  readonly share: number;
}

export interface HoldVerdict {
  /** `holds`: no more chains are away at the end than when they were thermal. `leaves`: more are. `unclear`: the chains or the vote cannot tell. */
  readonly kind: 'holds' | 'leaves' | 'unclear';
  /** At step 0, where only the vote can be wrong; at the first look when chains are thermal; at the last look. */
  readonly start: HomeShare;
  readonly settled: HomeShare;
  readonly last: HomeShare;
  /** First look from which on chains are missing; null where they hold. */
  readonly since: number | null;
  /** Sets that chains leave, in order. */
  readonly leaving: readonly number[];
  readonly exchanges: readonly Exchange[];
  /** In words, with the numbers it rests on. */
  readonly text: string;
}

/** Steps after which a chain is thermal and what the vote loses is lost. */
export const SETTLED_STEPS = 100;

/** Shares that differ by less than this hold all the same: measured on digits, 91 to 94 % come and go between looks. */
const SLACK = 0.04;
/** By so much the vote may lose more of thermal chains than of the structures that they start from; more, and they have left. */
const VOTE_SLACK = 0.15;
/** Below this at the start the vote cannot tell sets apart. */
const VOTE_WORKS = 0.6;
/** A set in which fewer thermal chains than this are at home, by the upper end of the interval, is none that its chains know. */
const EMPTY = 0.5;
/** The interval of the last share must be shorter. */
const SURE = 0.25;
/** Part of two sets' chains in the other from which they are said to exchange. */
const EXCHANGE = 0.1;
/** One in twenty. */
const LEVEL = 0.05;

/**
 * Says whether sets hold unbiased chains, from what was seen of them.
 *
 * Chains at home at the first look from `settledSteps` on are compared with those at each later look, chain by chain: there are `lost` (at
 * home then, away now) and `won` ones, and without leaving both are equally likely (McNemar's exact test). They leave where the share fell
 * by more than 4 points and that many lost among lost and won have a chance below 5 %, at that look and all later ones; or where the share
 * was already 15 points below that at step 0 when the chains were thermal; or where a set has lost most of its chains by then (garments that did not converge: a
 * descent that goes on leads out of one, 22 chains of 200, while the others hold). Single sets are tested the same way at 5 % over all of them. Two
 * sets exchange where of their chains at least a tenth is in the other, by the lower end of its interval, and more than at the settled
 * look. Throws RangeError when there are no looks or no chains.
 */
export function holdVerdict(record: HoldRecord, name: (set: number) => string = (set) => `#${set + 1}`, settledSteps = SETTLED_STEPS): HoldVerdict {
  const { homes, steps } = record;
  if (homes.length === 0 || steps.length === 0) throw new RangeError('There are no chains to judge by: run some, and look at them.');
  const { all, bySet } = homeShares(record);
  const found = steps.findIndex((step) => step >= settledSteps);
  const settledLook = found < 0 ? steps.length - 1 : found;
  const [start, settled, last] = [all[0], all[settledLook], all[all.length - 1]];
  const chains = Array.from(homes.keys());
  const since = missingSince(record, chains, settledLook, start, all);
  const empty = Array.from(bySet.keys()).filter((set) => bySet[set][settledLook].of > 0 && bySet[set][settledLook].high < EMPTY);
  const leaving = Array.from(bySet.keys()).filter((set) => {
    if (empty.includes(set)) return true;
    const own = chains.filter((chain) => homes[chain] === set);
    return own.length > 0 && isMissing(record, own, settledLook, steps.length - 1, LEVEL / record.sets);
  });
  const exchanges = exchangesOf(record, settledLook);
  const unclear = start.share < VOTE_WORKS || last.high - last.low > SURE;
  const kind = since !== null ? 'leaves' : unclear ? 'unclear' : empty.length > 0 ? 'leaves' : 'holds';
  const facts = { kind, start, settled, last, since: kind === 'leaves' ? (since ?? settled.step) : null, leaving, exchanges } as const;
  return { ...facts, text: sentence(facts, since !== null ? [] : empty.map((set) => ({ set, share: bySet[set][settledLook].share })), name) };
}

/** First look from which on chains are missing to the end; null where they are not. */
function missingSince(record: HoldRecord, chains: readonly number[], settledLook: number, start: HomeShare, all: readonly HomeShare[]): number | null {
  const settled = all[settledLook];
  if (start.share - settled.share > VOTE_SLACK && settled.high < start.low && all[all.length - 1].high < start.low) return settled.step;
  let since: number | null = null;
  for (let look = record.steps.length - 1; look > settledLook && isMissing(record, chains, settledLook, look, LEVEL); look--) since = record.steps[look];
  return since;
}

function isMissing({ homes, seen }: HoldRecord, chains: readonly number[], settledLook: number, look: number, level: number): boolean {
  const atHome = (chain: number, at: number): boolean => seen[at * homes.length + chain] === homes[chain];
  const lost = chains.filter((chain) => atHome(chain, settledLook) && !atHome(chain, look)).length;
  const won = chains.filter((chain) => !atHome(chain, settledLook) && atHome(chain, look)).length;
  return (lost - won) / chains.length > SLACK && atLeastByChance(lost, lost + won) < level;
}

/** Chance of at least `count` heads in `of` throws of a fair coin. */
function atLeastByChance(count: number, of: number): number {
  let sum = 0;
  let log = -of * Math.LN2;
  for (let k = 0; k <= of; k++) {
    if (k >= count) sum += Math.exp(log);
    log += Math.log((of - k) / (k + 1));
  }
  return sum;
}

function exchangesOf(record: HoldRecord, settledLook: number): Exchange[] {
  const { sets, steps } = record;
  const found: Exchange[] = [];
  for (let a = 0; a < sets; a++) {
    for (let b = a + 1; b < sets; b++) {
      const swapped = steps.map((_step, look) => swappedShare(record, a, b, look));
      const before = swapped[settledLook].share;
      let within: number | null = null;
      for (let look = steps.length - 1; look > settledLook && swapped[look].low > Math.max(EXCHANGE, before); look--) within = steps[look];
      if (within !== null) found.push({ sets: [a, b], within, share: swapped[steps.length - 1].share });
    }
  }
  return found.sort((p, q) => q.share - p.share);
}

function swappedShare({ homes, seen }: HoldRecord, a: number, b: number, look: number): ReturnType<typeof wilsonInterval> {
  let [count, of] = [0, 0];
  homes.forEach((home, chain) => {
    if (home !== a && home !== b) return;
    of++;
    if (seen[look * homes.length + chain] === (home === a ? b : a)) count++;
  });
  return wilsonInterval(count, of);
}

/** Exchanges and leaving sets that are named; more only in the table. */
const NAMED = 3;

function sentence(
  { kind, start, settled, last, since, leaving, exchanges }: Omit<HoldVerdict, 'text'>, empty: readonly { readonly set: number; readonly share: number }[], name: (set: number) => string,
): string {
  const away = `${percent(last.share)} of ${last.of} chains are at home after ${steps(last.step)} steps, ${percent(settled.share)} after ${steps(settled.step)}`;
  if (kind === 'unclear') {
    return start.share < VOTE_WORKS
      ? `Nothing can be said: even at the start the vote of the nearest knows only ${percent(start.share)} of the chains' sets.`
      : `Too few chains to tell: ${away}, with an interval from ${percent(last.low)} to ${percent(last.high)}. Run more.`;
  }
  const pairs = exchanges.slice(0, NAMED).map(({ sets: [a, b], within }) => `${name(a)} and ${name(b)} exchange within ${steps(within)}`);
  if (kind === 'holds') {
    const lost = leaving.filter((set) => !exchanges.some(({ sets }) => sets.includes(set))).slice(0, NAMED).map((set) => `chains leave ${name(set)}`);
    return [`Sets hold for more than ${steps(last.step)} steps`, ...pairs, ...lost].join('; ') + ` (${away}).`;
  }
  if (empty.length > 0) {
    const gone = empty.slice(0, NAMED).map(({ set, share }) => `${name(set)} (${percent(share)} at home after ${steps(settled.step)} steps)`).join(', ');
    return [`Chains leave ${gone} at once; of all, ${away}`, ...pairs].join('; ') + '.';
  }
  const atStart = since === settled.step ? `, where the vote knows ${percent(start.share)} at the start` : `; it shows from step ${steps(since!)} on`;
  return [`Chains leave: ${away}${atStart}`, ...pairs].join('; ') + '.';
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function steps(count: number): string {
  return count.toLocaleString('en-US');
}
