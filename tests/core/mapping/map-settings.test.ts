import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mapSettings, settingKeys } from '../../../core/contract/map-settings.ts';
import { openWorkspace } from '../../../core/store/workspace.ts';
import { resolveMap } from '../../../core/jobs/resolve-map.ts';
import { resolveSettings } from '../../../core/mapping/defaults.ts';

const plane = { network: { inputShape: [2, 1, 1] as [number, number, number] }, trainEpsilon: 0.125 };

describe('settings of a map by its method', () => {
  test('what a method does not have cannot be set', () => {
    expect(mapSettings.safeParse({ method: 'minimum', descentSteps: 4 }).success).toBe(true);
    for (const wrong of [{ method: 'minimum', sampleSteps: 4 }, { method: 'placing', descentSteps: 4 }, { method: 'placing', minDepth: 1 }, { descentSteps: 4 }, { method: 'minimum', nonsense: 1 }, { method: 'magic' }]) {
      expect(mapSettings.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
    }
    expect(settingKeys('placing')).not.toContain('minDepth');
    expect(settingKeys(null)).not.toContain('sampleSteps');
  });

  test('a method not named is left open, with what every method has', () => {
    expect(mapSettings.parse({ states: 5 })).toMatchObject({ method: null, states: 5, alpha: null });
    expect(resolveSettings(plane, mapSettings.parse({ states: 5 })).settings).toMatchObject({ method: 'minimum', states: 5, minDepth: 1 });
  });
});

describe('settings that earlier programs wrote down', () => {
  // As a map of version 0.1 kept them: those of both modes, filled in.
  const earlier = {
    start: 'data', startScale: 1, states: 500, burnIn: 100, epsilon: 0.015, temperature: 1, alpha: null, delta: 3.2, patience: 50, maxSteps: 500, repeats: 3, nearest: 10,
    rank: 'line', minDepth: 1e12, descentPatience: 10, descentSteps: 1000, sampleSteps: 1000, consolidateNearest: 5, barrierAlphaFactor: 2, barrierNearest: 15, barrierRepeats: 5,
    refine: 'none', refineImages: 16, refineSteps: 100, slots: 64, seed: 1, engine: 'onnxruntime', device: 'cpu', threads: 0,
  };

  test('their mode is the method, and what it does not have is left out', () => {
    const { minDepth, descentPatience, descentSteps, sampleSteps, ...both } = earlier;
    expect(mapSettings.parse({ mode: 'sample', ...earlier })).toEqual({ method: 'placing', ...both, sampleSteps, skipBadImages: false, inherent: false });
    expect(mapSettings.parse({ mode: 'minimum', ...earlier })).toEqual({ method: 'minimum', ...both, minDepth, descentPatience, descentSteps, skipBadImages: false });
    expect(mapSettings.parse({ mode: null, states: 3 })).toMatchObject({ method: null, states: 3 });
  });

  test('the workspace that comes with the program opens, its maps by their methods', () => {
    const folder = mkdtempSync(join(tmpdir(), 'basinscope-bundle-'));
    try {
      cpSync('resources/workspace', folder, { recursive: true });
      const workspace = openWorkspace(folder, { create: false });
      const maps = workspace.maps.list();
      expect(maps.length).toBeGreaterThan(2);
      for (const map of maps) {
        expect(Object.keys(map.settings).sort()).toEqual([...settingKeys(map.settings.method)].sort());
        const { network, trainEpsilon } = workspace.potentials.get(map.potential);
        // Nothing is left open: filled in again, they stay as they are.
        expect(resolveMap({ network, trainEpsilon }, map.settings, { count: 10_000 }).settings).toEqual(map.settings);
      }
      expect(new Set(maps.map(({ settings }) => settings.method))).toEqual(new Set(['minimum', 'kinetic']));
      workspace.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('a mode that never was is refused, and so is one beside a method', () => {
    expect(mapSettings.safeParse({ mode: 'magic' }).success).toBe(false);
    expect(mapSettings.safeParse({ mode: 'sample', method: 'minimum' }).success).toBe(false);
  });
});
