import { untrack } from 'svelte';
import type { Chosen, ViewOptions } from '../../../graph3d/basin-scene.ts';
import { GraphView } from '../../../graph3d/graph-view.ts';
import { SurfaceView } from '../../../graph3d/surface-view.ts';
import { drawFromStrip } from '../../../lib/strip.ts';
import { theme } from '../../../lib/theme.svelte.ts';
import { locatedGuest } from '../locate/located-guest.ts';
import type { MapView } from '../map-view.svelte.ts';
import { foundLandscape } from './found-landscape.ts';
import { graphArrays, kineticArrays, surfaceBasins, surfacePaths, type BarrierKind } from './graph-arrays.ts';
import type { SurfaceGround } from './surface-ground.svelte.ts';

export type PictureKind = 'graph' | 'surface';

/** The 3D picture of a map, kept in step with its landscape, the theme, and what is selected and pointed at. */
export class LandscapePicture {
  /** Why it could not be drawn. */
  trouble = $state<string | null>(null);
  /** Of a kinetic map: what its arches show. */
  barriers = $state<BarrierKind>('freeEnergy');
  readonly #view: MapView;
  readonly #ground: SurfaceGround;
  // Scenes are heavy objects of their own: never in reactive state.
  #scene: GraphView | SurfaceView | null = null;

  readonly #guest = $derived.by(() => {
    const { located, landscape } = this.#view;
    if (located === null || landscape.value === null) return null;
    const picture = located.images ? document.createElement('canvas') : null;
    if (picture) drawFromStrip(picture, located.images, 0);
    return locatedGuest(located, this.#shown ?? landscape.value, this.barriers, picture);
  });

  /** What is drawn: all, or the basins that are looked for. */
  readonly #shown = $derived.by(() => {
    const { landscape: { value }, found } = this.#view;
    return value === null || found === null ? value : foundLandscape(value, found);
  });

  constructor(view: MapView, ground: SurfaceGround) {
    this.#view = view;
    this.#ground = ground;
  }

  /** For `{@attach}`: draws into an element, until the element or the kind is another. `plane`: states are points of the plane. */
  readonly draw = (kind: PictureKind, plane: boolean) => (element: HTMLElement): (() => void) | undefined => {
    const scene = this.#attempt(() => untrack(() => (kind === 'surface' ? new SurfaceView(element, this.#options()) : new GraphView(element, this.#options()))));
    if (!scene) return undefined;
    this.#scene = scene;
    $effect(() => scene.setTheme(theme.name));
    $effect(() => {
      this.#attempt(() => (scene instanceof SurfaceView ? this.#showSurface(scene) : this.#showGraph(scene, plane)));
    });
    $effect(() => {
      // What is chosen is an index: chosen again when the data are others. A surface has nothing to choose before its grid is there.
      void [this.#shown, this.#ground.surface.value, this.#ground.paths.value];
      scene.select(this.#chosen());
    });
    if (scene instanceof GraphView) $effect(() => scene.mark(this.#guest));
    $effect(() => scene.hover(this.#indexOf(this.#view.selection.hovered)));
    return () => {
      scene.dispose();
      this.#scene = null;
    };
  };

  /** Flies to a basin. */
  focus(id: number): void {
    const index = this.#indexOf(id);
    if (index !== null) this.#scene?.focus(index);
  }

  /** Brings everything into view. */
  fit(): void {
    this.#scene?.fit();
  }

  #showGraph(scene: GraphView, plane: boolean): void {
    const landscape = this.#shown;
    if (landscape) scene.setData(landscape.kinetic ? kineticArrays(landscape, this.barriers, this.#view.origins, this.#view.heirs) : graphArrays(landscape, plane));
  }

  #showSurface(scene: SurfaceView): void {
    const landscape = this.#shown;
    const surface = this.#ground.surface.value;
    if (landscape && surface) scene.setSurface(surface, surfaceBasins(landscape), surfacePaths(landscape, this.#ground.paths.value ?? []));
  }

  /** Index of a basin among those drawn; null where it is not. */
  #indexOf(id: number | null): number | null {
    const index = id === null ? -1 : (this.#shown?.basins.findIndex((basin) => basin.id === id) ?? -1);
    return index < 0 ? null : index;
  }

  /** The selection as indices of the landscape that is drawn. */
  #chosen(): Chosen {
    const { pair, set } = this.#view.selection;
    const [a, b] = [this.#indexOf(pair?.[0] ?? null), this.#indexOf(pair?.[1] ?? null)];
    if (a !== null && b !== null) return { kind: 'edge', a, b };
    const index = this.#indexOf(set);
    return index === null ? null : { kind: 'node', index };
  }

  #options(): ViewOptions {
    const idOf = (index: number | null): number | null => (index === null ? null : (this.#shown?.basins[index]?.id ?? null));
    return {
      theme: theme.name,
      onHover: (index) => this.#view.hover(idOf(index)),
      onSelect: (chosen) => {
        if (chosen?.kind !== 'edge') return this.#view.selectAlone(idOf(chosen?.index ?? null));
        const [a, b] = [idOf(chosen.a), idOf(chosen.b)];
        if (a !== null && b !== null) this.#view.selectPair(a, b);
      },
    };
  }

  /** Does what may fail for its data or the graphics driver; what went wrong is said in place of the picture. */
  #attempt<T>(act: () => T): T | null {
    try {
      const made = act();
      this.trouble = null;
      return made;
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : String(error);
      return null;
    }
  }
}
