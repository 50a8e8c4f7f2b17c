import type { ImageStrip } from '../../core/contract/landscape.ts';
import { cssColor, type Rgb } from './colormap.ts';
import type { Theme } from './theme.ts';

/** What the tooltip says: a title, rows of name and value, perhaps a picture. */
export interface TooltipContent {
  title: string;
  rows: [name: string, value: string][];
  image?: { strip: ImageStrip; index: number };
  /** Colour of the mark beside the title. */
  color?: Rgb;
}

const imageSide = 76;

/** The card beside the pointer. Built of plain elements and style properties, so that a strict content policy allows it. */
export class Tooltip {
  readonly element = document.createElement('div');
  private readonly picture = document.createElement('canvas');
  private readonly text = document.createElement('div');
  private shown = '';

  constructor() {
    Object.assign(this.element.style, {
      position: 'absolute',
      left: '0',
      top: '0',
      display: 'none',
      gap: '10px',
      alignItems: 'center',
      padding: '8px 10px',
      borderRadius: '8px',
      borderStyle: 'solid',
      borderWidth: '1px',
      fontSize: '12px',
      lineHeight: '1.45',
      pointerEvents: 'none',
      whiteSpace: 'nowrap',
      boxShadow: '0 6px 20px rgb(0 0 0 / 0.28)',
      zIndex: '2',
    });
    Object.assign(this.picture.style, { width: `${imageSide}px`, height: `${imageSide}px`, borderRadius: '5px', imageRendering: 'pixelated', objectFit: 'contain' });
    this.element.append(this.picture, this.text);
    this.element.setAttribute('role', 'presentation');
  }

  setTheme(theme: Theme): void {
    Object.assign(this.element.style, {
      background: cssColor(theme.panel, 0.96),
      borderColor: cssColor(theme.panelEdge),
      color: cssColor(theme.ink),
    });
    this.text.style.setProperty('--muted', cssColor(theme.muted));
  }

  hide(): void {
    this.element.style.display = 'none';
  }

  /** Show at a point of the pane, turned to the side that has room. */
  show(content: TooltipContent, x: number, y: number, width: number, height: number): void {
    this.fill(content);
    this.element.style.display = 'flex';
    const own = this.element.getBoundingClientRect();
    const left = x + 18 + own.width > width - 4 ? x - 18 - own.width : x + 18;
    const top = Math.min(Math.max(4, y - own.height / 2), height - own.height - 4);
    this.element.style.transform = `translate(${Math.round(Math.max(4, left))}px, ${Math.round(top)}px)`;
  }

  private fill(content: TooltipContent): void {
    const key = JSON.stringify([content.title, content.rows, content.color, content.image?.index]);
    this.drawImage(content.image);
    if (key === this.shown) return;
    this.shown = key;
    const title = document.createElement('div');
    Object.assign(title.style, { fontWeight: '600', fontSize: '13px', display: 'flex', alignItems: 'center', gap: '6px' });
    if (content.color) {
      const mark = document.createElement('span');
      Object.assign(mark.style, { width: '9px', height: '9px', borderRadius: '3px', background: cssColor(content.color) });
      title.append(mark);
    }
    title.append(content.title);
    const rows = content.rows.map(([name, value]) => {
      const row = document.createElement('div');
      Object.assign(row.style, { display: 'flex', justifyContent: 'space-between', gap: '14px' });
      const left = document.createElement('span');
      left.style.color = 'var(--muted)';
      left.textContent = name;
      const right = document.createElement('span');
      right.style.fontVariantNumeric = 'tabular-nums';
      right.textContent = value;
      row.append(left, right);
      return row;
    });
    this.text.replaceChildren(title, ...rows);
  }

  private drawImage(image: TooltipContent['image']): void {
    this.picture.style.display = image ? 'block' : 'none';
    if (!image) return;
    const { strip, index } = image;
    this.picture.width = strip.width;
    this.picture.height = strip.height;
    const rgba = new Uint8ClampedArray(strip.width * strip.height * 4);
    const from = index * strip.width * strip.height * strip.channels;
    for (let p = 0; p < strip.width * strip.height; p++) {
      for (let c = 0; c < 3; c++) rgba[p * 4 + c] = strip.pixels[from + p * strip.channels + (strip.channels === 3 ? c : 0)]!;
      rgba[p * 4 + 3] = 255;
    }
    this.picture.getContext('2d')?.putImageData(new ImageData(rgba, strip.width, strip.height), 0, 0);
  }
}
