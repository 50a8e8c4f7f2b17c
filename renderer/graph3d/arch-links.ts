import { archPoints } from './arch.ts';
import { drawAxisLabels } from './axis-labels.ts';
import type { BasinScene } from './basin-scene.ts';
import { paintBarrier } from './barrier-label.ts';
import { sampleColormap } from './colormap.ts';
import { edgeBetween, incidentEdges, toneOf, type DrawnGraph } from './drawn-graph.ts';
import { archSegments, EdgeLayer, type Arches } from './edge-layer.ts';
import { paintGuest, type Guest } from './guest-marker.ts';
import type { LabelOverlay } from './label-overlay.ts';
import type { DrawnLinks } from './landscape-view.ts';
import { drawLegend, type LegendSpan } from './legend.ts';
import { polylineDistance } from './picking.ts';
import { formatValue } from './ticks.ts';
import type { TooltipContent } from './tooltip.ts';

const pickSegments = 12;
const pickReach = 6;
/** Beyond so many edges only the tree's joins and a chosen basin's own answer to the pointer. */
const pickAllEdges = 400;
/** Widths of lines through which least and most passes, times those of lines that are all alike. */
const leastWidth = 0.6;
const mostWidth = 2.2;
/** Barriers written at a chosen basin's edges. */
const namedBarriers = 14;

/** The arches of a graph: the tree's joins strong, all others faint, those in focus bright with both barriers written on. */
export class ArchLinks implements DrawnLinks<DrawnGraph> {
  drawn: DrawnGraph | null = null;
  private guest: Guest | null = null;
  private readonly scene: BasinScene;
  private readonly faint: EdgeLayer;
  private readonly strong: EdgeLayer;
  private readonly bright: EdgeLayer;
  private brightKey = '';
  private readonly arch = new Float32Array((pickSegments + 1) * 3);
  private readonly archOnScreen = new Float32Array((pickSegments + 1) * 3);

  constructor(scene: BasinScene) {
    this.scene = scene;
    const { field, stage } = scene;
    this.faint = new EdgeLayer(field, stage.shared, 3, false);
    this.strong = new EdgeLayer(field, stage.shared, 4, true);
    this.bright = new EdgeLayer(field, stage.shared, 4.5, true);
    stage.scene.add(this.faint.mesh, this.strong.mesh, this.bright.mesh);
  }

  set(drawn: DrawnGraph): void {
    this.drawn = drawn;
    const all = Array.from(drawn.heights.keys());
    const segments = archSegments(all.length);
    this.faint.set(someArches(drawn, all.filter((e) => !drawn.spanning[e])), segments);
    this.strong.set(someArches(drawn, all.filter((e) => drawn.spanning[e])), Math.max(segments, 14));
    this.brightKey = 'stale';
  }

  /** Marks something that is no node, null: nothing. */
  mark(guest: Guest | null): void {
    this.guest = guest;
    this.scene.stage.requestRender();
  }

  ends(link: number): [number, number] {
    const edges = this.drawn?.data.edges;
    return edges && link >= 0 ? [edges[2 * link]!, edges[2 * link + 1]!] : [-1, -1];
  }

  between(a: number, b: number): number {
    return this.drawn ? edgeBetween(this.drawn, a, b) : -1;
  }

  neighbours(node: number): number[] {
    const { drawn } = this;
    if (!drawn) return [];
    const { edges } = drawn.data;
    return incidentEdges(drawn, node).map((e) => (edges[2 * e] === node ? edges[2 * e + 1]! : edges[2 * e]!));
  }

  pick(x: number, y: number): number {
    const { drawn, scene } = this;
    if (!drawn) return -1;
    let best = -1;
    let reach = pickReach;
    const consider = (e: number): void => {
      this.projectArch(drawn, e);
      const d = polylineDistance(this.archOnScreen, 0, pickSegments + 1, x, y);
      if (d < reach) {
        reach = d;
        best = e;
      }
    };
    if (scene.chosen >= 0) {
      incidentEdges(drawn, scene.chosen).forEach(consider);
      return best;
    }
    const few = drawn.heights.length <= pickAllEdges;
    for (let e = 0; e < drawn.heights.length; e++) if (few || drawn.spanning[e]) consider(e);
    return best;
  }

  restyle(dim: number): void {
    const { drawn, scene } = this;
    if (!drawn) return;
    const { theme, draft } = scene.stage;
    const n = drawn.data.count;
    const others = Math.max(1, drawn.heights.length - n);
    const width = n <= 60 ? 2.4 : n <= 500 ? 1.6 : 1.2;
    this.faint.setStyle({ width: n <= 60 ? 1.5 : 1.1, opacity: Math.min(0.5, 5 / Math.sqrt(others)) * (1 - 0.85 * dim), lift: 0 }, theme.unknown);
    this.strong.setStyle({ width, opacity: (n <= 100 ? 0.95 : n <= 500 ? 0.8 : 0.4) * (1 - 0.88 * dim), lift: 0 }, theme.unknown);
    this.bright.setStyle({ width: width + 0.9, opacity: 1, lift: dim > 0 ? 1 : 0.4 }, theme.unknown);
    this.faint.setVisible(draft === 0);
    // Stems of very many nodes would be a curtain.
    const stems = n <= 400 ? Math.min(1, 50 / n) : 0;
    scene.stems.setStyle(theme, 0.45 * stems, 0.15 * stems, dim);
    this.brighten(drawn);
  }

  paint(overlay: LabelOverlay): void {
    const { drawn, scene } = this;
    if (!drawn) return;
    const { stage } = scene;
    const { data, range } = drawn;
    if (data.count === 0) {
      overlay.add({ text: `No ${data.noun ?? 'basin'}s yet`, x: stage.width / 2, y: stage.height / 2, align: 'center', size: 13, weight: 400, color: stage.theme.muted, priority: Infinity });
      return;
    }
    drawLegend(
      { overlay, theme: stage.theme, table: stage.colormap, width: stage.width, height: stage.height },
      {
        label: data.energyLabel,
        range,
        spans: legendSpans(drawn),
        lines: [],
        sizes: scene.sizeSamples(),
        square: data.images !== null,
        note: range.above > 0 ? `${range.above} above the scale` : null,
      },
    );
    drawAxisLabels(stage, drawn.box, drawn.axis);
    this.paintBarriers(overlay, drawn);
    if (this.guest) paintGuest(scene, this.guest, drawn.box);
  }

  nodeTip(node: number): TooltipContent {
    const { data, range } = this.drawn!;
    const degree = incidentEdges(this.drawn!, node).length;
    const noun = data.noun ?? 'basin';
    const tip: TooltipContent = {
      title: `${noun === 'set' ? 'Set' : 'Basin'} ${this.nameOf(node)}`,
      color: sampleColormap(this.scene.stage.colormap, toneOf(range, data.energies[node]!)),
      rows: [
        [data.energyLabel, formatValue(data.energies[node]!, range.high - range.low)],
        ['members', data.members[node]!.toLocaleString('en-US')],
        ['joined to', `${degree} ${noun}${degree === 1 ? '' : 's'}`],
      ],
    };
    if (data.images) tip.image = { strip: data.images, index: node };
    return tip;
  }

  linkTip(link: number): TooltipContent {
    const { data, range, heights, tones } = this.drawn!;
    const [a, b] = this.ends(link);
    const span = range.high - range.low;
    const height = heights[link]!;
    const rows: [string, string][] = [data.barrierLabel ? [data.barrierLabel, formatValue(height, span)] : ['barrier, AD', formatValue(data.edgeBarriers[link]!, span)]];
    if (data.edgeRefined && !data.barrierLabel) rows.push(['barrier, refined', Number.isNaN(data.edgeRefined[link]!) ? '—' : formatValue(data.edgeRefined[link]!, span)]);
    if (!Number.isNaN(height)) {
      for (const i of [a, b]) rows.push([`above ${this.nameOf(i)}`, formatValue(height - data.energies[i]!, span)]);
    }
    const tone = tones[link]!;
    return { title: `${this.nameOf(a)} – ${this.nameOf(b)}`, rows, color: sampleColormap(this.scene.stage.colormap, tone < 0 ? NaN : tone) };
  }

  groundTip(): null {
    return null;
  }

  dispose(): void {
    for (const layer of [this.faint, this.strong, this.bright]) layer.dispose();
  }

  private nameOf(node: number): string {
    return this.drawn!.nodes.labels[node]!;
  }

  /** Edges in focus: those of the chosen basin, else of the hovered one, and a chosen or hovered edge itself. */
  private brighten(drawn: DrawnGraph): void {
    const { chosen, hovered, chosenLink, hoveredLink } = this.scene;
    const edges = new Set(incidentEdges(drawn, chosen >= 0 ? chosen : chosenLink >= 0 ? -1 : hovered));
    for (const e of [chosenLink, hoveredLink]) if (e >= 0) edges.add(e);
    const key = [...edges].join();
    if (key === this.brightKey) return;
    this.brightKey = key;
    this.bright.set(someArches(drawn, [...edges]), archSegments(edges.size));
  }

  private projectArch(drawn: DrawnGraph, e: number): void {
    const { places } = this.scene.field;
    const [a, b] = this.ends(e);
    const start = places.subarray(a * 4, a * 4 + 3);
    const end = places.subarray(b * 4, b * 4 + 3);
    archPoints(start, end, Math.max(start[1]!, end[1]!, drawn.apexes[e]!), pickSegments, this.arch);
    this.scene.projectTo(this.arch, 3, pickSegments + 1, this.archOnScreen);
  }

  private paintBarriers(overlay: LabelOverlay, drawn: DrawnGraph): void {
    const { scene } = this;
    const { heights, data, range } = drawn;
    const asked = [scene.chosenLink, scene.hoveredLink].filter((e) => e >= 0);
    const own = incidentEdges(drawn, scene.chosen).filter((e) => !asked.includes(e) && !Number.isNaN(heights[e]!));
    own.sort((p, q) => heights[p]! - heights[q]!);
    [...asked, ...own.slice(0, namedBarriers)].forEach((e, rank) => {
      this.projectArch(drawn, e);
      const top = (pickSegments / 2) * 3;
      if (this.archOnScreen[top + 2]! <= 0) return;
      paintBarrier(overlay, scene.stage.theme, {
        diffusion: data.barrierLabel ? NaN : data.edgeBarriers[e]!,
        refined: data.barrierLabel ? heights[e]! : (data.edgeRefined?.[e] ?? NaN),
        span: range.high - range.low,
        x: this.archOnScreen[top]!,
        y: this.archOnScreen[top + 1]!,
        priority: asked.includes(e) ? Infinity : 200 - rank,
      });
    });
  }
}

function someArches(drawn: DrawnGraph, edges: readonly number[]): Arches {
  const ends = new Uint32Array(edges.length * 2);
  edges.forEach((e, k) => ends.set(drawn.data.edges.subarray(2 * e, 2 * e + 2), 2 * k));
  return {
    ends,
    apexes: Float32Array.from(edges, (e) => drawn.apexes[e]!),
    tones: Float32Array.from(edges, (e) => drawn.tones[e]!),
    widths: Float32Array.from(edges, (e) => (drawn.data.edgeFlux ? leastWidth + (mostWidth - leastWidth) * drawn.data.edgeFlux[e]! : 1)),
  };
}

const spansOf = new WeakMap<DrawnGraph, LegendSpan[]>();

/** Where on the scale minima and barriers lie; remembered, since it is asked in every frame. */
function legendSpans(drawn: DrawnGraph): LegendSpan[] {
  let spans = spansOf.get(drawn);
  if (spans) return spans;
  spans = [];
  for (const [name, values] of [[`${drawn.data.noun ?? 'basin'}s`, drawn.data.energies], ['barriers', drawn.heights]] as const) {
    const known = values.filter((v) => !Number.isNaN(v));
    if (known.length === 0) continue;
    spans.push({ name, low: known.reduce((p, q) => Math.min(p, q)), high: known.reduce((p, q) => Math.max(p, q)) });
  }
  spansOf.set(drawn, spans);
  return spans;
}
