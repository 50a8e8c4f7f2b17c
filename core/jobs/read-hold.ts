import type { ChapmanKolmogorovRow, HoldDetail, HoldKey, HoldView, HomeShareRow, MarkovRow, TimescaleRow } from '../contract/hold.ts';
import type { ChapmanKolmogorov, StayComparison } from '../markov/chapman-kolmogorov.ts';
import { holdLags, holdReport, longestLag } from '../markov/hold-report.ts';
import { holdLooks } from '../markov/hold-run.ts';
import { homeShares } from '../markov/hold-share.ts';
import type { HomeShare } from '../markov/hold-share.ts';
import type { Interval, MarkovModel } from '../markov/markov-model.ts';
import { streamKey } from '../random/stream-key.ts';
import type { StoredHold } from '../store/hold-store.ts';
import type { Workspace } from '../store/workspace.ts';
import { setNodes } from './hold-structures.ts';
import { holdJobId } from './hold-runner.ts';

/** What is to be borne in mind beside the tests. */
const TESTS_NOTE =
  'Chapman–Kolmogorov: a chance to be in a set again, as the model at this lag predicts it and as it was counted. All lags are shown: one that holds among several that fail may do so by chance, and where the vote errs to and fro short lags fail though the sets are Markovian. “Unclear” says that the counts are too few, not that the model holds.';

/** Watched chains with their report; null where none were started. `lags`: of the models, instead of those by default. */
export function readHold(workspace: Workspace, key: HoldKey, lags: readonly number[] | null = null): HoldView | null {
  const hold = workspace.holds.find(key);
  if (hold === null) return null;
  return viewOf(hold, hold.looked === 0 ? null : detailOf(hold, setNodes(workspace, key), lags));
}

/** Chains at home by set and look alone, without their models; none where none were watched in these sets. */
export function readHomeShares(workspace: Workspace, key: HoldKey): HoldDetail['bySet'] {
  const hold = workspace.holds.find(key);
  if (hold === null || hold.looked === 0) return [];
  const nodes = setNodes(workspace, key);
  const { homes, seen, looked, plan } = hold;
  return homeShares({ sets: nodes.length, homes, steps: holdLooks(plan.steps).slice(0, looked), seen }).bySet.map((shares, set) => ({ set: nodes[set]!, shares: shares.map(shareRow) }));
}

function viewOf({ plan, status, done, seconds, engine, failure }: StoredHold, detail: HoldDetail | null): HoldView {
  return { plan, job: holdJobId(plan), status, steps: done, seconds, engine, failure, detail };
}

/** Reads views of chains again and again: a report is made once a look. */
export class HoldReader {
  readonly #workspace: Workspace;
  readonly #details = new Map<string, { readonly of: string; readonly detail: HoldDetail | null }>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  read(key: HoldKey): HoldView | null {
    const hold = this.#workspace.holds.find(key);
    if (hold === null) return null;
    const of = `${hold.createdAt} ${hold.looked}`;
    const known = this.#details.get(holdJobId(key));
    if (known?.of === of) return viewOf(hold, known.detail);
    const view = readHold(this.#workspace, key)!;
    this.#details.set(holdJobId(key), { of, detail: view.detail });
    return view;
  }
}

function detailOf({ plan, homes, seen, looked }: StoredHold, nodes: readonly number[], lags: readonly number[] | null): HoldDetail {
  const steps = holdLooks(plan.steps).slice(0, looked);
  const last = steps.at(-1)!;
  // Under way the looks are those of the whole run.
  const shown = (lags ?? holdLags(plan.steps)).filter((lag) => lag <= longestLag(last));
  const record = { sets: nodes.length, homes, steps, seen };
  const report = holdReport(record, streamKey(plan.seed, 2), (set) => `#${nodes[set]!}`, shown);
  const { verdict } = report;
  return {
    verdict: {
      kind: verdict.kind,
      text: verdict.text,
      since: verdict.since,
      leaving: verdict.leaving.map((set) => nodes[set]!),
      exchanges: verdict.exchanges.map(({ sets: [a, b], within, share }) => ({ a: nodes[a]!, b: nodes[b]!, within, share })),
    },
    vote: shareRow(verdict.start),
    settled: shareRow(verdict.settled),
    last: shareRow(verdict.last),
    all: report.all.map(shareRow),
    bySet: report.bySet.map((shares, set) => ({ set: nodes[set]!, shares: shares.map(shareRow) })),
    models: report.models.map((model) => modelRow(model, nodes)),
    tests: report.tests.map((test) => testRow(test, nodes)),
    testsNote: TESTS_NOTE,
    stationarity: report.stationarity,
  };
}

function shareRow({ step, count, of, share, low, high }: HomeShare): HomeShareRow {
  return { step, count, of, share: of === 0 ? null : share, low, high };
}

function modelRow({ lag, sets, apart, likeliest, timescales }: MarkovModel, nodes: readonly number[]): MarkovRow {
  const n = sets.length;
  return {
    lag,
    sets: sets.map((set) => nodes[set]!),
    apart: apart.map((group) => group.map((set) => nodes[set]!)),
    matrix: sets.map((_set, row) => [...likeliest.matrix.subarray(row * n, (row + 1) * n)]),
    timescales: timescales.map(timescaleRow),
  };
}

/** Numbers as large as there are stand for infinite ones. */
function timescaleRow({ value, low, high }: Interval): TimescaleRow {
  const told = (steps: number): number | null => (Number.isFinite(steps) && steps < Number.MAX_VALUE ? steps : null);
  return { value: told(value), low: told(low), high: told(high) };
}

function testRow({ lag, verdict, comparisons, worst }: ChapmanKolmogorov, nodes: readonly number[]): ChapmanKolmogorovRow {
  const named = (one: StayComparison): StayComparison => ({ ...one, set: nodes[one.set]! });
  return { lag, verdict, comparisons: comparisons.map(named), worst: worst === null ? null : named(worst) };
}
