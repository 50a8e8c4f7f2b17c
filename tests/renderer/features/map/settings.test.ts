import { describe, expect, it } from 'vitest';
import { mapMethods, mapSettings, settingKeys } from '../../../../core/contract/map-settings.ts';
import { resolveSettings } from '../../../../core/mapping/defaults.ts';
import { changedSettings } from '../../../../renderer/features/map/settings/changed-settings.ts';
import { autoName } from '../../../../renderer/features/map/settings/map-name.ts';
import { hasEffect, settingGroupsOf, settingsCatalog } from '../../../../core/contract/map-setting-list.ts';

const plane = { network: { inputShape: [2, 1, 1] as [number, number, number] }, trainEpsilon: 0.125 };
const planned = (chosen: object) => resolveSettings(plane, mapSettings.parse(chosen)).settings;

describe('the catalog of settings', () => {
  it('has every setting of the contract once, in a group of the form', () => {
    const keys = [...new Set(mapMethods.flatMap((method) => settingKeys(method)))];
    expect(settingsCatalog.map((setting) => setting.key).sort()).toEqual(keys.sort());
    for (const method of mapMethods) {
      const groups = settingGroupsOf(method).map((group) => group.id);
      expect(settingsCatalog.filter((setting) => hasEffect(setting, method)).every((setting) => groups.includes(setting.group))).toBe(true);
      // A group without a setting is not shown, and a kinetic map's speak of no trials that it does not make.
      expect(groups.every((id) => settingsCatalog.some((setting) => setting.group === id && hasEffect(setting, method)))).toBe(true);
    }
    expect(settingGroupsOf('kinetic').map(({ title }) => title)).toContain('Kinetic graph');
    expect(settingGroupsOf('placing').map(({ title }) => title)).toContain('Candidates and merging');
  });

  it('takes what the contract takes: limits of numbers and names of choices', () => {
    const owner = (key: string) => mapMethods.find((method) => (settingKeys(method) as readonly string[]).includes(key));
    const accepts = (key: string, value: unknown): boolean => mapSettings.safeParse({ method: owner(key), [key]: value }).success;
    for (const setting of settingsCatalog) {
      if (setting.kind === 'choice') {
        for (const choice of setting.choices) expect(accepts(setting.key, choice.value), `${setting.key} ${choice.value}`).toBe(true);
        expect(accepts(setting.key, 'no such choice'), setting.key).toBe(false);
      }
      if (setting.kind !== 'number') continue;
      const { min, max, above, integer } = setting.rule;
      if (min !== undefined) expect([accepts(setting.key, min), accepts(setting.key, min - 1)], setting.key).toEqual([true, false]);
      if (max !== undefined) expect([accepts(setting.key, max), accepts(setting.key, max + 1)], setting.key).toEqual([true, false]);
      if (above !== undefined) expect([accepts(setting.key, above + 0.001), accepts(setting.key, above)], setting.key).toEqual([true, false]);
      expect(accepts(setting.key, (min ?? above ?? 0) + 1.5), setting.key).toBe(!integer);
    }
  });
});

describe('a map like an earlier one', () => {
  it('chooses what differs from the defaults and leaves an α of the sweep open', () => {
    const earlier = planned({ seed: 4, delta: 0.3, states: 40 });
    const chosen = changedSettings(earlier, planned({}));
    expect(chosen).toMatchObject({ seed: 4, delta: 0.3, states: 40 });
    expect(chosen).not.toHaveProperty('alpha');
    expect(chosen).not.toHaveProperty('temperature');
    expect(planned(chosen)).toEqual(earlier);
  });

  it('takes over an α that was given', () => {
    const earlier = planned({ alpha: 12 });
    expect(changedSettings(earlier, planned({}))).toEqual({ alpha: 12 });
  });
});

describe('the name of a map', () => {
  it('says what tells it from others', () => {
    expect(autoName(planned({}), {}, [])).toBe('Minima');
    expect(autoName({ method: 'placing', start: 'data' }, { seed: 3, temperature: 0.5 }, [])).toBe('Samples from data, T 0.5, seed 3');
    expect(autoName({ method: 'minimum' }, { alpha: 20, temperature: 1, seed: 1 }, [])).toBe('Minima, α 20');
  });

  it('takes a number where it is taken', () => {
    expect(autoName({ method: 'minimum' }, {}, ['Minima', 'Minima (2)'])).toBe('Minima (3)');
  });
});
