import { expect, test } from 'vitest';
import { keyText } from '../../../renderer/lib/command-keys.ts';
import { CommandRegistry } from '../../../renderer/lib/commands.svelte.ts';

test('a command nobody answers is refused, with where it would be possible', () => {
  const registry = new CommandRegistry();
  expect(registry.run('export')).toBe('No map is in view.');
  expect(registry.run('new-map')).toBe('Not possible here.');
});

test('a command is carried out while someone answers it, unless they say why not', () => {
  const registry = new CommandRegistry();
  let ran = 0;
  let refusal: string | null = null;
  const stop = registry.provide({ export: { run: () => ran++, refusal: () => refusal } });
  expect(registry.run('export')).toBeNull();
  refusal = 'No basin has been found yet.';
  expect(registry.refusal('export')).toBe(refusal);
  expect(registry.run('export')).toBe(refusal);
  expect(ran).toBe(1);
  refusal = null;
  stop();
  expect(registry.run('export')).toBe('No map is in view.');
  expect(ran).toBe(1);
});

test('several answer one command, each its part, and those that refuse are passed over', () => {
  const registry = new CommandRegistry();
  const done: string[] = [];
  registry.provide({ 'reset-layout': { run: () => done.push('window') } });
  const stop = registry.provide({ 'reset-layout': { run: () => done.push('map') } });
  registry.provide({ 'reset-layout': { run: () => done.push('never'), refusal: () => 'Not now.' } });
  expect(registry.run('reset-layout')).toBeNull();
  expect(done).toEqual(['window', 'map']);
  stop();
  registry.run('reset-layout');
  expect(done).toEqual(['window', 'map', 'window']);
});

test('keys are shown as they stand on a keyboard', () => {
  expect((['fit-view', 'clear-selection', 'next-basin', 'new-map', 'show-shortcuts'] as const).map(keyText)).toEqual(['F', 'Esc', '↓', 'Ctrl M', '?']);
  expect(keyText('reset-layout')).toBe('');
});
