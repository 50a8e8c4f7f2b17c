import { ArchLinks } from './arch-links.ts';
import { BasinScene, type ViewOptions } from './basin-scene.ts';
import { viewDirection } from './camera-fit.ts';
import { drawnGraph, edgeBetween } from './drawn-graph.ts';
import type { GraphData } from './graph-data.ts';
import { heightOf, worldX, worldZ } from './plot-box.ts';
import type { ThemeName } from './theme.ts';

/**
 * The landscape as a graph in space: basins stand on their place in the plane at the height of their energy, an arch between
 * two joined ones rises to their barrier. Draws only when something changes.
 */
export class GraphView {
  private readonly scene: BasinScene;
  private readonly links: ArchLinks;

  /**
   * @param container an element with a size; the view fills it
   * @throws StageError when there is no WebGL 2: ask `isWebGLAvailable()` first
   */
  constructor(container: HTMLElement, options: ViewOptions) {
    this.scene = new BasinScene(container, options, {
      label: 'Energy landscape',
      labelsAbove: false,
      direction: viewDirection(-30, 20),
    });
    this.links = new ArchLinks(this.scene);
    this.scene.links = this.links;
  }

  /**
   * Show a landscape. Camera, selection and hover stay; known basins glide to their new place, new ones grow.
   *
   * @throws ViewDataError when the arrays do not fit together; the former picture stays
   */
  setData(data: GraphData): void {
    const drawn = drawnGraph(data);
    const { box } = drawn;
    const pair = this.scene.setNodes(drawn.nodes, [box.halfX, box.height, box.halfZ]);
    this.links.set(drawn);
    this.scene.chosenLink = pair ? edgeBetween(drawn, ...pair) : -1;
    this.setWalls();
    this.scene.refresh();
  }

  /** Choose a basin by index; null or an index beyond the data chooses none. */
  select(index: number | null): void {
    this.scene.choose(this.scene.known(index));
  }

  /** Mark a basin as the pointer would, without its tooltip. */
  hover(index: number | null): void {
    this.scene.point(this.scene.known(index));
  }

  /** Choose a joined pair, as a click on its arch does; a pair that is not joined chooses nothing. */
  selectEdge(pair: readonly [number, number] | null): void {
    const { drawn } = this.links;
    this.scene.choose(-1, pair && drawn ? edgeBetween(drawn, ...pair) : -1);
  }

  /** Fly to a basin, as a double click on it does. */
  focus(index: number): void {
    const node = this.scene.known(index);
    if (node >= 0) this.scene.focus({ kind: 'node', index: node });
  }

  /** Bring everything into view. */
  fit(): void {
    this.scene.fit();
  }

  setTheme(theme: ThemeName): void {
    this.scene.stage.setTheme(theme);
    this.setWalls();
  }

  /** Follow the container's size at once; it is watched anyway. */
  resize(): void {
    this.scene.stage.resize();
  }

  /** The picture with labels and legend, PNG, at twice the pane's size at least. */
  screenshot(): Promise<Blob> {
    return this.scene.stage.screenshot();
  }

  dispose(): void {
    this.links.dispose();
    this.scene.dispose();
  }

  private setWalls(): void {
    const { drawn } = this.links;
    if (!drawn) return;
    const { box, axis } = drawn;
    const plane = axis.plane
      ? {
          x: { offset: worldX(box, 0), step: axis.plane.x.step * box.planeScale },
          z: { offset: worldZ(box, 0), step: axis.plane.y.step * box.planeScale },
        }
      : { x: { offset: 0, step: 0.25 }, z: { offset: 0, step: 0.25 } };
    const step = (axis.energyTicks.step * box.height) / (box.lid - box.floor);
    const height = { offset: heightOf(box, axis.energyTicks.values[0] ?? box.floor), step };
    this.scene.walls.set(box, { ...plane, height }, this.scene.stage.theme);
  }
}
