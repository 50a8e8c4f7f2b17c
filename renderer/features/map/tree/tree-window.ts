/** The stretch of leaves and energies in view. */
export interface TreeWindow {
  readonly x0: number;
  readonly x1: number;
  readonly u0: number;
  readonly u1: number;
}

/** Where the plot lies in its pane, in pixels. */
export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A window on everything, with half a leaf to each side and room above for the roots' stems. */
export function fitWindow(leaves: number, low: number, high: number): TreeWindow {
  const range = high - low || Math.max(1, Math.abs(low) * 0.1);
  return { x0: -0.5, x1: Math.max(1, leaves) - 0.5, u0: low - range * 0.04, u1: high + range * 0.1 };
}

/** Zooms about a point of the window by a factor (over 1: closer), held within `fit`. */
export function zoomWindow(window: TreeWindow, fit: TreeWindow, at: { x: number; u: number }, by: { x: number; u: number }): TreeWindow {
  const next = {
    x0: at.x - (at.x - window.x0) / by.x,
    x1: at.x + (window.x1 - at.x) / by.x,
    u0: at.u - (at.u - window.u0) / by.u,
    u1: at.u + (window.u1 - at.u) / by.u,
  };
  return holdWindow(next, fit);
}

/** Moves the window by so many leaves and so much energy, held within `fit`. */
export function panWindow(window: TreeWindow, fit: TreeWindow, by: { x: number; u: number }): TreeWindow {
  return holdWindow({ x0: window.x0 + by.x, x1: window.x1 + by.x, u0: window.u0 + by.u, u1: window.u1 + by.u }, fit);
}

/** The nearest window inside `fit`, no narrower than two leaves and a thousandth of the energies. */
export function holdWindow(window: TreeWindow, fit: TreeWindow): TreeWindow {
  const [x0, x1] = hold(window.x0, window.x1, fit.x0, fit.x1, Math.min(2, fit.x1 - fit.x0));
  const [u0, u1] = hold(window.u0, window.u1, fit.u0, fit.u1, (fit.u1 - fit.u0) / 1000);
  return { x0, x1, u0, u1 };
}

function hold(low: number, high: number, least: number, most: number, narrowest: number): [number, number] {
  const width = Math.min(most - least, Math.max(narrowest, high - low));
  const middle = (low + high) / 2;
  const start = Math.max(least, Math.min(most - width, middle - width / 2));
  return [start, start + width];
}

/** Moves the window, without zooming, just so far that a leaf is in view. */
export function revealLeaf(window: TreeWindow, fit: TreeWindow, x: number): TreeWindow {
  const margin = Math.min(0.5, (window.x1 - window.x0) / 4);
  if (x - margin < window.x0) return panWindow(window, fit, { x: x - margin - window.x0, u: 0 });
  if (x + margin > window.x1) return panWindow(window, fit, { x: x + margin - window.x1, u: 0 });
  return window;
}

export function toPixelX(x: number, window: TreeWindow, plot: PlotArea): number {
  return plot.left + ((x - window.x0) / (window.x1 - window.x0)) * plot.width;
}

export function toPixelY(u: number, window: TreeWindow, plot: PlotArea): number {
  return plot.top + ((window.u1 - u) / (window.u1 - window.u0)) * plot.height;
}

export function fromPixel(px: number, py: number, window: TreeWindow, plot: PlotArea): { x: number; u: number } {
  return {
    x: window.x0 + ((px - plot.left) / plot.width) * (window.x1 - window.x0),
    u: window.u1 - ((py - plot.top) / plot.height) * (window.u1 - window.u0),
  };
}
