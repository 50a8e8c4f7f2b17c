import { program } from '../contract/program.ts';
import { meanOf, placesOf, sweepMeasures } from '../contract/sweep-measures.ts';
import type { SweepMeasure } from '../contract/sweep-measures.ts';
import type { SweepCellRow, SweepView } from '../contract/sweep.ts';
import { chartPanel } from './chart-panel.ts';
import { COLOUR_BAR_WIDTH } from './colour-bar.ts';
import { document, ink, label, textWidth } from './figure.ts';
import { heatMap, tickDepth } from './heat-map.ts';
import type { HeatCell } from './heat-map.ts';
import { element, plain } from './markup.ts';
import { readable } from './numbers.ts';
import { sweepRecord } from './sweep-tables.ts';

const LEFT = 32;
const TOP = 128;
const MAIN = 432;
const GAP = 86;

/**
 * A sweep of maps as an SVG document: over two settings a phase diagram, cells coloured by their number of basins, with the share of the largest and the
 * highest barrier beside it; over one setting the same numbers as lines. Of repeats the mean. Cells that failed are crossed, those to come are empty.
 */
export function phaseDiagramSvg(view: SweepView): string {
  return view.axes.length === 2 ? overTwo(view) : overOne(view);
}

function overTwo(view: SweepView): string {
  const [columns, rows] = view.axes as [SweepView['axes'][number], SweepView['axes'][number]];
  const [main, ...others] = sweepMeasures(view);
  const places = placesOf(view);
  const nx = columns.words.length;
  const ny = rows.words.length;
  const side = (room: number): { width: number; height: number } => {
    const cell = room / Math.max(nx, ny);
    return { width: Math.max(0.45 * room, nx * cell), height: Math.max(0.45 * room, ny * cell) };
  };
  const big = side(MAIN);
  const depth = tickDepth(columns.words, big.width / nx) + 40;
  const x = LEFT + 40 + Math.min(150, Math.max(...rows.words.map((word) => textWidth(word, 10.5))));
  const small = side((MAIN - GAP) / 2);
  const beside = x + big.width + COLOUR_BAR_WIDTH + 40 + Math.min(150, Math.max(...rows.words.map((word) => textWidth(word, 10.5))));
  const cellsFor = (measure: SweepMeasure): HeatCell[] => places.map((place, i) => ({ value: meanOf(measure, place), state: stateOf(place), title: toldOf(view, place, i, measure) }));
  const parts = [
    ...heading(view),
    heatMap({ title: main!.title, x, y: TOP, ...big, cells: cellsFor(main!), columns: { title: columns.label, words: columns.words }, rows: { title: rows.label, words: rows.words }, whole: main!.whole, words: wordsOf(main!) }),
    ...others.map((measure, i) => heatMap({
      title: measure.title, x: beside, y: TOP + i * (small.height + GAP), ...small, cells: cellsFor(measure), columns: { title: null, words: thinned(columns.words, small.width / nx) }, rows: { title: null, words: thinned(rows.words, small.height / ny * 2.4) },
      whole: measure.whole, words: wordsOf(measure), share: measure.share === true,
    })),
  ];
  const height = TOP + Math.max(big.height, others.length * (small.height + GAP) - GAP) + depth + 16;
  return document(beside + small.width + COLOUR_BAR_WIDTH + 34, height, view.name, describe(view), parts, JSON.stringify(sweepRecord(view)));
}

/** How a number of this kind is written. */
function wordsOf({ share }: SweepMeasure): (value: number) => string {
  return share === true ? (value) => `${Math.round(100 * value)} %` : (value) => readable(value);
}

/** Ticks of a small panel: every n-th, where all would touch. */
function thinned(words: readonly string[], room: number): string[] {
  const widest = Math.max(...words.map((word) => textWidth(word, 10.5))) + 6;
  const every = Math.max(1, Math.ceil(widest / room));
  return words.map((word, i) => (i % every === 0 ? word : ''));
}

function overOne(view: SweepView): string {
  const [axis] = view.axes as [SweepView['axes'][number]];
  const measures = sweepMeasures(view);
  const places = placesOf(view);
  const numbers = axis.values.every((value) => typeof value === 'number');
  const at = (place: number): number => (!numbers ? place : axis.log ? Math.log(Number(axis.values[place])) : Number(axis.values[place]));
  const xs = axis.values.map((_, i) => at(i));
  const reach = Math.max(...xs) - Math.min(...xs);
  const [width, height, gap] = [560, 130, 64];
  const panels = measures.map((measure, i) => {
    const y = TOP + i * (height + gap);
    const points = places.map((place) => place.flatMap((row) => (row.outcome === null ? [] : [measure.of(row.outcome)])).filter((value) => value !== null));
    const all = points.flat();
    const [low, high] = all.length === 0 ? [0, 1] : [Math.min(...all), Math.max(...all)];
    const room = high > low ? 0.08 * (high - low) : Math.max(0.5, 0.05 * Math.abs(high));
    const marks = thinned(axis.words, width / axis.words.length).flatMap((text, place) => (text === '' ? [] : [{ at: at(place), text }]));
    const panel = chartPanel({ x: 90, y, width, height }, { title: measure.title, xRange: [Math.min(...xs) - 0.03 * reach, Math.max(...xs) + 0.03 * reach], yRange: [low - room, high + room], xMarks: marks, ...(i === measures.length - 1 ? { horizontal: axis.label } : {}) });
    const line = places.flatMap((place, p) => {
      const mean = meanOf(measure, place);
      return mean === null ? [] : [`${plain(panel.xOf(at(p)))} ${plain(panel.yOf(mean))}`];
    });
    return element('g', { class: 'measure' }, [
      panel.frame,
      line.length < 2 || !numbers ? '' : element('path', { d: `M${line.join('L')}`, fill: 'none', stroke: '#2c778d', 'stroke-width': 1.6, 'stroke-linejoin': 'round' }),
      ...points.flatMap((values, p) => values.map((value) => element('circle', { cx: panel.xOf(at(p)), cy: panel.yOf(value), r: 3.4, fill: '#1e4e79', stroke: ink.paper, 'stroke-width': 1 }))),
    ]);
  });
  return document(90 + width + 40, TOP + measures.length * (height + gap) + 6, view.name, describe(view), [...heading(view), ...panels], JSON.stringify(sweepRecord(view)));
}

function stateOf(place: readonly SweepCellRow[]): HeatCell['state'] {
  return place.some(({ outcome }) => outcome !== null) ? 'done' : place.some(({ status }) => status === 'failed') ? 'failed' : 'open';
}

function toldOf({ axes }: SweepView, place: readonly SweepCellRow[], at: number, measure: SweepMeasure): string {
  const across = axes[0]!.words.length;
  const where = axes.map(({ setting, words }, axis) => `${setting} ${words[axis === 0 ? at % across : Math.floor(at / across)]!}`).join(', ');
  const value = meanOf(measure, place);
  return `${where}: ${value !== null ? `${measure.title.toLowerCase()} ${wordsOf(measure)(value)}` : (place.find(({ failure }) => failure !== null)?.failure ?? 'to come')}`;
}

/** Title and facts at the top left. */
export function heading({ name, kind, subject, plan, cells, done, failed, axes }: SweepView): string[] {
  const settings = plan.kind === 'map'
    ? [`maps of ${axes.some(({ setting }) => setting === 'potential') ? 'several potentials' : subject}`, ...mapWords(plan.settings, axes.map(({ setting }) => setting))]
    : [`trainings by ${subject}`, ...(axes.some(({ setting }) => setting === 'seed') || plan.repeats > 1 ? [] : [`seed ${plan.seed}`])];
  const stand = done === cells ? `${cells} cells` : `${done} of ${cells} cells${failed === 0 ? '' : `, ${failed} failed`}`;
  const repeats = plan.repeats > 1 ? [`mean of ${plan.repeats} seeds`] : [];
  return [
    label(name, LEFT, 40, { size: 17, weight: 600 }),
    label([...settings, ...(kind === 'map' ? repeats : [])].join(' · '), LEFT, 60, { size: 12, fill: ink.soft }),
    label(`${stand} · ${program.name} ${program.version}`, LEFT, 77, { size: 12, fill: ink.soft }),
  ];
}

const METHOD_WORDS = { minimum: 'local minima', placing: 'samples placed', kinetic: 'kinetic map' } as const;

/** The settings that a reader needs, but for those of the axes. */
function mapWords(settings: Extract<SweepView['plan'], { kind: 'map' }>['settings'], axes: readonly string[]): string[] {
  const words: (readonly [string, string | null])[] = [
    ['method', settings.method === null ? null : METHOD_WORDS[settings.method]],
    ['states', settings.states === null ? null : `${settings.states} states`],
    ['alpha', 'alpha' in settings && settings.alpha !== null ? `α = ${readable(settings.alpha)}` : null],
    ['temperature', `T = ${readable(settings.temperature)}`],
    ['delta', 'delta' in settings && settings.delta !== null ? `δ = ${readable(settings.delta)}` : null],
    ['epsilon', settings.epsilon === null ? null : `ε = ${readable(settings.epsilon)}`],
    ['seed', `seed ${settings.seed}`],
  ];
  return words.flatMap(([setting, text]) => (text === null || axes.includes(setting) ? [] : [text]));
}

function describe({ kind, axes, cells, done }: SweepView): string {
  return `${done} of ${cells} ${kind === 'map' ? 'maps' : 'trainings'} over ${axes.map(({ label: title }) => title).join(' and ')}.`;
}
