import type { BasinDetail, BasinRow, Landscape, PathView } from '../../../core/contract/landscape.ts';
import { withChanges, type LandscapeUpdate } from '../../../core/contract/landscape-changes.ts';
import type { Location } from '../../../core/contract/location.ts';
import type { MapMethod } from '../../../core/contract/map-settings.ts';
import { request } from '../../lib/bridge.ts';
import { energyDecimals } from '../../lib/format.ts';
import { groupNoun } from '../../lib/found-words.ts';
import { Resource } from '../../lib/resource.svelte.ts';
import { Throttle } from '../../lib/throttle.ts';
import { firstLandscape } from './early-landscape.ts';
import { mapCut } from './map-cut.ts';
import { MemberPages } from './member-pages.svelte.ts';
import { readFind } from './panels/basins/find-basins.ts';
import { survivor, type SelectionAction } from './selection/selection.ts';
import { heirOf, heirsOf, originsOf } from './sets/set-parts.ts';
import { SelectionState } from './selection/selection-state.svelte.ts';

const reloadEvery = 700;

/** One map being looked at: its landscape, what is selected in it, and what is known of the selection. */
export class MapView {
  readonly map: string;
  /** What its states are grouped into. */
  readonly noun: 'set' | 'basin';
  readonly landscape = new Resource<Landscape>();
  readonly selection = new SelectionState();
  readonly detail = new Resource<BasinDetail>();
  readonly paths = new Resource<readonly PathView[]>();
  readonly members: MemberPages;
  /** An image that was looked for on a kinetic map, where it stands: the graph marks it. */
  located = $state.raw<Location | null>(null);
  /** Where the map is cut anew: by set now, the set before that it came from. Read when the landscape changes, so not reactive itself. */
  origins: ReadonlyMap<number, number> = new Map();
  /** By set that was there before and is no more: the one that it went into. Not reactive either. */
  heirs: ReadonlyMap<number, number> = new Map();
  /** Called when a pair's paths are asked for, so that the panel that shows them opens. */
  onpair: () => void = () => {};
  /** Called when a basin is to be brought before the camera. */
  onfocus: (id: number) => void = () => {};
  /** Into how many sets the map is cut; null: its own number. */
  #sets = $state<number | null>(null);
  readonly cut = $derived.by(() => mapCut(this.map, this.#sets));
  /** The landscape last told whole or in changes, and what the program calls it: the next answer may be changes of it. */
  #told: { readonly revision: string; readonly landscape: Landscape } | null = null;
  readonly #reload = new Throttle(() => this.load(), reloadEvery);

  readonly basins = $derived<readonly BasinRow[]>(this.landscape.value?.basins ?? []);
  /** What is looked for, in words; empty: nothing. */
  find = $state('');
  readonly #sought = $derived(readFind(this.find));
  /** Ids of the basins that are what is looked for; null: all. The others are hidden in list, tree and graph. */
  readonly found = $derived.by<ReadonlySet<number> | null>(() => {
    const sought = this.#sought;
    return sought === null ? null : new Set(this.basins.filter(sought).map(({ id }) => id));
  });
  readonly #indices = $derived(new Map(this.basins.map((basin, index) => [basin.id, index])));
  readonly selected = $derived(this.basin(this.selection.set));
  /** Lowest and highest energy among basins and joins. */
  readonly span = $derived.by<readonly [number, number]>(() => {
    let low = Infinity;
    let high = -Infinity;
    for (const basin of this.basins) {
      low = Math.min(low, basin.energy);
      high = Math.max(high, basin.energy);
    }
    for (const join of this.landscape.value?.forest.joins ?? []) high = Math.max(high, join.height);
    return Number.isFinite(low) ? [low, high] : [0, 1];
  });
  /** Decimals that fit this map's energies, everywhere the same. */
  readonly decimals = $derived(energyDecimals(...this.span));

  /** @param method what the map was made by, which decides how its groups are called */
  constructor(map: string, method: MapMethod | null = null) {
    this.map = map;
    this.noun = groupNoun(method);
    this.members = new MemberPages(map, () => this.cut);
  }

  /** Loads what changed of the landscape, and again what is shown of the selection. */
  async load(): Promise<void> {
    const before = this.#told;
    let revision = '';
    const landscape = await this.landscape.load(async () => {
      const { cut } = this;
      const first = before === null && cut.sets === null;
      const update = await (first ? firstLandscape(this.map) : request('map.landscapeSince', { ...cut, since: before?.revision ?? null }));
      performance.mark('landscape known');
      revision = update.revision;
      const now = landscapeOf(update, before?.landscape ?? null);
      // Known before the landscape is shown: who draws it asks where each set comes from.
      const anew = before !== null && now.cut.leafKind === 'state';
      this.origins = anew ? originsOf(before.landscape, now) : new Map();
      this.heirs = anew ? heirsOf(before.landscape, now) : new Map();
      return now;
    });
    if (!landscape) return;
    this.#told = { revision, landscape };
    const nested = landscape.cut.leafKind === 'state' && before !== null;
    const heir = nested ? (id: number) => heirOf(id, before.landscape, landscape) : (id: number) => survivor(id, landscape.basins);
    this.selection.act({ type: 'follow', heirOf: heir }, this.#energyOf);
    this.#loadDetail();
    if (this.selection.pair) void this.#loadPaths(this.selection.pair);
    else this.paths.clear();
  }

  /** Shows the map cut into so many sets, null: into its own number. */
  async cutInto(sets: number | null): Promise<void> {
    this.#sets = sets;
    await this.load();
  }

  /** Something changed: load soon, but not more often than the eye follows. */
  reloadSoon(): void {
    this.#reload.ask();
  }

  stop(): void {
    this.#reload.stop();
  }

  indexOf(id: number | null): number | null {
    return id === null ? null : (this.#indices.get(id) ?? null);
  }

  basin(id: number | null): BasinRow | null {
    return this.basins[this.indexOf(id) ?? -1] ?? null;
  }

  /** Turns to a basin: a pair that ends there stays in view. Null lets go of the basin alone. */
  select(id: number | null): void {
    this.#act({ type: 'set', id });
  }

  /** Selects a basin and lets go of all else; null lets go of everything. */
  selectAlone(id: number | null): void {
    this.#act({ type: 'set-alone', id });
  }

  /** Selects a member of the basin in view, by its place in order of energy; null: the basin itself. */
  selectMember(index: number | null): void {
    this.#act({ type: 'member', index });
  }

  /** Looks at the paths between two basins. */
  selectPair(a: number, b: number): void {
    this.#act({ type: 'edge', a, b });
    this.onpair();
  }

  /** Lets go of the pair, and stays with the basin it was looked at from. */
  leavePair(): void {
    this.#act({ type: 'leave-edge' });
  }

  /** Selects a basin and brings it before the camera. */
  focus(id: number): void {
    this.select(id);
    this.onfocus(id);
  }

  hover(id: number | null): void {
    this.selection.hovered = id;
  }

  /** Selects the basin so many places further in order of energy. */
  step(by: number): void {
    const order = [...this.basins].sort((a, b) => a.energy - b.energy);
    if (order.length === 0) return;
    const at = order.findIndex((basin) => basin.id === this.selection.set);
    const next = at < 0 ? (by > 0 ? 0 : order.length - 1) : Math.max(0, Math.min(order.length - 1, at + by));
    this.select(order[next]?.id ?? null);
  }

  readonly #energyOf = (id: number): number | null => this.basin(id)?.energy ?? null;

  /** Changes the selection, and loads what is newly shown of it. */
  #act(action: SelectionAction): void {
    const { set, pair } = this.selection;
    this.selection.act(action, this.#energyOf);
    const now = this.selection;
    if (now.set !== set) {
      this.detail.clear();
      this.#loadDetail();
    }
    if (now.pair?.[0] === pair?.[0] && now.pair?.[1] === pair?.[1]) return;
    this.paths.clear();
    if (now.pair) void this.#loadPaths(now.pair);
  }

  #loadDetail(): void {
    const basin = this.selected;
    this.members.show(basin?.id ?? null, basin?.members ?? 0);
    if (!basin) return this.detail.clear();
    void this.detail.load(() => request('map.basin', { ...this.cut, basin: basin.id }));
  }

  async #loadPaths([a, b]: readonly [number, number]): Promise<void> {
    await this.paths.load(async () => (await request('map.paths', { map: this.map, a, b })).paths);
  }
}

function landscapeOf(update: LandscapeUpdate, before: Landscape | null): Landscape {
  if (update.kind === 'whole') return update.landscape;
  if (before === null) throw new Error('The program told changes of a landscape that was never asked for. Close the map and open it again.');
  return withChanges(before, update.changes);
}
