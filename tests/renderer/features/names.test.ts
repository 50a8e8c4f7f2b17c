import { createRawSnippet } from 'svelte';
import { render } from 'svelte/server';
import { expect, test } from 'vitest';
import { settingOf } from '../../../core/contract/map-setting-list.ts';
import SettingLine from '../../../renderer/features/map/settings/SettingLine.svelte';
import TrainingLine from '../../../renderer/features/train/new/TrainingLine.svelte';

/** The name that a label gives its control: its text, as a screen reader says it. */
function nameIn(html: string): string {
  const label = /<label[^>]*>(.*?)<\/label>/s.exec(html)?.[1] ?? '';
  return label.replace(/<!--.*?-->/gs, '').replace(/<[^>]*>/g, '').replace(/\s+/g, ' ').trim();
}

const children = createRawSnippet(() => ({ render: () => '<input />' }));

test('the name of a setting and its letter are two words', () => {
  const form = { problems: new Map(), warnings: [], warningsAt: () => [] };
  const temperature = render(SettingLine, { props: { setting: settingOf('temperature')!, form: form as never, changed: false, onreset: () => {}, children } });
  expect(nameIn(temperature.body)).toBe('Temperature T');
  const width = render(TrainingLine, { props: { form: form as never, key: 'architecture.width', label: 'Width', symbol: 'n_f', meaning: 'Features.', children } });
  expect(nameIn(width.body)).toBe('Width nf');
});
