import { Vector3 } from 'three';
import { drawAxisLabels } from './axis-labels.ts';
import { paintBarrier } from './barrier-label.ts';
import type { BasinScene } from './basin-scene.ts';
import { sampleColormap } from './colormap.ts';
import { toneOf } from './drawn-graph.ts';
import { linkBetween, type DrawnSurface } from './drawn-surface.ts';
import { heightMesh, rayMeetsSurface } from './height-field.ts';
import type { LabelOverlay } from './label-overlay.ts';
import type { DrawnLinks } from './landscape-view.ts';
import { drawLegend } from './legend.ts';
import { PathLayer } from './path-layer.ts';
import { polylineDistance } from './picking.ts';
import { SurfaceLayer } from './surface-layer.ts';
import { themes } from './theme.ts';
import { formatValue } from './ticks.ts';
import type { TooltipContent } from './tooltip.ts';

const pickReach = 6;
/** Places on the plane are told to a hundredth. */
const planeSpan = 3;

/** The ground of a 2D potential and the paths on it. */
export class PathLinks implements DrawnLinks<DrawnSurface> {
  drawn: DrawnSurface | null = null;
  private readonly scene: BasinScene;
  private readonly ground: SurfaceLayer;
  private readonly trails: PathLayer;
  private onScreen = new Float32Array(0);
  private focusKey = '';

  constructor(scene: BasinScene) {
    this.scene = scene;
    const { stage, nodes } = scene;
    this.ground = new SurfaceLayer(stage.shared);
    this.trails = new PathLayer(stage.shared);
    stage.scene.add(this.ground.front, this.ground.back, ...this.trails.meshes, nodes.makePins());
  }

  set(drawn: DrawnSurface): void {
    const { surface, box, extent, range, trails } = drawn;
    this.drawn = drawn;
    const side = this.scene.stage.software ? 150 : 320;
    this.ground.set(heightMesh(surface, box, extent, range.high, range.low, side));
    this.trails.set(trails.pieces);
    this.onScreen = new Float32Array(trails.points.length);
    this.focusKey = 'stale';
  }

  ends(link: number): [number, number] {
    const found = this.drawn?.links[link];
    return found ? [found.a, found.b] : [-1, -1];
  }

  between(a: number, b: number): number {
    return this.drawn ? linkBetween(this.drawn, a, b) : -1;
  }

  neighbours(node: number): number[] {
    return (this.drawn?.links ?? []).flatMap((l) => (l.a === node ? [l.b] : l.b === node ? [l.a] : []));
  }

  pick(x: number, y: number): number {
    const { drawn } = this;
    if (!drawn) return -1;
    const { starts } = drawn.trails;
    let best = -1;
    let reach = pickReach;
    for (let p = 0; p + 1 < starts.length; p++) {
      const link = drawn.linkOfPath[p]!;
      if (this.strength(drawn, link, drawn.refined[p]!) <= 0) continue;
      const d = polylineDistance(this.onScreen, starts[p]!, starts[p + 1]!, x, y);
      if (d < reach) {
        reach = d;
        best = link;
      }
    }
    return best;
  }

  restyle(dim: number): void {
    const { drawn, scene } = this;
    if (!drawn) return;
    const { theme } = scene.stage;
    this.ground.setStyle(drawn.range.low, drawn.range.high, drawn.axis.energyTicks.step / 5, theme);
    this.trails.setTheme(theme);
    scene.stems.setStyle({ ...theme, line: themes.dark.pathCasing }, 0.95, 0, dim * 0.5);
    scene.projectTo(drawn.trails.points, 3, this.onScreen.length / 3, this.onScreen);
    const key = [scene.chosen, scene.chosenLink, scene.hovered, scene.hoveredLink].join();
    if (key === this.focusKey) return;
    this.focusKey = key;
    this.trails.setFocus((piece) => {
      const path = drawn.trails.pathOfPiece[piece]!;
      return this.strength(drawn, drawn.linkOfPath[path]!, drawn.refined[path]!);
    });
  }

  paint(overlay: LabelOverlay): void {
    const { drawn, scene } = this;
    if (!drawn) return;
    const { stage } = scene;
    const { theme } = stage;
    const lines = [
      { refined: true, name: 'refined', color: theme.refinedPath, width: 2.6 },
      { refined: false, name: 'AD path', color: theme.diffusionPath, width: 1.4 },
    ].filter((line) => drawn.refined.includes(line.refined));
    drawLegend(
      { overlay, theme, table: stage.colormap, width: stage.width, height: stage.height },
      { label: drawn.axis.energyLabel, range: drawn.range, spans: [], lines, sizes: [], square: false, note: null },
    );
    drawAxisLabels(stage, drawn.box, drawn.axis);
    this.paintBarriers(overlay, drawn);
  }

  nodeTip(node: number): TooltipContent {
    const { basins, range, axis } = this.drawn!;
    const [x, y] = [basins.positions[2 * node]!, basins.positions[2 * node + 1]!];
    return {
      title: `Basin ${this.nameOf(node)}`,
      color: sampleColormap(this.scene.stage.colormap, toneOf(range, basins.energies[node]!)),
      rows: [
        [axis.energyLabel, formatValue(basins.energies[node]!, range.high - range.low)],
        ['members', basins.members[node]!.toLocaleString('en-US')],
        ['at', `(${formatValue(x, planeSpan)}, ${formatValue(y, planeSpan)})`],
      ],
    };
  }

  linkTip(link: number): TooltipContent {
    const { links, range, basins } = this.drawn!;
    const { a, b, diffusion, refined } = links[link]!;
    const span = range.high - range.low;
    const height = Number.isNaN(refined) ? diffusion : refined;
    const rows: [string, string][] = [
      ['path maximum, AD', Number.isNaN(diffusion) ? '—' : formatValue(diffusion, span)],
      ['path maximum, refined', Number.isNaN(refined) ? '—' : formatValue(refined, span)],
    ];
    for (const i of [a, b]) rows.push([`above ${this.nameOf(i)}`, formatValue(height - basins.energies[i]!, span)]);
    return { title: `${this.nameOf(a)} – ${this.nameOf(b)}`, rows, color: sampleColormap(this.scene.stage.colormap, toneOf(range, height)) };
  }

  groundTip(x: number, y: number): TooltipContent | null {
    const { drawn, scene } = this;
    if (!drawn) return null;
    const { camera, width, height, colormap } = scene.stage;
    const far = new Vector3((x / width) * 2 - 1, 1 - (y / height) * 2, 0.5).unproject(camera);
    const direction = far.sub(camera.position).normalize();
    const met = rayMeetsSurface(drawn.surface, drawn.box, drawn.range.high, camera.position.toArray(), direction.toArray());
    if (!met) return null;
    return {
      title: `${drawn.axis.energyLabel} ${formatValue(met.energy, drawn.range.high - drawn.range.low)}`,
      color: sampleColormap(colormap, toneOf(drawn.range, met.energy)),
      rows: [
        ['x₁', formatValue(met.x, planeSpan)],
        ['x₂', formatValue(met.y, planeSpan)],
      ],
    };
  }

  dispose(): void {
    this.ground.dispose();
    this.trails.dispose();
  }

  private nameOf(node: number): string {
    return this.drawn!.nodes.labels[node]!;
  }

  /** How strongly the paths of a link show: the tree's joins always, the others when asked for. */
  private strength(drawn: DrawnSurface, link: number, refined: boolean): number {
    const { chosen, chosenLink, hovered, hoveredLink } = this.scene;
    const { a, b, spanning } = drawn.links[link]!;
    if (link === chosenLink || link === hoveredLink || a === chosen || b === chosen) return 2;
    if (chosen < 0 && chosenLink < 0) {
      if (a === hovered || b === hovered) return 1;
      if (spanning) return refined ? 0.85 : 0.3;
    }
    return spanning && refined ? 0.2 : 0;
  }

  /** Both barriers at the highest point of the paths in focus. */
  private paintBarriers(overlay: LabelOverlay, drawn: DrawnSurface): void {
    const { scene, onScreen } = this;
    const { points, starts } = drawn.trails;
    drawn.links.forEach((link, l) => {
      const asked = l === scene.chosenLink || l === scene.hoveredLink;
      const own = scene.chosen >= 0 && (link.a === scene.chosen || link.b === scene.chosen);
      if (!asked && !own) return;
      const path = link.paths.find((p) => drawn.refined[p]) ?? link.paths[0]!;
      let top = starts[path]!;
      for (let k = top; k < starts[path + 1]!; k++) if (points[k * 3 + 1]! > points[top * 3 + 1]!) top = k;
      if (!(onScreen[top * 3 + 2]! > 0)) return;
      paintBarrier(overlay, scene.stage.theme, {
        diffusion: link.diffusion,
        refined: link.refined,
        span: drawn.range.high - drawn.range.low,
        x: onScreen[top * 3]!,
        y: onScreen[top * 3 + 1]!,
        priority: asked ? Infinity : 100,
      });
    });
  }
}
