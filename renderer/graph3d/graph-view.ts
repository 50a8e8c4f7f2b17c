import { ArchLinks } from './arch-links.ts';
import type { ViewOptions } from './basin-scene.ts';
import { drawnGraph, type DrawnGraph } from './drawn-graph.ts';
import type { GraphData } from './graph-data.ts';
import type { Guest } from './guest-marker.ts';
import { LandscapeView } from './landscape-view.ts';

const character = { label: 'Energy landscape', labelsAbove: false, azimuth: -30, elevation: 20 };

/**
 * The landscape as a graph in space: basins stand on their place in the plane at the height of their energy, an arch between
 * two joined ones rises to their barrier.
 */
export class GraphView extends LandscapeView<DrawnGraph> {
  private readonly arches: ArchLinks;

  constructor(container: HTMLElement, options: ViewOptions) {
    let arches!: ArchLinks;
    super(container, options, character, (scene) => (arches = new ArchLinks(scene)));
    this.arches = arches;
  }

  /** Marks something that is no basin at its place in the landscape; null: nothing. */
  mark(guest: Guest | null): void {
    this.arches.mark(guest);
  }

  /**
   * Show a landscape.
   *
   * @throws ViewDataError when the arrays do not fit together; the former picture stays
   */
  setData(data: GraphData): void {
    this.show(drawnGraph(data));
  }
}
