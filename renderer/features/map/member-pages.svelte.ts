import { SvelteMap } from 'svelte/reactivity';
import type { MemberPage } from '../../../core/contract/landscape.ts';
import { request } from '../../lib/bridge.ts';
import type { MapCut } from './map-cut.ts';

export type Member = MemberPage['members'][number];
export type MemberImages = MemberPage['images'];

export const pageSize = 96;

/** Numbers of the pages that hold the items from start up to (not with) end. */
export function pagesFor(start: number, end: number, size = pageSize): number[] {
  if (end <= start) return [];
  const first = Math.floor(start / size);
  const last = Math.floor((end - 1) / size);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** The members of one basin, sorted by energy, fetched a page at a time as they come into view. */
export class MemberPages {
  total = $state(0);
  failure = $state.raw<Error | null>(null);
  readonly #pages = new SvelteMap<number, MemberPage>();
  readonly #asked = new Set<number>();
  readonly #cut: () => MapCut;
  #basin: number | null = null;
  #generation = 0;
  #range: [number, number] = [0, 0];

  constructor(map: string, cut: () => MapCut = () => ({ map })) {
    this.#cut = cut;
  }

  /** Turns to a basin. With the same basin and a changed count, pages are fetched anew and replaced as they come. */
  show(basin: number | null, total: number): void {
    const same = basin === this.#basin;
    if (same && total === this.total) return;
    this.#basin = basin;
    this.#generation++;
    this.#asked.clear();
    if (!same) {
      this.#pages.clear();
      this.#range = [0, 0];
    }
    this.total = total;
    this.failure = null;
    if (same) this.want(...this.#range);
  }

  /** Items in view: their pages are fetched. */
  want(start: number, end: number): void {
    this.#range = [start, end];
    if (this.#basin === null) return;
    for (const page of pagesFor(start, Math.min(end, this.total))) {
      if (!this.#asked.has(page)) void this.#fetch(page, this.#basin);
    }
  }

  member(index: number): Member | null {
    return this.#pages.get(Math.floor(index / pageSize))?.members[index % pageSize] ?? null;
  }

  /** The strip that holds a member's image, and its index there. */
  image(index: number): { strip: MemberImages; at: number } {
    return { strip: this.#pages.get(Math.floor(index / pageSize))?.images ?? null, at: index % pageSize };
  }

  /** The strip that holds a member's inherent structure, and its index there. */
  inherent(index: number): { strip: MemberImages; at: number } {
    return { strip: this.#pages.get(Math.floor(index / pageSize))?.inherent ?? null, at: index % pageSize };
  }

  async #fetch(page: number, basin: number): Promise<void> {
    const generation = this.#generation;
    this.#asked.add(page);
    try {
      const answer = await request('map.members', { ...this.#cut(), basin, offset: page * pageSize, limit: pageSize });
      if (generation !== this.#generation) return;
      this.#pages.set(page, answer);
      this.failure = null;
    } catch (error) {
      if (generation !== this.#generation) return;
      this.#asked.delete(page);
      this.failure = error instanceof Error ? error : new Error(String(error));
    }
  }
}
