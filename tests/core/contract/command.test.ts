import { expect, test } from 'vitest';
import { commands } from '../../../core/contract/command.ts';
import { requests } from '../../../core/contract/requests.ts';

const twice = (values: readonly string[]): string[] => values.filter((value, at) => values.indexOf(value) !== at);

test('commands have ids, titles and keys of their own', () => {
  expect(twice(commands.map(({ id }) => id))).toEqual([]);
  expect(twice(commands.map(({ title }) => title))).toEqual([]);
  expect(twice(commands.flatMap(({ keys }) => keys ?? []))).toEqual([]);
  expect(twice(commands.flatMap(({ accelerator }) => accelerator ?? []))).toEqual([]);
});

test('accelerators are written as Electron reads them', () => {
  for (const { accelerator } of commands) if (accelerator !== undefined) expect(accelerator).toMatch(/^CmdOrCtrl\+(Shift\+)?\S$/);
});

test('an id that no command has is refused', () => {
  const refused = requests['window.refused'].ask;
  expect(refused.safeParse({ commands: commands.map(({ id }) => id) }).success).toBe(true);
  expect(refused.safeParse({ commands: ['rm'] }).success).toBe(false);
});
