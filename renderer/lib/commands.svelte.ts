import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { commands as known, type CommandId } from '../../core/contract/command.ts';

/** Carries a command out. */
export interface CommandHandler {
  run(): void;
  /** Why it cannot be carried out now, as a sentence; null: it can. */
  refusal?(): string | null;
}

/** What carries the commands of the program out in this window: whoever is on the screen and can answer one provides it. */
export class CommandRegistry {
  readonly #handlers = new SvelteMap<CommandId, readonly CommandHandler[]>();

  /** Answers commands from now on. Where several answer one, each does its part. Returns how to stop. */
  provide(answers: Partial<Record<CommandId, CommandHandler>>): () => void {
    const own = Object.entries(answers) as [CommandId, CommandHandler][];
    // Whoever provides in an effect does not depend on who else does.
    untrack(() => {
      for (const [id, handler] of own) this.#handlers.set(id, [...(this.#handlers.get(id) ?? []), handler]);
    });
    return () => untrack(() => {
      for (const [id, handler] of own) this.#handlers.set(id, (this.#handlers.get(id) ?? []).filter((other) => other !== handler));
    });
  }

  /** Why a command cannot be carried out now; null: it can. */
  refusal(id: CommandId): string | null {
    const handlers = this.#handlers.get(id) ?? [];
    if (handlers.length === 0) return known.some((command) => command.id === id && command.scope === 'map') ? 'No map is in view.' : 'Not possible here.';
    const refusals = handlers.map((handler) => handler.refusal?.() ?? null);
    return refusals.includes(null) ? null : (refusals[0] ?? null);
  }

  /** Carries a command out; returns why not, where it cannot be. */
  run(id: CommandId): string | null {
    const refusal = this.refusal(id);
    if (refusal !== null) return refusal;
    for (const handler of this.#handlers.get(id) ?? []) if ((handler.refusal?.() ?? null) === null) handler.run();
    return null;
  }
}

/** The commands of this window. */
export const commands = new CommandRegistry();
