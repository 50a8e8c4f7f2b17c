import type { ImageStrip, Surface } from '../../../../core/contract/landscape.ts';
import type { ThemeName } from '../../../../renderer/graph3d/theme.ts';
import { GraphView } from '../../../../renderer/graph3d/graph-view.ts';
import { SurfaceView } from '../../../../renderer/graph3d/surface-view.ts';
import { isWebGLAvailable, webGLSupport } from '../../../../renderer/graph3d/webgl-available.ts';
import { degenerateGraph, imageGraph, singleGraph, syntheticImages, toyBasins, toyGraph, toyPaths, toySurface } from './scenes.ts';

const pane = document.querySelector<HTMLElement>('#pane')!;
let view: GraphView | SurfaceView | null = null;
let digits: ImageStrip | null = null;
let trained: Surface | null = null;
const events: string[] = [];

function images(count: number, channels: 1 | 3 = 1): ImageStrip {
  if (channels === 1 && digits && digits.count >= count) return { ...digits, count, pixels: digits.pixels.slice(0, count * digits.width * digits.height) };
  return syntheticImages(count, 28, channels, 5);
}

const graphs = {
  toy: () => toyGraph(),
  empty: () => ({ ...imageGraph(0, 0, null), edgeRefined: new Float32Array(0) }),
  one: () => singleGraph(images(1)),
  degenerate: () => degenerateGraph(),
  eight: () => imageGraph(8, 16, images(8)),
  thirty: () => imageGraph(30, 90, images(30)),
  color: () => imageGraph(40, 100, images(40, 3), 11),
  hundreds: () => imageGraph(200, 900, images(200)),
  thousands: () => imageGraph(2000, 15000, images(2000)),
};

const options = (theme: ThemeName): ConstructorParameters<typeof GraphView>[1] => ({
  theme,
  onHover: (i) => events.push(`hover ${i}`),
  onSelect: (chosen) => events.push(chosen?.kind === 'edge' ? `edge ${chosen.a}-${chosen.b}` : `select ${chosen?.index ?? null}`),
});

const harness = {
  support: webGLSupport,
  isWebGLAvailable,
  events,
  setTrained(side: number, energies: number[]): void {
    trained = { xMin: -1.8, xMax: 1.8, yMin: -1.8, yMax: 1.8, columns: side, rows: side, energies: Float32Array.from(energies) };
  },
  setDigits(side: number, pixels: number[]): void {
    digits = { width: side, height: side, channels: 1, count: pixels.length / side / side, pixels: Uint8Array.from(pixels) };
  },
  show(name: keyof typeof graphs | 'surface', theme: ThemeName, width = 700, height = 600): void {
    view?.dispose();
    document.body.style.background = theme === 'dark' ? '#0f1218' : '#fbfbfd';
    pane.style.width = `${width}px`;
    pane.style.height = `${height}px`;
    pane.style.background = document.body.style.background;
    if (name === 'surface') {
      const surface = new SurfaceView(pane, options(theme));
      surface.setSurface(trained ?? toySurface(), toyBasins(), toyPaths(trained ?? undefined));
      view = surface;
    } else {
      const graph = new GraphView(pane, options(theme));
      graph.setData(graphs[name]());
      view = graph;
    }
  },
  view: () => view,
  graphs,
  imageGraph,
  images,
  /** Frame intervals, ms, of dragging the camera round for a number of frames. */
  async orbit(frames: number): Promise<number[]> {
    const root = pane.firstElementChild as HTMLElement;
    const box = root.getBoundingClientRect();
    const fire = (type: string, x: number): void => {
      root.dispatchEvent(new PointerEvent(type, { pointerId: 1, button: 0, buttons: 1, clientX: box.left + x, clientY: box.top + 300, bubbles: true, pointerType: 'mouse' }));
    };
    root.setPointerCapture = () => {};
    root.releasePointerCapture = () => {};
    fire('pointerdown', 200);
    const times: number[] = [];
    let last = performance.now();
    for (let i = 0; i < frames; i++) {
      fire('pointermove', 200 + i * 3);
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      times.push(now - last);
      last = now;
    }
    fire('pointerup', 200 + frames * 3);
    return times;
  },
  async frames(milliseconds: number): Promise<number> {
    const gl = WebGL2RenderingContext.prototype;
    const real = gl.clear;
    let count = 0;
    gl.clear = function (mask: number) {
      count++;
      real.call(this, mask);
    };
    await new Promise((done) => setTimeout(done, milliseconds));
    gl.clear = real;
    return count;
  },
};

declare global {
  interface Window {
    harness: typeof harness;
  }
}
window.harness = harness;
