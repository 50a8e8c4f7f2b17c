import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { axisValues } from '../../../core/contract/sweep-axis-values.ts';
import { mapSettings } from '../../../core/contract/map-settings.ts';
import { sweepPlan } from '../../../core/contract/sweep.ts';
import type { SweepAxis, SweepPlan } from '../../../core/contract/sweep.ts';
import { cellWords } from '../../../core/sweeps/cell-words.ts';
import { cellsOf } from '../../../core/sweeps/cells.ts';
import { readSweepFile } from '../../../core/sweeps/read-plan.ts';
import { setAt } from '../../../core/sweeps/set-at.ts';

const config: unknown = JSON.parse(readFileSync(fileURLToPath(new URL('../../../resources/presets/gmm-quick.json', import.meta.url)), 'utf8'));

function maps(axes: readonly SweepAxis[], more: Record<string, unknown> = {}): SweepPlan {
  return sweepPlan.parse({ kind: 'map', name: 's', potential: 'p', settings: mapSettings.parse({ method: 'minimum', states: 20 }), axes, ...more });
}

function trainings(axes: readonly SweepAxis[], more: Record<string, unknown> = {}): SweepPlan {
  return sweepPlan.parse({ kind: 'train', name: 's', config, axes, ...more });
}

const heat: SweepAxis = { setting: 'temperature', values: [1, 2, 4] };

describe('values of an axis', () => {
  it('are evenly spaced, or by equal factors, with the ends as they were given', () => {
    expect(axisValues({ setting: 'a', values: { from: 0.1, to: 0.3, count: 3, scale: 'linear' } })).toEqual([0.1, 0.2, 0.3]);
    expect(axisValues({ setting: 'a', values: { from: 0.01, to: 100, count: 5, scale: 'log' } })).toEqual([0.01, 0.1, 1, 10, 100]);
    expect(axisValues({ setting: 'a', values: { from: 4, to: 1, count: 3, scale: 'log' } })).toEqual([4, 2, 1]);
    expect(axisValues({ setting: 'slots', values: { from: 1, to: 30, count: 3, scale: 'log' } }, true)).toEqual([1, 5, 30]);
    expect(axisValues({ setting: 'seed', values: [3, 1] })).toEqual([3, 1]);
  });

  it('refuse what cannot be', () => {
    expect(() => axisValues({ setting: 'alpha', values: { from: 0, to: 1, count: 3, scale: 'log' } })).toThrow(/alpha goes from 0 to 1 by equal factors/);
    expect(() => axisValues({ setting: 'seed', values: [1, 2, 1] })).toThrow(/seed has 1 twice/);
    expect(() => axisValues({ setting: 'slots', values: { from: 1, to: 3, count: 9, scale: 'linear' } }, true)).toThrow(/twice, since its values are whole/);
  });
});

describe('a value at a path', () => {
  it('is set in a copy, of a list in one element or in all', () => {
    const data = { a: { b: 1 }, phases: [{ rate: 1, other: 2 }, { rate: 3, other: 4 }] };
    expect(setAt(data, 'a.b', 5)).toEqual({ ...data, a: { b: 5 } });
    expect(setAt(data, 'phases.1.rate', 9)?.phases).toEqual([{ rate: 1, other: 2 }, { rate: 9, other: 4 }]);
    expect(setAt(data, 'phases.rate', 9)?.phases).toEqual([{ rate: 9, other: 2 }, { rate: 9, other: 4 }]);
    expect(data.phases[1]!.rate).toBe(3);
    for (const path of ['x', 'a.c', 'a.b.c', 'phases.2.rate', 'phases.1.none', 'phases.none']) expect(setAt(data, path, 1)).toBeNull();
  });
});

describe('cells of a plan', () => {
  it('go along the first axis fastest, with the settings of their place', () => {
    const cells = cellsOf(maps([heat, { setting: 'alpha', values: { from: 1, to: 100, count: 3, scale: 'log' } }]));
    expect(cells.map(({ at }) => at)).toEqual([[0, 0], [1, 0], [2, 0], [0, 1], [1, 1], [2, 1], [0, 2], [1, 2], [2, 2]]);
    expect(cells[5]!.spec).toMatchObject({ potential: 'p', settings: { temperature: 4, alpha: 10, states: 20, seed: 1 } });
    expect(new Set(cells.map(({ key }) => key)).size).toBe(9);
  });

  it('have seeds one after the other where they are repeated', () => {
    const cells = cellsOf(maps([heat], { repeats: 2 }));
    expect(cells.map(({ at, repeat, seed }) => [at[0], repeat, seed])).toEqual([[0, 0, 1], [0, 1, 2], [1, 0, 1], [1, 1, 2], [2, 0, 1], [2, 1, 2]]);
    expect(() => cellsOf(maps([{ setting: 'seed', values: [1, 2] }], { repeats: 2 }))).toThrow(/repeats: seeds are an axis/);
  });

  it('are the same by content in another plan, whatever their place, the threads and the name', () => {
    const keys = cellsOf(maps([heat])).map(({ key }) => key);
    expect(cellsOf(maps([{ setting: 'temperature', values: [4, 8] }], { name: 'other', settings: mapSettings.parse({ method: 'minimum', states: 20, threads: 2 }) }))[0]!.key).toBe(keys[2]);
    expect(cellsOf(maps([heat], { settings: mapSettings.parse({ method: 'minimum', states: 21 }) })).some(({ key }) => keys.includes(key))).toBe(false);
  });

  it('of trainings take seeds, rates of one phase or of all, and places in the config', () => {
    const rates: SweepAxis = { setting: 'phases.0.lrInit', values: [0.001, 0.01] };
    const cells = cellsOf(trainings([{ setting: 'seed', values: [5, 6] }, rates]));
    expect(cells.map(({ spec }) => (spec.kind === 'train' ? [spec.seed, spec.config.phases[0]!.lrInit] : null))).toEqual([[5, 0.001], [6, 0.001], [5, 0.01], [6, 0.01]]);
    expect(cellsOf(trainings([{ setting: 'phases.lrInit', values: [0.02] }]))[0]!.spec).toMatchObject({ config: { phases: [{ lrInit: 0.02 }] } });
    expect(cellWords(trainings([rates]), { values: [0.01], seed: 1 }, (id) => id)).toBe('Learning rate = 0.01');
  });

  it.each([
    [maps([{ setting: 'temperatur', values: [1] }]), /axes\.0\.setting: a map by the method minimum has no setting "temperatur"\. It has potential, start/],
    [maps([{ setting: 'sampleSteps', values: [1] }]), /has no setting "sampleSteps"/],
    [maps([{ setting: 'method', values: ['kinetic'] }]), /made by one method/],
    [maps([heat, { setting: 'alpha', values: [1, -2] }]), /axes\.1\.values\.1: alpha cannot be -2\. alpha: Too small/],
    [maps([{ setting: 'slots', values: [1.5] }]), /slots cannot be 1\.5/],
    [maps([{ setting: 'rank', values: ['line', 'wrong'] }]), /axes\.0\.values\.1: rank cannot be wrong/],
    [maps([{ setting: 'potential', values: ['a', 3] }]), /axes\.0\.values\.1: a potential was expected, not 3/],
    [maps([heat, heat]), /temperature is there twice/],
    [maps([{ setting: 'seed', values: { from: 1, to: 1000, count: 1000, scale: 'linear' } }, { setting: 'states', values: { from: 1, to: 100, count: 100, scale: 'linear' } }]), /100000 cells, and at most 10000/],
    [trainings([{ setting: 'phases.1.lrInit', values: [1] }]), /A training has no setting there/],
    [trainings([{ setting: 'shortRun', values: [1] }]), /A training has no setting there/],
    [trainings([{ setting: 'shortRun.steps', values: [0] }]), /shortRun\.steps cannot be 0/],
    [trainings([{ setting: 'seed', values: [-1] }]), /seed cannot be -1/],
  ])('refuse what is no setting or cannot be its value (%#)', (plan, message) => {
    expect(() => cellsOf(plan)).toThrow(message);
  });
});

describe('a plan file', () => {
  const read = (value: unknown) => readSweepFile(JSON.stringify(value), 'plan.json');
  const fine = { kind: 'map', potential: 'a.pth', axes: [{ setting: 'temperature', values: [1, 2] }] };

  it('is read with its defaults', () => {
    expect(read(fine)).toMatchObject({ kind: 'map', repeats: 1, settings: {} });
    expect(read({ ...fine, axes: [{ setting: 'alpha', values: { from: 1, to: 2, count: 3 } }] }).axes[0]!.values).toEqual({ from: 1, to: 2, count: 3, scale: 'linear' });
  });

  it.each([
    ['{', /plan\.json is not JSON/],
    [JSON.stringify({ ...fine, kind: 'maps' }), /its "kind" is "maps", and has to be "map" or "train"/],
    [JSON.stringify({ ...fine, settigns: {} }), /settigns/],
    [JSON.stringify({ ...fine, axes: [] }), /axes: Too small/],
    [JSON.stringify({ ...fine, axes: [{ setting: 'alpha', values: 3 }] }), /axes\.0\.values: a list of values, or \{"from", "to", "count", "scale"\}, was expected/],
    [JSON.stringify({ ...fine, axes: [{ setting: 'alpha', values: { from: 1, to: 'b', count: 3 } }] }), /axes\.0\.values\.to: Invalid input: expected number/],
    [JSON.stringify({ ...fine, axes: [{ setting: 'alpha', values: [1, {}] }] }), /axes\.0\.values\.1: a number, a text, true or false was expected/],
    [JSON.stringify({ kind: 'train', axes: fine.axes }), /config: Invalid input: expected string/],
  ])('is refused with the field that is wrong (%#)', (json, message) => {
    expect(() => readSweepFile(json, 'plan.json')).toThrow(message);
  });
});
