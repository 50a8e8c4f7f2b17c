import type { Surface } from '../../core/contract/landscape.ts';
import type { ViewOptions } from './basin-scene.ts';
import { drawnSurface, type DrawnSurface } from './drawn-surface.ts';
import { LandscapeView } from './landscape-view.ts';
import { PathLinks } from './path-links.ts';
import type { SurfaceBasins, SurfacePath } from './surface-data.ts';

const character = { label: 'Energy surface', labelsAbove: true, azimuth: -24, elevation: 46 };

/** A 2D potential as a surface: U over the plane with contour lines, basins as pins and the paths between them. */
export class SurfaceView extends LandscapeView<DrawnSurface> {
  constructor(container: HTMLElement, options: ViewOptions) {
    super(container, options, character, (scene) => new PathLinks(scene));
  }

  /**
   * Show U over a rectangle with basins and paths on it.
   *
   * @throws ViewDataError when the arrays do not fit together; the former picture stays
   */
  setSurface(surface: Surface, basins: SurfaceBasins, paths: readonly SurfacePath[], energyLabel = 'U'): void {
    this.show(drawnSurface(surface, basins, paths, energyLabel));
  }
}
