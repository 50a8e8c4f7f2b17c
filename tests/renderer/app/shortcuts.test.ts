import { describe, expect, it } from 'vitest';
import { firstMap } from '../../../renderer/app/first-map.ts';
import { commandOf, shortcutGroups, type KeyPress } from '../../../renderer/app/shortcuts.ts';
import { commands } from '../../../core/contract/command.ts';
import type { MapSummary } from '../../../core/contract/map-record.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

describe('keys of the window', () => {
  it('with Ctrl or Cmd count everywhere', () => {
    for (const user of ['text', 'widget', 'none'] as const) {
      expect(commandOf(press('m', { ctrlKey: true }), user)).toBe('new-map');
      expect(commandOf(press('O', { metaKey: true }), user)).toBe('open-potential');
    }
  });

  it('leave text its letters, widgets their arrows', () => {
    expect(commandOf(press('?', { shiftKey: true }), 'none')).toBe('show-shortcuts');
    expect(commandOf(press('?', { shiftKey: true }), 'widget')).toBe('show-shortcuts');
    expect(commandOf(press('?', { shiftKey: true }), 'text')).toBeNull();
    expect(commandOf(press('ArrowDown'), 'none')).toBe('next-basin');
    expect(commandOf(press('ArrowDown'), 'widget')).toBeNull();
    expect(commandOf(press('Escape'), 'widget')).toBeNull();
  });

  it('with Alt, or Ctrl and Shift, are not the window’s', () => {
    expect(commandOf(press('m', { ctrlKey: true, altKey: true }), 'none')).toBeNull();
    expect(commandOf(press('m', { ctrlKey: true, shiftKey: true }), 'none')).toBeNull();
  });

  it('are those of the commands, and every command that has a key is listed', () => {
    const listed = shortcutGroups.flatMap((group) => group.rows.map(({ what }) => what));
    for (const { id, title, accelerator, keys = [] } of commands) {
      for (const key of keys) expect(commandOf(press(key), 'none'), key).toBe(id);
      if (accelerator) expect(commandOf(press(accelerator.replace('CmdOrCtrl+', ''), { ctrlKey: true }), 'none'), accelerator).toBe(id);
      expect(listed.includes(title.replace('…', '')), title).toBe(keys.length > 0 || accelerator !== undefined);
    }
  });

  it('are all listed once', () => {
    const rows = shortcutGroups.flatMap((group) => group.rows.map((row) => `${group.title} ${row.keys.join('+')}`));
    expect(new Set(rows).size).toBe(rows.length);
  });
});

describe('the map to open first', () => {
  const map = (id: string, basins: number, bundled: boolean, createdAt: string): MapSummary => ({ id, basins, bundled, createdAt }) as MapSummary;

  it('has basins, is people’s own, is the newest', () => {
    const bundled = map('bundled', 8, true, '2026-01-01');
    const old = map('old', 8, false, '2026-01-02');
    const empty = map('empty', 0, false, '2026-03-01');
    const recent = map('recent', 5, false, '2026-02-01');
    expect(firstMap([bundled, old, empty, recent])?.id).toBe('recent');
    expect(firstMap([bundled, empty])?.id).toBe('bundled');
    expect(firstMap([empty])?.id).toBe('empty');
    expect(firstMap([])).toBeNull();
  });
});
