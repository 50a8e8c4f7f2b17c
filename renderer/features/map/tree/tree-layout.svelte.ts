import type { JoinRow } from '../../../../core/contract/landscape.ts';
import type { MapView } from '../map-view.svelte.ts';
import { pictureSize, placePictures } from './leaf-pictures.ts';
import { axisWidth, leafDecimals, treeTicks } from './tree-axis.ts';
import { drawTree, drawWay, nearest, treeBorders } from './tree-drawing.ts';
import { energySpan, pathToRoot, treeNodes } from './tree-geometry.ts';
import { treeOf, type TreeKind } from './tree-kinds.ts';
import { fitWindow, type PlotArea, type TreeWindow } from './tree-window.ts';
import { visibleNodes } from './visible-nodes.ts';
import { TreeZoom } from './tree-zoom.svelte.ts';

/** Beyond so many joins in view they are not marked, and cannot be pressed. */
const mostMarks = 160;
const mostPictures = 160;

/** A map's tree laid out at a size: what is drawn where, of the stretch in view, and what lies under the pointer. */
export class TreeLayout {
  width = $state(0);
  height = $state(0);
  /** Of a kinetic map: which of its trees. */
  kind = $state<TreeKind>('freeEnergy');
  readonly #view: MapView;

  readonly #landscape = $derived.by(() => this.#view.landscape.value);
  readonly images = $derived(this.#landscape?.images ?? null);
  readonly kinetic = $derived(this.#landscape?.kinetic !== undefined);
  readonly #tree = $derived(this.#landscape && treeOf(this.#landscape, this.kind));
  readonly #all = $derived(this.#landscape && this.#tree ? treeNodes(this.#landscape.basins, this.#tree.forest, this.#tree.footOf) : []);
  readonly nodes = $derived.by(() => {
    const { found, basins } = this.#view;
    return found === null ? this.#all : visibleNodes(this.#all, (index) => found.has(basins[index]?.id ?? -1));
  });
  readonly byNode = $derived(new Map(this.nodes.map((node) => [node.node, node])));
  readonly joins = $derived<readonly JoinRow[]>(this.#tree?.forest.joins ?? []);
  readonly trees = $derived(this.#tree?.forest.roots.length ?? 0);
  /** Indices of the leaves' basins from left to right. */
  readonly leavesInOrder = $derived([...this.nodes].sort((a, b) => a.x - b.x).flatMap(({ basin }) => basin ?? []));
  /** The same from the lowest leaf of the tree in view up: its heights may be other than the basins' energies. */
  readonly leavesRising = $derived([...this.nodes].sort((a, b) => a.energy - b.energy || a.x - b.x).flatMap(({ basin }) => basin ?? []));

  readonly #span = $derived(energySpan(this.nodes));
  readonly zoom = new TreeZoom(() => fitWindow(this.#view.found?.size ?? this.#view.basins.length, this.#span[0], this.#span[1]));
  readonly window = $derived<TreeWindow>(this.zoom.window);

  /** Whether there is room for what the signs mean. */
  readonly explained = $derived.by(() => this.#view.basins.length > 1 && this.height > 180);
  readonly #leafSpacing = $derived(Math.max(1, this.width - 72) / (this.window.x1 - this.window.x0));
  readonly #top = $derived(this.explained ? (this.kinetic ? 46 : 30) : 10);
  readonly #plotHeight = $derived(Math.max(10, this.height - this.#top - (this.images ? pictureSize(this.#leafSpacing) + 12 : 24)));
  readonly ticks = $derived(treeTicks(this.window, this.#plotHeight));
  readonly decimals = $derived.by(() => leafDecimals(this.ticks, this.#view.decimals));
  readonly #left = $derived(axisWidth(this.ticks));
  readonly plot = $derived<PlotArea>({ left: this.#left, top: this.#top, width: Math.max(10, this.width - this.#left - 12), height: this.#plotHeight });
  readonly drawn = $derived(drawTree(this.nodes, this.byNode, this.window, this.plot));
  /** Trees that are a few pixels wide need no lines between them, and their stems together are a veil, not lines. */
  readonly borders = $derived(this.trees > 1 && this.drawn.spacing >= 12 ? treeBorders(this.nodes, this.window, this.plot) : []);

  /** Indices of basins. */
  readonly selected = $derived.by(() => this.#view.indexOf(this.#view.selection.set));
  readonly hovered = $derived.by(() => this.#view.indexOf(this.#view.selection.hovered));
  readonly selectedWay = $derived(this.#wayUp(this.selected));
  readonly hoveredWay = $derived(this.#wayUp(this.hovered));
  readonly pictures = $derived.by(() => {
    if (!this.images) return [];
    const spots = this.drawn.leaves.map(({ node, x, y }) => {
      const index = node.basin ?? 0;
      return { index, x, y, weight: index === this.selected ? Infinity : (this.#view.basins[index]?.members ?? 0) };
    });
    return placePictures(spots, this.drawn.spacing, mostPictures, this.plot);
  });
  /** Leaves are named where names fit beside each other. */
  readonly named = $derived(this.images === null && this.drawn.spacing >= 24);
  readonly marked = $derived(this.drawn.joins.length <= mostMarks);
  /** Node of the join whose barriers are those of the selected pair; null: none in view. */
  readonly pairJoin = $derived.by(() => {
    const ends = this.#view.selection.pair?.map((id) => this.#view.indexOf(id) ?? -1);
    return ends ? (this.drawn.joins.find(({ node }) => ends.every((index) => node.join?.via.includes(index)))?.node.node ?? null) : null;
  });

  constructor(view: MapView) {
    this.#view = view;
  }

  /** The basin whose leaf is at a pixel, by id. */
  basinAt({ x, y }: { x: number; y: number }): number | null {
    const picture = this.pictures.find((p) => x >= p.left && x <= p.left + p.size && y >= p.top && y <= p.top + p.size);
    const index = picture?.index ?? nearest(this.drawn.leaves, x, y, 14)?.node.basin ?? null;
    return index === null ? null : (this.#view.basins[index]?.id ?? null);
  }

  /** The pair of basins whose barriers the join at a pixel shows, by id. */
  pairAt({ x, y }: { x: number; y: number }): [number, number] | null {
    const join = this.marked ? nearest(this.drawn.joins, x, y, 9)?.node.join : null;
    const [a, b] = join?.via.map((index) => this.#view.basins[index]?.id) ?? [];
    return a === undefined || b === undefined ? null : [a, b];
  }

  #wayUp(index: number | null): string {
    return index === null ? '' : drawWay(pathToRoot(index, this.byNode), this.byNode, this.window, this.plot);
  }
}
