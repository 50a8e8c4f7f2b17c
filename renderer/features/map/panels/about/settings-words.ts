import type { AnySettings, MapSettings } from '../../../../../core/contract/map-settings.ts';
import { formatNumber } from '../../../../lib/format.ts';
import { hasEffect, settingGroupsOf, settingsCatalog, type MapSetting } from '../../../../../core/contract/map-setting-list.ts';

export interface SettingLine {
  readonly key: string;
  readonly symbol: string;
  readonly label: string;
  readonly value: string;
  readonly unit: string;
  readonly meaning: string;
}

/** A setting's value in words; what was left open says so. */
export function settingValue(setting: MapSetting, settings: MapSettings, alpha: number | null): string {
  const value = (settings as Partial<AnySettings>)[setting.key] ?? null;
  if (setting.key === 'alpha') {
    const given = 'alpha' in settings ? settings.alpha : null;
    const used = given ?? alpha;
    if (used === null) return 'by sweep, not chosen yet';
    return `${formatNumber(used)}${given === null ? ', by sweep' : ''}`;
  }
  if (value === null) return 'as fits the potential';
  if (setting.key === 'threads' && value === 0) return 'all cores';
  if (setting.kind === 'choice') return setting.choices.find((choice) => choice.value === value)?.label ?? String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' ? formatNumber(value, 6) : value;
}

/** The settings of a map in the groups of the form, those that its method does not have left out. */
export function settingLines(settings: MapSettings, alpha: number | null): { title: string; lines: SettingLine[] }[] {
  return settingGroupsOf(settings.method)
    .map((group) => ({
      title: group.title,
      lines: settingsCatalog
        .filter((setting) => setting.group === group.id && hasEffect(setting, settings.method))
        .map((setting) => ({
          key: setting.key,
          symbol: setting.symbol ?? '',
          label: setting.label,
          value: settingValue(setting, settings, alpha),
          unit: setting.unit ?? '',
          meaning: setting.meaning,
        })),
    }));
}
