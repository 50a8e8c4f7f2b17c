/**
 * What the menu and the keyboard ask of the map in view: fit the graph, export, put panels back, clear the selection, step
 * through the basins in order of energy.
 */
export type MapCommand = 'fit-view' | 'export' | 'reset-layout' | 'clear-selection' | 'next-basin' | 'previous-basin';

type Listener = (command: MapCommand) => void;

/** Hands commands of the window to whoever shows the map. */
class MapCommands {
  readonly #listeners = new Set<Listener>();

  /** Listens. Returns how to stop. */
  on(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  send(command: MapCommand): void {
    for (const listener of this.#listeners) listener(command);
  }
}

export const mapCommands = new MapCommands();
