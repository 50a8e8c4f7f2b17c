/** What lies under the pointer. */
export type Hit = { kind: 'node'; index: number } | { kind: 'edge'; index: number };

/** What a view does with the pointer and the keys. Pixels are relative to the pane. */
export interface PointerActions {
  pick(x: number, y: number): Hit | null;
  hover(hit: Hit | null, x: number, y: number): void;
  click(hit: Hit | null): void;
  focus(hit: Hit | null): void;
  /** Walk to a neighbour in a direction of the screen. */
  walk(dx: number, dy: number): void;
  /** Turn the camera, degrees. */
  turn(azimuth: number, elevation: number): void;
  zoom(factor: number): void;
  fit(): void;
  clear(): void;
}

/** Farther than this between press and release is a drag, pixels. */
const clickReach = 4;

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Turns pointer and key events of a pane into hover, click, focus and walk; at most one pick a frame. */
export class PointerControl {
  private readonly pane: HTMLElement;
  private readonly actions: PointerActions;
  private readonly abort = new AbortController();
  private pressed: { x: number; y: number } | null = null;
  private dragging = false;
  private waiting = 0;
  private at = { x: 0, y: 0 };

  constructor(pane: HTMLElement, actions: PointerActions) {
    this.pane = pane;
    this.actions = actions;
    const options = { signal: this.abort.signal };
    pane.addEventListener('pointermove', this.onMove, options);
    pane.addEventListener('pointerdown', this.onDown, options);
    pane.addEventListener('pointerup', this.onUp, options);
    pane.addEventListener('pointercancel', () => (this.pressed = null), options);
    pane.addEventListener('pointerleave', this.onLeave, options);
    pane.addEventListener('dblclick', this.onDouble, options);
    pane.addEventListener('keydown', this.onKey, options);
  }

  dispose(): void {
    this.abort.abort();
    cancelAnimationFrame(this.waiting);
  }

  private place(event: MouseEvent): { x: number; y: number } {
    const box = this.pane.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  private readonly onMove = (event: PointerEvent): void => {
    this.at = this.place(event);
    if (this.pressed) {
      if (Math.hypot(this.at.x - this.pressed.x, this.at.y - this.pressed.y) > clickReach && !this.dragging) {
        this.dragging = true;
        this.actions.hover(null, this.at.x, this.at.y);
      }
      return;
    }
    if (this.waiting !== 0) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0;
      if (!this.pressed) this.actions.hover(this.actions.pick(this.at.x, this.at.y), this.at.x, this.at.y);
    });
  };

  private readonly onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    this.pressed = this.place(event);
    this.dragging = false;
  };

  private readonly onUp = (event: PointerEvent): void => {
    const { pressed } = this;
    this.pressed = null;
    if (pressed === null || event.button !== 0 || this.dragging) return;
    this.actions.click(this.actions.pick(pressed.x, pressed.y));
  };

  private readonly onLeave = (): void => {
    cancelAnimationFrame(this.waiting);
    this.waiting = 0;
    this.actions.hover(null, this.at.x, this.at.y);
  };

  private readonly onDouble = (event: MouseEvent): void => {
    const { x, y } = this.place(event);
    this.actions.focus(this.actions.pick(x, y));
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = arrows[event.key];
    if (arrow && event.shiftKey) this.actions.turn(arrow[0] * 12, -arrow[1] * 8);
    else if (arrow) this.actions.walk(arrow[0], arrow[1]);
    else if (event.key === '+' || event.key === '=') this.actions.zoom(0.8);
    else if (event.key === '-') this.actions.zoom(1.25);
    else if (event.key === 'f' || event.key === 'F' || event.key === 'Home') this.actions.fit();
    else if (event.key === 'Escape') this.actions.clear();
    else return;
    event.preventDefault();
  };
}
