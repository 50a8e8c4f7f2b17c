import type { AxisContent } from './axis-labels.ts';
import { BasinScene, type Chosen, type Links, type SceneCharacter, type ViewOptions } from './basin-scene.ts';
import type { GridSpacing } from './grid-walls.ts';
import type { NodeSet } from './node-set.ts';
import { heightOf, worldX, worldZ, type PlotBox } from './plot-box.ts';
import type { ThemeName } from './theme.ts';

/** What follows from one setting of a view's data, of whatever kind. */
export interface Drawn {
  box: PlotBox;
  nodes: NodeSet;
  axis: AxisContent;
}

/** Links that are laid out anew with every setting of the data. */
export interface DrawnLinks<D extends Drawn> extends Links {
  drawn: D | null;
  set(drawn: D): void;
  dispose(): void;
}

/** A landscape in space: what its kinds, the graph and the surface, are asked. Draws only when something changes. */
export class LandscapeView<D extends Drawn> {
  private readonly scene: BasinScene;
  private readonly links: DrawnLinks<D>;

  /**
   * @param container an element with a size; the view fills it
   * @throws StageError when there is no WebGL 2: ask `isWebGLAvailable()` first
   */
  constructor(container: HTMLElement, options: ViewOptions, character: SceneCharacter, linksOf: (scene: BasinScene) => DrawnLinks<D>) {
    this.scene = new BasinScene(container, options, character);
    this.links = linksOf(this.scene);
    this.scene.links = this.links;
  }

  /** Choose a basin, or a joined pair as a click on what joins it does; what is not there, or null, chooses nothing. */
  select(chosen: Chosen): void {
    if (chosen?.kind === 'edge') this.scene.choose(-1, this.links.between(chosen.a, chosen.b));
    else this.scene.choose(this.scene.known(chosen?.index ?? null));
  }

  /** Mark a basin as the pointer would, without its tooltip. */
  hover(index: number | null): void {
    this.scene.point(this.scene.known(index));
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

  /** Camera, selection and hover stay; known basins glide to their new place, new ones grow. */
  protected show(drawn: D): void {
    const { box } = drawn;
    const pair = this.scene.setNodes(drawn.nodes, [box.halfX, box.height, box.halfZ]);
    this.links.set(drawn);
    this.scene.chosenLink = pair ? this.links.between(...pair) : -1;
    this.setWalls();
    this.scene.refresh();
  }

  private setWalls(): void {
    const { drawn } = this.links;
    if (drawn) this.scene.walls.set(drawn.box, wallSpacing(drawn.box, drawn.axis), this.scene.stage.theme);
  }
}

/** Lines of the walls at the ticks of the axes; a quarter of the box apart where the plane has no ticks. */
function wallSpacing(box: PlotBox, { plane, energyTicks }: AxisContent): GridSpacing {
  return {
    x: plane ? { offset: worldX(box, 0), step: plane.x.step * box.planeScale } : { offset: 0, step: 0.25 },
    z: plane ? { offset: worldZ(box, 0), step: plane.y.step * box.planeScale } : { offset: 0, step: 0.25 },
    height: { offset: heightOf(box, energyTicks.values[0] ?? box.floor), step: (energyTicks.step * box.height) / (box.lid - box.floor) },
  };
}
