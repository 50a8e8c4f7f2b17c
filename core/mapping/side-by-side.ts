import { backBy, HandedOut } from '../pieces/handed-out.ts';
import type { PieceRunner } from '../pieces/piece-runner.ts';
import type { RelaxationsResult } from '../pieces/programs/relaxations.ts';
import type { WalkerReport, WalkersResult } from '../pieces/programs/walkers.ts';
import type { Potential } from '../potentials/potential.ts';
import { FEW_DIMENSIONS } from './chord.ts';
import type { MapState } from './map-state.ts';
import { rowsAPiece } from './rows-a-piece.ts';
import { deliverRelaxed, deliverWalker } from './run-hardware.ts';
import { rowsOf } from './string-method.ts';
import type { Relaxation } from './string-method.ts';
import { load, refill } from './trial-slots.ts';
import type { TrialSlots } from './trial-slots.ts';
import type { MapTools, Work } from './work.ts';
import type { Walker } from './walker.ts';

/** Walkers of a piece for each of its slots: who is finished has a successor while there are some. */
const WALKERS_A_SLOT = 1.5;
/** Turns of a piece, in few dimensions and in many: about as many as half the trials last. What they came to decides what is tried next, and waits until the piece is back. */
const TURNS = { few: 300, many: 60 } as const;

/** Walkers or relaxations that somebody computes, as they were when they were handed out. */
interface UnderWay<Item, Result> {
  readonly items: readonly Item[];
  readonly handed: HandedOut<Result>;
}

/**
 * The hardware of a map whose pieces run side by side: groups of walkers take some turns, groups of relaxations come to their ends, and what is
 * back is delivered as it comes. The map's result does not depend on who moves when (placing is that of one state after the other), so nothing here does
 * either, and it is no part of the state: that has everyone where they were last seen. Who was withdrawn meanwhile is not seen again.
 */
export class SideBySide {
  readonly #pieces: PieceRunner;
  readonly #potential: Potential;
  readonly #walkers = new Set<UnderWay<Walker, WalkersResult>>();
  readonly #relaxations = new Set<UnderWay<Relaxation, RelaxationsResult>>();

  constructor(pieces: PieceRunner, potential: Potential) {
    this.#pieces = pieces;
    this.#potential = potential;
  }

  /** Delivers what is back; hands out what may be; waits for one more piece until `until` where there is something to wait for. Throws what a piece threw. */
  async turn(state: MapState, tools: MapTools, until: number): Promise<void> {
    if (this.#takeIn(state, tools)) return;
    const { work } = state;
    this.#handOut(work, tools);
    if (load(work.slots) + work.relaxations.length === 0) return;
    await backBy(until, [...this.#walkers, ...this.#relaxations].map(({ handed }) => handed));
    this.#takeIn(state, tools);
  }

  /** Whether there was anything. */
  #takeIn(state: MapState, tools: MapTools): boolean {
    const { work } = state;
    let any = false;
    for (const { items, result } of backOf(this.#walkers)) {
      any = true;
      state.chainSteps += result.rows;
      work.slots.chainSteps += result.rows;
      const at = new Map(items.map((walker) => [nameOf(walker), work.slots.walkers.indexOf(walker)]));
      for (const [reports, over] of [[result.underWay, false], [result.finished, true]] as const) {
        for (const report of reports) {
          const place = at.get(nameOf(report)) ?? -1;
          const known = work.slots.walkers[place] ?? null;
          if (known === null) continue;
          const walker: Walker = report.kind === 'trial' && known.kind === 'trial' ? { ...report, plan: known.plan } : (report as Walker);
          work.slots.walkers[place] = over ? null : walker;
          if (over) deliverWalker(state, walker, tools);
        }
      }
    }
    for (const { items, result } of backOf(this.#relaxations)) {
      any = true;
      state.chainSteps += result.rows;
      for (const [i, done] of result.relaxations.entries()) {
        const place = work.relaxations.indexOf(items[i]!);
        if (place < 0) continue;
        work.relaxations.splice(place, 1);
        deliverRelaxed(state, done, tools);
      }
    }
    return any;
  }

  #handOut(work: Work, { settings, evaluator }: MapTools): void {
    const { slots: batch, epsilon } = settings;
    const free = (): number => this.#pieces.width + 1 - this.#walkers.size - this.#relaxations.size;
    const common = { potential: this.#potential, states: new Float32Array(0), batch };
    const fill = work.relaxations.length === 0 ? 0 : Math.max(1, Math.floor(batch / rowsOf(work.relaxations[0]!)));
    for (const relaxations of groupsOf(notUnderWay(work.relaxations, this.#relaxations), fill, free)) {
      this.#relaxations.add({ items: relaxations, handed: new HandedOut(this.#pieces.run({ ...common, program: 'relaxations', relaxations, epsilon })) });
    }
    const slots = rowsAPiece(settings, 'ending one by one');
    makeRoom(work.slots, Math.ceil((this.#pieces.width + 1) * slots * WALKERS_A_SLOT));
    refill(work.slots);
    const present = work.slots.walkers.filter((walker) => walker !== null);
    for (const walkers of groupsOf(notUnderWay(present, this.#walkers), Math.ceil(slots * WALKERS_A_SLOT), free)) {
      const turns = evaluator.dimensions <= FEW_DIMENSIONS ? TURNS.few : TURNS.many;
      const { temperature, delta, patience, maxSteps } = settings;
      const walk = { temperature, epsilon, delta, patience, maxSteps };
      this.#walkers.add({ items: walkers, handed: new HandedOut(this.#pieces.run({ ...common, batch: slots, program: 'walkers', walkers, slots: Math.min(slots, walkers.length), turns, walk })) });
    }
  }
}

/** What nobody computes yet. */
function notUnderWay<Item>(all: readonly Item[], underWay: ReadonlySet<UnderWay<Item, unknown>>): Item[] {
  const taken = new Set([...underWay].flatMap(({ items }) => items));
  return all.filter((one) => !taken.has(one));
}

/** As many groups as there are free hands, of up to `most`: where there is little, each has its share. */
function* groupsOf<Item>(items: readonly Item[], most: number, free: () => number): Generator<Item[]> {
  for (let at = 0; at < items.length && free() > 0; ) {
    const group = items.slice(at, at + Math.min(most, Math.ceil((items.length - at) / free())));
    at += group.length;
    yield group;
  }
}

/** Those that are back, one by one; they are under way no more. */
function* backOf<Item, Result>(all: Set<UnderWay<Item, Result>>): Generator<{ readonly items: readonly Item[]; readonly result: Result }> {
  for (const one of all) {
    if (!one.handed.isBack) continue;
    all.delete(one);
    yield { items: one.items, result: one.handed.take() };
  }
}

/** A walker's name among those under way. */
function nameOf(walker: Walker | WalkerReport): string {
  return `${walker.kind} ${walker.kind === 'trial' ? walker.trial : walker.state}`;
}

function makeRoom({ walkers }: TrialSlots, count: number): void {
  while (walkers.length < count) (walkers as (Walker | null)[]).push(null);
}
