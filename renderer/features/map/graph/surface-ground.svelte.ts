import type { Landscape, PathView, Surface } from '../../../../core/contract/landscape.ts';
import { request } from '../../../lib/bridge.ts';
import { Resource } from '../../../lib/resource.svelte.ts';
import type { MapCut } from '../map-cut.ts';
import { covers } from './graph-arrays.ts';

const gridSide = 192;

/** What the surface of a 2D potential is drawn from: U on a grid, and every kept path. */
export class SurfaceGround {
  readonly surface = new Resource<Surface>();
  readonly paths = new Resource<readonly PathView[]>();
  readonly #cut: () => MapCut;
  readonly #potential: string;

  constructor(cut: () => MapCut, potential: string) {
    this.#cut = cut;
    this.#potential = potential;
  }

  /** Brings both up to a landscape: the paths anew, the grid only where basins were found beyond it. */
  async follow(landscape: Landscape): Promise<void> {
    const paths = this.paths.load(async () => (await request('map.allPaths2d', this.#cut())).paths);
    const ground = this.surface.value;
    if (!this.surface.loading && (!ground || !covers(ground, landscape.basins))) {
      await this.surface.load(() => request('potential.surface', { potential: this.#potential, columns: gridSide, rows: gridSide, bounds: null }));
    }
    await paths;
  }
}
