import { holdWindow, panWindow, revealLeaf, zoomWindow, type TreeWindow } from './tree-window.ts';

/** The stretch of the tree in view: all of it until someone zooms or moves it, and held within it when the tree changes. */
export class TreeZoom {
  #chosen = $state.raw<TreeWindow | null>(null);
  readonly #fit: () => TreeWindow;
  readonly window = $derived.by<TreeWindow>(() => (this.#chosen ? holdWindow(this.#chosen, this.#fit()) : this.#fit()));
  /** Whether less than the whole is in view. */
  readonly zoomed = $derived.by(() => {
    const [win, fit] = [this.window, this.#fit()];
    return win.x1 - win.x0 < (fit.x1 - fit.x0) * 0.999 || win.u1 - win.u0 < (fit.u1 - fit.u0) * 0.999;
  });

  /** `fit`: a window on everything. */
  constructor(fit: () => TreeWindow) {
    this.#fit = fit;
  }

  /** Zooms about a point of the window by a factor (over 1: closer). */
  zoom(at: { x: number; u: number }, by: { x: number; u: number }): void {
    this.#chosen = zoomWindow(this.window, this.#fit(), at, by);
  }

  /** Moves a window, the one in view or that from which a drag began, by so many leaves and so much energy. */
  pan(by: { x: number; u: number }, from: TreeWindow = this.window): void {
    this.#chosen = panWindow(from, this.#fit(), by);
  }

  /** Moves so far that a leaf is in view. */
  reveal(x: number): void {
    if (this.#chosen) this.#chosen = revealLeaf(this.#chosen, this.#fit(), x);
  }

  showAll(): void {
    this.#chosen = null;
  }
}
