import { settingsCatalog, type SettingGroup, type SettingGroupWords } from '../../../../core/contract/map-setting-list.ts';
import type { FormPart } from '../../../ui/part-scroll.svelte.ts';
import type { NewMapForm } from './new-map-form.svelte.ts';

/** The groups of a map's settings as the form lists them: whether one needs an entry, is warned of, and how many entries of it were changed. */
export function settingParts(form: NewMapForm, groups: readonly SettingGroupWords[]): FormPart<SettingGroup>[] {
  const problems: ReadonlyMap<string, string> = form.problems;
  return groups.map(({ id, title }) => {
    const keys: readonly string[] = settingsCatalog.filter((setting) => setting.group === id).map((setting) => setting.key);
    return {
      id,
      title,
      wrong: keys.some((key) => form.missing === key || problems.has(key)),
      warned: form.warnings.some((warning) => keys.includes(warning.setting)),
      changed: keys.filter((key) => form.chosen[key as keyof typeof form.chosen] !== undefined).length,
    };
  });
}
