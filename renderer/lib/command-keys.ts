import { commands, type Command, type CommandId } from '../../core/contract/command.ts';

const signs: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc', CmdOrCtrl: 'Ctrl' };

const shown = (key: string): string => signs[key] ?? (key.length === 1 ? key.toUpperCase() : key);

/** The keys to press together for a command, as they are shown; none: it has no key. */
export function keysOf({ keys, accelerator }: Command): readonly string[] {
  if (keys?.[0] !== undefined) return [shown(keys[0])];
  return accelerator?.split('+').map(shown) ?? [];
}

/** A command's keys, for a tooltip. */
export function keyText(id: CommandId): string {
  const command = commands.find((entry) => entry.id === id);
  return command ? keysOf(command).join(' ') : '';
}
