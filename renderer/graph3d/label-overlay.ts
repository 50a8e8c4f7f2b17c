import { cssColor, type Rgb } from './colormap.ts';
import { placeLabels, type Candidate, type Rectangle } from './label-placement.ts';
import type { Theme } from './theme.ts';

/** One piece of text over the scene; its middle line is at y. */
export interface Label {
  text: string;
  /** A second, smaller line under it. */
  below?: string;
  x: number;
  y: number;
  align: 'left' | 'center' | 'right';
  size: number;
  weight: 400 | 600;
  italic?: boolean;
  color: Rgb;
  /** 0…1 */
  alpha?: number;
  priority: number;
  /** Whether a pill of the panel's colour lies behind it. */
  pill?: boolean;
}

const lineHeight = 1.25;
const belowScale = 0.84;

/** The transparent 2D canvas over the scene that carries all its text, so that text is sharp and part of a screenshot. */
export class LabelOverlay {
  readonly canvas = document.createElement('canvas');
  readonly context: CanvasRenderingContext2D;
  private readonly widths = new Map<string, number>();
  private waiting: Label[] = [];
  private taken: Rectangle[] = [];
  private width = 0;
  private height = 0;
  private family = 'sans-serif';

  constructor() {
    const context = this.canvas.getContext('2d');
    if (context === null) throw new Error('The labels need a 2D canvas, and the browser gave none.');
    this.context = context;
    Object.assign(this.canvas.style, { position: 'absolute', left: '0', top: '0', width: '100%', height: '100%', pointerEvents: 'none' });
  }

  resize(width: number, height: number, ratio: number): void {
    this.canvas.width = Math.max(1, Math.round(width * ratio));
    this.canvas.height = Math.max(1, Math.round(height * ratio));
    this.width = width;
    this.height = height;
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  setFont(family: string): void {
    if (family === this.family) return;
    this.family = family;
    this.widths.clear();
  }

  /** Start a new picture. */
  clear(): void {
    this.context.clearRect(0, 0, this.width, this.height);
    this.waiting = [];
    this.taken = [];
  }

  font(label: Pick<Label, 'size' | 'weight' | 'italic'>): string {
    return `${label.italic ? 'italic ' : ''}${label.weight} ${label.size}px ${this.family}`;
  }

  measure(text: string, font: string): number {
    const key = `${font}\n${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      if (this.widths.size > 4000) this.widths.clear();
      this.context.font = font;
      width = this.context.measureText(text).width;
      this.widths.set(key, width);
    }
    return width;
  }

  /** Keep labels off a rectangle. */
  reserve(box: Rectangle): void {
    this.taken.push(box);
  }

  add(label: Label): void {
    this.waiting.push(label);
  }

  /** Draw the labels that have room. */
  flush(theme: Theme, most: number): void {
    const candidates: Candidate[] = this.waiting.map((label) => ({ box: this.boxOf(label), priority: label.priority }));
    const bounds = { left: 0, top: 0, right: this.width, bottom: this.height };
    const placed = placeLabels(candidates, this.taken, bounds, most);
    // The most important last: on top.
    for (const i of placed.reverse()) this.draw(this.waiting[i]!, candidates[i]!.box, theme);
    this.waiting = [];
  }

  private boxOf(label: Label): Rectangle {
    const main = this.measure(label.text, this.font(label));
    const below = label.below ? this.measure(label.below, this.font({ size: label.size * belowScale, weight: 400 })) : 0;
    const width = Math.max(main, below);
    const pad = label.pill ? 5 : 2;
    const left = label.align === 'left' ? label.x : label.align === 'right' ? label.x - width : label.x - width / 2;
    const half = (label.size * lineHeight) / 2;
    const extra = label.below ? label.size * belowScale * lineHeight : 0;
    return { left: left - pad, right: left + width + pad, top: label.y - half - pad / 2, bottom: label.y + half + extra + pad / 2 };
  }

  private draw(label: Label, box: Rectangle, theme: Theme): void {
    const c = this.context;
    c.globalAlpha = label.alpha ?? 1;
    c.textAlign = label.align;
    c.textBaseline = 'middle';
    if (label.pill) {
      c.beginPath();
      c.roundRect(box.left, box.top, box.right - box.left, box.bottom - box.top, 5);
      c.fillStyle = cssColor(theme.panel, 0.9);
      c.fill();
      c.lineWidth = 1;
      c.strokeStyle = cssColor(theme.panelEdge);
      c.stroke();
    }
    this.line(label.text, label.x, label.y, this.font(label), label.color, theme, !label.pill);
    if (label.below) {
      const size = label.size * belowScale;
      const y = label.y + (label.size / 2 + size / 2) * lineHeight - 1;
      this.line(label.below, label.x, y, this.font({ size, weight: 400 }), theme.muted, theme, !label.pill);
    }
    c.globalAlpha = 1;
  }

  private line(text: string, x: number, y: number, font: string, color: Rgb, theme: Theme, halo: boolean): void {
    const c = this.context;
    c.font = font;
    if (halo) {
      c.lineWidth = 3;
      c.lineJoin = 'round';
      c.strokeStyle = cssColor(theme.background, 0.85);
      c.strokeText(text, x, y);
    }
    c.fillStyle = cssColor(color);
    c.fillText(text, x, y);
  }
}
