import { describe, expect, it } from 'vitest';
import type { MemberPage } from '../../../../core/contract/landscape.ts';
import { MemberPages, pagesFor, pageSize } from '../../../../renderer/features/map/member-pages.svelte.ts';
import { settled, withProgram } from '../../bridge.ts';

const program = withProgram();

/** A page as the program has it: energies tell basin and place. */
function pageOf({ basin, offset, limit }: { basin: number; offset: number; limit: number }, total: number): MemberPage {
  const count = Math.max(0, Math.min(limit, total - offset));
  const members = Array.from({ length: count }, (_, i) => ({ state: offset + i, energy: basin * 1000 + offset + i, label: null, position: null, placedIn: basin }));
  return { total, offset, members, images: null };
}

const offsets = (): number[] => program.asked.map(({ ask }) => (ask as { offset: number }).offset);

describe('pages of members', () => {
  it('are those that hold what is in view', () => {
    expect(pagesFor(0, 0)).toEqual([]);
    expect(pagesFor(0, pageSize)).toEqual([0]);
    expect(pagesFor(pageSize - 1, pageSize + 1)).toEqual([0, 1]);
    expect(pagesFor(pageSize * 2, pageSize * 2 + 1)).toEqual([2]);
  });

  it('are fetched as they come into view, each once, none beyond the end', async () => {
    program.answers = { 'map.members': (ask) => pageOf(ask, 250) };
    const pages = new MemberPages('m');
    pages.want(0, 10);
    expect(program.asked).toEqual([]);
    pages.show(4, 250);
    pages.want(90, 100);
    pages.want(91, 101);
    pages.want(240, 900);
    await settled();
    expect(offsets()).toEqual([0, 96, 192]);
    expect(program.asked[0]).toEqual({ name: 'map.members', ask: { map: 'm', basin: 4, offset: 0, limit: 96 } });
    expect([0, 95, 96, 249].map((index) => pages.member(index)?.energy)).toEqual([4000, 4095, 4096, 4249]);
    expect(pages.member(250)).toBeNull();
    expect(pages.image(97)).toEqual({ strip: null, at: 1 });
  });

  it('of another basin take the place of the last one’s, late answers of which are dropped', async () => {
    const held: (() => void)[] = [];
    program.answers = { 'map.members': async (ask) => (await new Promise<void>((go) => held.push(go)), pageOf(ask, 20)) };
    const pages = new MemberPages('m');
    pages.show(1, 20);
    pages.want(0, 20);
    pages.show(2, 20);
    pages.want(0, 20);
    expect(pages.member(0)).toBeNull();
    held[1]!();
    await settled();
    expect(pages.member(0)?.energy).toBe(2000);
    held[0]!();
    await settled();
    expect(pages.member(0)?.energy).toBe(2000);
  });

  it('of a basin that has grown are fetched anew, and the known ones stay until then', async () => {
    let total = 20;
    program.answers = { 'map.members': (ask) => pageOf(ask, total) };
    const pages = new MemberPages('m');
    pages.show(1, total);
    pages.want(0, 20);
    await settled();
    total = 30;
    pages.show(1, 30);
    expect(pages.member(0)?.energy).toBe(1000);
    expect(pages.total).toBe(30);
    await settled();
    expect(program.asked).toHaveLength(2);
    pages.want(0, 30);
    await settled();
    expect(program.asked).toHaveLength(2);
    expect(pages.member(19)?.energy).toBe(1019);
    pages.show(1, 30);
    await settled();
    expect(program.asked).toHaveLength(2);
  });

  it('that could not be had are said, and asked for again', async () => {
    const pages = new MemberPages('m');
    pages.show(1, 20);
    pages.want(0, 20);
    await settled();
    expect(pages.failure?.message).toContain('map.members');
    program.answers = { 'map.members': (ask) => pageOf(ask, 20) };
    pages.want(0, 20);
    await settled();
    expect(pages.failure).toBeNull();
    expect(pages.member(3)?.energy).toBe(1003);
  });
});
