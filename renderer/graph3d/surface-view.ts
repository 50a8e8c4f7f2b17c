import type { Surface } from '../../core/contract/landscape.ts';
import { BasinScene, type ViewOptions } from './basin-scene.ts';
import { viewDirection } from './camera-fit.ts';
import { drawnSurface, linkBetween } from './drawn-surface.ts';
import { PathLinks } from './path-links.ts';
import { heightOf, worldX, worldZ } from './plot-box.ts';
import type { SurfaceBasins, SurfacePath } from './surface-data.ts';
import type { ThemeName } from './theme.ts';

/** A 2D potential as a surface: U over the plane with contour lines, basins as pins and the paths between them. */
export class SurfaceView {
  private readonly scene: BasinScene;
  private readonly links: PathLinks;

  /**
   * @param container an element with a size; the view fills it
   * @throws StageError when there is no WebGL 2: ask `isWebGLAvailable()` first
   */
  constructor(container: HTMLElement, options: ViewOptions) {
    this.scene = new BasinScene(container, options, {
      label: 'Energy surface',
      labelsAbove: true,
      direction: viewDirection(-24, 46),
    });
    this.links = new PathLinks(this.scene);
    this.scene.links = this.links;
  }

  /**
   * Show U over a rectangle with basins and paths on it. Camera and selection stay.
   *
   * @throws ViewDataError when the arrays do not fit together; the former picture stays
   */
  setSurface(surface: Surface, basins: SurfaceBasins, paths: readonly SurfacePath[], energyLabel = 'U'): void {
    const drawn = drawnSurface(surface, basins, paths, energyLabel);
    const { box } = drawn;
    const pair = this.scene.setNodes(drawn.nodes, [box.halfX, box.height, box.halfZ]);
    this.links.set(drawn);
    this.scene.chosenLink = pair ? linkBetween(drawn, ...pair) : -1;
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

  /** Choose the paths between two basins, as a click on one does; a pair without paths chooses nothing. */
  selectEdge(pair: readonly [number, number] | null): void {
    const { drawn } = this.links;
    this.scene.choose(-1, pair && drawn ? linkBetween(drawn, ...pair) : -1);
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
    this.scene.walls.set(
      box,
      {
        x: { offset: worldX(box, 0), step: axis.plane.x.step * box.planeScale },
        z: { offset: worldZ(box, 0), step: axis.plane.y.step * box.planeScale },
        height: { offset: heightOf(box, axis.energyTicks.values[0] ?? box.floor), step: (axis.energyTicks.step * box.height) / (box.lid - box.floor) },
      },
      this.scene.stage.theme,
    );
  }
}
