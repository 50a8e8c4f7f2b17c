import type { ResolvedMapSettings, ResolvedMinimum } from '../../../core/contract/map-settings.ts';
import type { Dataset } from '../../../core/data/dataset.ts';
import { pathOf } from '../../../core/mapping/candidate.ts';
import { createChain } from '../../../core/mapping/chain.ts';
import type { Chain } from '../../../core/mapping/chain.ts';
import { ANY_DEPTH, judge } from '../../../core/mapping/depth.ts';
import type { Verdict } from '../../../core/mapping/depth.ts';
import { createDescent } from '../../../core/mapping/descend.ts';
import type { Descent } from '../../../core/mapping/descend.ts';
import type { Polyline } from '../../../core/mapping/diffusion-path.ts';
import { distance } from '../../../core/mapping/geometry.ts';
import { nearnessTo } from '../../../core/mapping/rank-candidates.ts';
import type { Nearness } from '../../../core/mapping/rank-candidates.ts';
import { createStartSource } from '../../../core/mapping/start-states.ts';
import { createRelaxation, stepRelaxations } from '../../../core/mapping/string-method.ts';
import { createSlots, stepSlots } from '../../../core/mapping/trial-slots.ts';
import type { Waiting } from '../../../core/mapping/trial-slots.ts';
import type { Trial } from '../../../core/mapping/trial.ts';
import type { Evaluator } from '../../../core/potentials/create-evaluator.ts';
import { streamKey } from '../../../core/random/stream-key.ts';

/** A state or a basin's representative. */
interface Point {
  readonly state: number;
  readonly x: Float32Array;
  readonly energy: number;
}

interface OracleBasin extends Point {
  readonly id: number;
}

interface Success {
  readonly barrier: number;
  readonly path: Polyline | null;
}

/** The result of a map: who is in which basin, who represented it when, what merged, and the barriers that stand at the end. */
export interface MapResult {
  readonly members: readonly { readonly state: number; readonly placedIn: number; readonly energy: number }[];
  readonly minima: readonly { readonly basin: number; readonly state: number; readonly energy: number }[];
  readonly merges: readonly unknown[];
  /** Newest of a pair and kind, in order. */
  readonly barriers: readonly string[];
}

const PHASE = { alpha: 1, 'burn-in': 2, consolidate: 3, main: 4, barriers: 5 } as const;
type Phase = keyof typeof PHASE;

/** Number of the stream of trials, of chains, and of bent paths. */
const STREAM = { trial: 1, chain: 3, bend: 6 } as const;

/**
 * A map made in the plainest way: one state after the other, one trial after the other, one relaxation after the other, with the
 * random keys that core/mapping uses. α is that given, or `alpha`. Slow, and without anything that makes core/mapping fast.
 */
export class SequentialMap {
  readonly #evaluator: Evaluator;
  readonly #settings: ResolvedMapSettings;
  readonly #dataset: Dataset | null;
  #basins: OracleBasin[] = [];
  #nextBasin = 0;
  readonly #members: { state: number; placedIn: number; energy: number }[] = [];
  readonly #minima: { basin: number; state: number; energy: number }[] = [];
  readonly #merges: unknown[] = [];
  readonly #barriers = new Map<string, number>();

  constructor(evaluator: Evaluator, settings: ResolvedMapSettings, dataset: Dataset | null = null) {
    this.#evaluator = evaluator;
    this.#settings = settings;
    this.#dataset = dataset;
  }

  async run(alpha: number): Promise<MapResult> {
    const { burnIn, barrierAlphaFactor } = this.#settings;
    const states = await this.states();
    for (const state of states.slice(0, burnIn)) await this.#place(state, 'burn-in', alpha);
    if (burnIn > 0 && this.#basins.length > 1) await this.#consolidate(alpha);
    for (const state of states.slice(burnIn)) await this.#place(state, 'main', alpha);
    await this.#measureBarriers(alpha * barrierAlphaFactor);
    return { members: this.#members, minima: this.#minima, merges: this.#merges, barriers: barrierLines(this.#barriers) };
  }

  /** How many basins these states found at this α, when the first success places a state. */
  async count(pilots: readonly Point[], alpha: number): Promise<number> {
    const basins: OracleBasin[] = [];
    for (const pilot of pilots) {
      if (basins.some(({ x }) => distance(x, pilot.x) <= this.#settings.delta)) continue;
      let joined = false;
      for (const basin of (await this.#rank(pilot, basins, this.#settings.nearest)).nearest) {
        for (const [from, to] of [[pilot, basin], [basin, pilot]] as const) {
          joined ||= (await this.#try(from, to, 'alpha', alpha, 0, from === pilot)) !== null;
        }
      }
      if (!joined) basins.push({ ...pilot, id: basins.length });
    }
    return basins.length;
  }

  /** All states in order of placing. */
  async states(): Promise<Point[]> {
    const settings = this.#settings;
    const { states: count, seed } = settings;
    const source = createStartSource(this.#settings, this.#evaluator.dimensions, this.#dataset);
    const made: Point[] = [];
    for (let start = 0; start < count; start++) {
      const { x } = (await source.read([start]))[0]!;
      if (settings.method === 'minimum') {
        const descent = (await this.#walk(createDescent(start, x, settings))) as Descent;
        made.push({ state: start, x: descent.best, energy: descent.bestEnergy });
      } else {
        const chain = (await this.#walk(createChain(start, streamKey(seed, STREAM.chain, start), x, settings.sampleSteps))) as Chain;
        made.push({ state: start, x: chain.x, energy: chain.energy });
      }
    }
    if (settings.method === 'placing') made.sort((p, q) => p.energy - q.energy || p.state - q.state);
    return made.map((one, state) => ({ ...one, state }));
  }

  async #place(state: Point, phase: Phase, alpha: number): Promise<void> {
    const within = this.#basins.map((basin) => ({ basin, away: distance(basin.x, state.x) })).filter(({ away }) => away <= this.#settings.delta);
    within.sort((p, q) => p.away - q.away);
    const id = within[0]?.basin.id ?? (await this.#findBasin(state, phase, alpha));
    if (id === null) {
      this.#basins.push({ ...state, id: this.#nextBasin });
      this.#minima.push({ basin: this.#nextBasin, state: state.state, energy: state.energy });
      this.#members.push({ state: state.state, placedIn: this.#nextBasin++, energy: state.energy });
      return;
    }
    this.#members.push({ state: state.state, placedIn: id, energy: state.energy });
    const at = this.#basins.findIndex((basin) => basin.id === id);
    if (this.#settings.method !== 'minimum' || state.energy >= this.#basins[at]!.energy) return;
    this.#basins[at] = { ...state, id };
    this.#minima.push({ basin: id, state: state.state, energy: state.energy });
  }

  /** The basin that a state joins by its trials, or null. */
  async #findBasin(state: Point, phase: Phase, alpha: number): Promise<number | null> {
    const { repeats, method, temperature } = this.#settings;
    const { nearest, nearness } = await this.#rank(state, this.#basins, this.#settings.nearest);
    const refuted = new Set<number>();
    for (let round = 0; round < repeats; round++) {
      const joinable: { basin: OracleBasin; successes: number; barrier: number }[] = [];
      for (const basin of nearest) {
        if (refuted.has(basin.id)) continue;
        const successes = await this.#tryBoth(state, basin, phase, alpha, round);
        if (successes.length === 0) continue;
        if ((await this.#verdict(successes, state, basin)).verdict === 'two') refuted.add(basin.id);
        else joinable.push({ basin, successes: successes.length, barrier: lowest(successes).barrier });
      }
      if (joinable.length === 0) continue;
      const most = Math.max(...joinable.map(({ successes }) => successes));
      const often = joinable.filter(({ successes }) => successes === most);
      const barrier = Math.min(...often.map((one) => one.barrier));
      const noise = method === 'placing' ? temperature * Math.sqrt(this.#evaluator.dimensions / 2) : 0;
      const equal = often.filter((one) => one.barrier <= barrier + noise);
      // Nearest first where noise does not tell them apart, else the basin founded first.
      equal.sort((p, q) => (noise === 0 ? 0 : byNearness(nearness(p.basin), nearness(q.basin))) || p.basin.id - q.basin.id);
      return equal[0]!.basin.id;
    }
    return null;
  }

  async #consolidate(alpha: number): Promise<void> {
    const joined: Joined[] = [];
    const apart: { a: OracleBasin; b: OracleBasin; success: Success }[] = [];
    for (const [a, b] of await this.#pairs(this.#settings.consolidateNearest)) {
      for (let round = 0; round < this.#settings.repeats; round++) {
        const successes = await this.#tryBoth(a, b, 'consolidate', alpha, round);
        if (successes.length === 0) continue;
        const { verdict, refined } = await this.#verdict(successes, a, b);
        if (verdict === 'one') joined.push({ a, b, successes: successes.length, barrier: lowest(successes).barrier, refined });
        apart.push({ a, b, success: lowest(successes) });
        break;
      }
    }
    this.#merge(joined, 'consolidate');
    const standing = new Set(this.#basins.map(({ id }) => id));
    for (const { a, b, success } of apart) {
      if (success.path !== null && standing.has(a.id) && standing.has(b.id)) this.#known.set(`${a.id} ${b.id} ${a.state} ${b.state}`, Math.max(a.energy, b.energy, success.barrier));
    }
    for (const { a, b } of apart) {
      const barrier = this.#known.get(`${a.id} ${b.id} ${a.state} ${b.state}`);
      if (barrier !== undefined) this.#barriers.set(`${a.id} ${b.id} diffusion`, barrier);
    }
  }

  /** Barriers by the representatives they were between. */
  readonly #known = new Map<string, number>();

  async #measureBarriers(alpha: number): Promise<void> {
    const settings = this.#settings;
    const { barrierNearest, barrierRepeats, refine } = settings;
    const joined: Joined[] = [];
    for (const [a, b] of await this.#pairs(barrierNearest)) {
      const turns: Success[] = [];
      for (let round = 0; round < barrierRepeats; round++) turns.push(...(await this.#tryBoth(a, b, 'barriers', alpha, round)));
      if (turns.length === 0) continue;
      const walked = inOrder(turns).filter(({ path }) => path !== null);
      let relaxed: Success[] = [];
      if (refine === 'string') {
        relaxed = walked;
        if (walked.length > 1) {
          const quick: Success[] = [];
          for (const [i, { path, barrier }] of walked.entries()) {
            const bend = i === 0 ? null : streamKey(this.#settings.seed, STREAM.bend, a.state, b.state, i);
            quick.push(await this.#relax(path!, barrier, 'quick', -Infinity, true, bend));
          }
          relaxed = inOrder(quick).slice(0, 2);
        }
        const full: Success[] = [];
        for (const { path, barrier } of relaxed) full.push(await this.#relax(path!, barrier, 'full', -Infinity, walked.length <= 1, null));
        relaxed = inOrder(full);
      }
      const ends = Math.max(a.energy, b.energy);
      const before = this.#known.get(`${a.id} ${b.id} ${a.state} ${b.state}`) ?? Infinity;
      const barrier = Math.max(ends, lowest(turns).barrier);
      if (walked.length > 0 && barrier < before) this.#barriers.set(`${a.id} ${b.id} diffusion`, barrier);
      const best = relaxed[0]?.barrier;
      if (best !== undefined) this.#barriers.set(`${a.id} ${b.id} refined`, Math.max(ends, Math.min(barrier, before, best)));
      if (settings.method === 'minimum' && settings.minDepth < ANY_DEPTH && (best ?? lowest(turns).barrier) - ends < settings.minDepth) {
        joined.push({ a, b, successes: turns.length, barrier: lowest(turns).barrier, refined: best ?? null });
      }
    }
    this.#merge(joined, 'barriers');
  }

  /** Deepest first: each becomes part of the standing basin it was joined with most often, then over the lowest barrier. */
  #merge(joined: readonly Joined[], phase: Phase): void {
    const standing: OracleBasin[] = [];
    for (const basin of [...this.#basins].sort((p, q) => p.energy - q.energy || p.id - q.id)) {
      const others = joined.filter(({ a, b }) => a.id === basin.id || b.id === basin.id).map((one) => ({ ...one, other: one.a.id === basin.id ? one.b.id : one.a.id }));
      const options = others.filter(({ other }) => standing.some(({ id }) => id === other));
      options.sort((p, q) => q.successes - p.successes || p.barrier - q.barrier || p.other - q.other);
      const chosen = options[0];
      if (chosen === undefined) {
        standing.push(basin);
        continue;
      }
      const into = standing.find(({ id }) => id === chosen.other)!;
      this.#merges.push({
        from: basin.id, into: into.id, phase, barrier: Math.max(basin.energy, into.energy, chosen.barrier), refined: chosen.refined,
        alternatives: others.map(({ other }) => other).filter((other) => other !== into.id).sort((p, q) => p - q),
      });
    }
    this.#basins = this.#basins.filter((basin) => standing.includes(basin));
  }

  /** Each basin with its nearest others, every pair once, in order. */
  async #pairs(nearest: number): Promise<[OracleBasin, OracleBasin][]> {
    const pairs = new Map<string, [OracleBasin, OracleBasin]>();
    for (const [i, basin] of this.#basins.entries()) {
      const others = this.#basins.filter((other) => other !== basin);
      for (const other of (await this.#rank(basin, others, nearest)).nearest) {
        const j = this.#basins.indexOf(other);
        pairs.set(`${Math.min(i, j)} ${Math.max(i, j)}`, i < j ? [basin, other] : [other, basin]);
      }
    }
    return [...pairs.values()].sort((p, q) => this.#basins.indexOf(p[0]) - this.#basins.indexOf(q[0]) || this.#basins.indexOf(p[1]) - this.#basins.indexOf(q[1]));
  }

  async #rank(from: Point, basins: readonly OracleBasin[], count: number): Promise<{ nearest: OracleBasin[]; nearness: (basin: OracleBasin) => Nearness }> {
    const all = await nearnessTo(from, basins, this.#settings.rank, this.#evaluator);
    const nearness = (basin: OracleBasin): Nearness => all[basins.indexOf(basin)]!;
    return { nearest: [...basins].sort((p, q) => byNearness(nearness(p), nearness(q))).slice(0, count), nearness };
  }

  async #tryBoth(state: Point, to: Point, phase: Phase, alpha: number, round: number): Promise<Success[]> {
    const there = await this.#try(state, to, phase, alpha, round, true);
    const back = await this.#try(to, state, phase, alpha, round, false);
    return [there, back].filter((success) => success !== null);
  }

  async #try(from: Point, to: Point, phase: Phase, alpha: number, round: number, forward: boolean): Promise<Success | null> {
    const key = streamKey(this.#settings.seed, STREAM.trial, PHASE[phase], from.state, to.state, round);
    const keepPath = this.#settings.method === 'minimum' || phase === 'consolidate' || phase === 'barriers';
    const trial = (await this.#walk({
      kind: 'plan', trial: 0,
      plan: {
        owner: { kind: 'pair', pair: 0, round, forward }, phase, from: { state: 0 }, to: { state: 0 }, key, alpha, start: from.x, target: to.x, targetEnergy: to.energy, keepPath,
      },
    })) as Trial;
    return trial.outcome === 'success' ? { barrier: trial.barrier, path: pathOf(trial, forward) } : null;
  }

  async #walk(one: Waiting): Promise<unknown> {
    const slots = createSlots(1);
    slots.queue.push(one);
    for (;;) {
      const [finished] = await stepSlots(slots, this.#evaluator, this.#settings);
      if (finished !== undefined) return finished;
    }
  }

  /** Whether a success makes one of two points: by its lowest path, relaxed shortly, then at length, as far as it takes. */
  async #verdict(successes: readonly Success[], a: Point, b: Point): Promise<{ verdict: Verdict; refined: number | null }> {
    let { barrier, path } = lowest(successes);
    let verdict = judge(barrier, a.energy, b.energy, 'none', this.#settings);
    let refined: number | null = null;
    for (const effort of ['quick', 'full'] as const) {
      if (verdict !== 'relax') break;
      ({ barrier, path } = await this.#relax(path!, barrier, effort, Math.max(a.energy, b.energy) + (this.#settings as ResolvedMinimum).minDepth, effort === 'quick', null));
      refined = barrier;
      verdict = judge(barrier, a.energy, b.energy, effort, this.#settings);
    }
    return { verdict, refined };
  }

  async #relax(path: Polyline, barrier: number, effort: 'quick' | 'full', enough: number, walked: boolean, bend: ReturnType<typeof streamKey> | null): Promise<Success> {
    const { refineImages, refineSteps, epsilon } = this.#settings;
    const quick = effort === 'quick';
    const relaxation = createRelaxation({ kind: 'pair', pair: 0, path: 0, effort }, path, barrier, this.#evaluator.dimensions, {
      images: quick ? Math.max(3, Math.ceil(refineImages / 2)) : refineImages, maxSteps: quick ? Math.ceil(refineSteps / 3) : refineSteps, epsilon, enough, walked, bend,
    });
    while (!relaxation.done) await stepRelaxations([relaxation], this.#evaluator, epsilon);
    return { barrier: relaxation.best.barrier, path: relaxation.best };
  }
}

interface Joined {
  readonly a: OracleBasin;
  readonly b: OracleBasin;
  readonly successes: number;
  readonly barrier: number;
  readonly refined: number | null;
}

function inOrder(successes: readonly Success[]): Success[] {
  return [...successes].sort((p, q) => p.barrier - q.barrier);
}

function lowest(successes: readonly Success[]): Success {
  return inOrder(successes)[0]!;
}

function byNearness(p: Nearness, q: Nearness): number {
  return p.line === q.line ? p.distance - q.distance : p.line - q.line;
}

/** Barriers by `a b kind`, as lines in order. */
export function barrierLines(barriers: ReadonlyMap<string, number>): string[] {
  return [...barriers].map(([pair, barrier]) => `${pair} ${barrier}`).sort();
}
