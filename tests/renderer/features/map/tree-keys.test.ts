import { describe, expect, it } from 'vitest';
import { leafAfter } from '../../../../renderer/features/map/tree/leaf-keys.ts';
import { fitWindow } from '../../../../renderer/features/map/tree/tree-window.ts';
import { TreeZoom } from '../../../../renderer/features/map/tree/tree-zoom.svelte.ts';

describe('keys along the leaves', () => {
  /** Indices of basins, left to right. */
  const leaves = [4, 0, 3];

  it('lead to the next leaf and stop at the outermost', () => {
    expect(['ArrowLeft', 'ArrowRight'].map((key) => leafAfter(key, leaves, 0))).toEqual([4, 3]);
    expect(leafAfter('ArrowLeft', leaves, 4)).toBe(4);
    expect(leafAfter('ArrowRight', leaves, 3)).toBe(3);
  });

  it('begin at the first, and lead to either end', () => {
    expect(leafAfter('ArrowRight', leaves, null)).toBe(4);
    expect(leafAfter('ArrowLeft', leaves, null)).toBe(4);
    expect(leafAfter('Home', leaves, 3)).toBe(4);
    expect(leafAfter('End', leaves, null)).toBe(3);
  });

  it('lead from the lowest up and back, whatever stands beside', () => {
    const rising = [3, 4, 0];
    expect(['ArrowDown', 'ArrowUp'].map((key) => leafAfter(key, leaves, 4, rising))).toEqual([0, 3]);
    expect(['ArrowDown', 'ArrowUp'].map((key) => leafAfter(key, leaves, null, rising))).toEqual([3, 0]);
    expect([leafAfter('ArrowDown', leaves, 0, rising), leafAfter('ArrowUp', leaves, 3, rising)]).toEqual([0, 3]);
  });

  it('lead nowhere in an empty tree, nor do other keys', () => {
    expect(['ArrowLeft', 'ArrowRight', 'Home', 'End'].map((key) => leafAfter(key, [], null))).toEqual([null, null, null, null]);
    expect(leafAfter('PageUp', leaves, 0)).toBeNull();
    expect(leafAfter('ArrowUp', [], null)).toBeNull();
  });
});

describe('the stretch of the tree in view', () => {
  it('is the whole until it is chosen, and is held within the whole', () => {
    const zoom = new TreeZoom(() => fitWindow(10, 0, 1));
    expect(zoom.zoomed).toBe(false);
    zoom.reveal(3);
    expect(zoom.zoomed).toBe(false);
    zoom.zoom({ x: 0, u: 0.5 }, { x: 4, u: 1 });
    expect(zoom.zoomed).toBe(true);
    expect(zoom.window.x1 - zoom.window.x0).toBeCloseTo(2.5);
    zoom.reveal(8);
    expect(zoom.window.x1).toBeGreaterThan(8);
    zoom.pan({ x: 100, u: 0 });
    expect(zoom.window.x1).toBeCloseTo(9.5);
    zoom.showAll();
    expect(zoom.zoomed).toBe(false);
  });
});
