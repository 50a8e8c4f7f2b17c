import type { HoldDetail, HoldView, HomeShareRow, TimescaleRow } from '../contract/hold.ts';
import { counted } from '../pictures/numbers.ts';
import { columns, printJson, printLine } from './output.ts';

/** Looks shown of the many, in steps: about these. */
const SHOWN = [0, 100, 300, 1000, 3000, 10_000, 30_000, 100_000];
/** Sets of which the matrix is shown whole. */
const MATRIX_SETS = 16;
const SHOWN_TIMESCALES = 6;

/** Prints whether sets hold: one JSON object, or tables for people. Throws where there is no look yet. */
export function printHold(view: HoldView, json: boolean): void {
  const { detail } = view;
  if (detail === null) throw new Error('There is no look at the chains yet.');
  if (json) {
    printJson(asJson(view, detail));
    return;
  }
  printLine(detail.verdict.text);
  printLine(`\nChains at home (95 % interval)\n${shareTable(detail)}`);
  printLine(`\nAt step 0 no chain has moved: ${percent(detail.vote)} is what the vote of the nearest structures knows by itself.`);
  const matrix = matrixTable(detail);
  if (matrix !== null) printLine(`\n${matrix}`);
  if (detail.models.some(({ timescales }) => timescales.length > 0)) printLine(`\nImplied timescales in steps, slowest first (95 % interval)\n${timescaleTable(detail)}`);
  printLine(`\n${detail.stationarity}`);
  if (detail.tests.length > 0) printLine(`\n${testTable(detail)}\n${detail.testsNote}`);
}

/** Shares at home as the JSON has them: a row a set and look. */
export function holdJson(bySet: HoldDetail['bySet']): Record<string, unknown>[] {
  return bySet.flatMap(({ set, shares }) => shares.map((share) => ({ set, ...stay(share) })));
}

function stay({ step, share, low, high, of }: HomeShareRow): Record<string, unknown> {
  return { steps: step, stay: share, low, high, chains: of };
}

function asJson({ plan, seconds, engine }: HoldView, detail: HoldDetail): Record<string, unknown> {
  const { map, sets, steps, chains, seed } = plan;
  return {
    map, sets, steps, chains, seed,
    verdict: detail.verdict,
    all: detail.all.map(stay),
    hold: holdJson(detail.bySet),
    vote: stay(detail.vote),
    models: detail.models,
    chapman_kolmogorov: detail.tests,
    note: detail.testsNote,
    stationarity: detail.stationarity,
    seconds,
    engine,
  };
}

function percent({ share, low, high }: HomeShareRow): string {
  return share === null ? '–' : `${Math.round(100 * share)} % (${Math.round(100 * low)}–${Math.round(100 * high)})`;
}

function shareTable({ all, bySet }: HoldDetail): string {
  const last = all.length - 1;
  const looks = [...new Set([...SHOWN.map((step) => all.findIndex((row) => row.step >= step)).filter((look) => look >= 0), last])];
  const row = (name: string, shares: readonly HomeShareRow[]): string[] => [name, String(shares[last]!.of), ...looks.map((look) => percent(shares[look]!))];
  return columns([['set', 'chains', ...looks.map((look) => counted(all[look]!.step))], row('all', all), ...bySet.map(({ set, shares }) => row(`#${set}`, shares))]);
}

function matrixTable({ models }: HoldDetail): string | null {
  const model = models[0];
  if (model === undefined || model.sets.length > MATRIX_SETS || model.sets.length === 1) return null;
  const names = model.sets.map((set) => `#${set}`);
  const rows = model.matrix.map((row, i) => [names[i]!, ...row.map((chance) => (chance < 5e-4 ? '·' : chance.toFixed(3)))]);
  return `Transition matrix over ${counted(model.lag)} steps, from row to column\n${columns([['', ...names], ...rows])}`;
}

function timescaleTable({ models }: HoldDetail): string {
  const most = Math.min(SHOWN_TIMESCALES, Math.max(...models.map(({ timescales }) => timescales.length)));
  const head = ['lag', ...Array.from({ length: most }, (_, k) => `t${k + 2}`)];
  return columns([head, ...models.map(({ lag, timescales }) => [counted(lag), ...Array.from({ length: most }, (_, k) => timescale(timescales[k]))])]);
}

function timescale(row: TimescaleRow | undefined): string {
  if (row === undefined) return '–';
  const told = (steps: number | null): string => (steps === null ? '∞' : counted(Math.round(steps)));
  return `${told(row.value)} (${told(row.low)}–${told(row.high)})`;
}

function testTable({ tests }: HoldDetail): string {
  const rows = tests.map(({ lag, verdict, worst }) => [
    counted(lag), verdict, worst === null ? '–' : `#${worst.set} after ${counted(lag * worst.multiple)}: ${worst.predicted.value.toFixed(3)} predicted, ${worst.estimated.value.toFixed(3)} counted`,
  ]);
  return columns([['lag', 'test', 'differs most'], ...rows]);
}
