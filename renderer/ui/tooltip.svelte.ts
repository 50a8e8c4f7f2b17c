import type { Attachment } from 'svelte/attachments';

/** What a tooltip says. `unit` and `keys` stand apart from the text. */
export interface Tip {
  title?: string;
  text?: string;
  unit?: string;
  keys?: string;
}

const delay = 420;
const grace = 300;

/** The one tooltip of the window: what it shows and beside which element. */
class TooltipHost {
  tip = $state.raw<Tip | null>(null);
  anchor = $state.raw<Element | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What the timer will open a tooltip beside. */
  #awaited: Element | null = null;
  #closedAt = -Infinity;

  open(anchor: Element, tip: Tip, now: boolean): void {
    clearTimeout(this.#timer);
    this.#awaited = anchor;
    // Going along a row of buttons, the second tooltip need not be waited for.
    const wait = now || performance.now() - this.#closedAt < grace ? 0 : delay;
    this.#timer = setTimeout(() => {
      this.#awaited = null;
      this.anchor = anchor;
      this.tip = tip;
    }, wait);
  }

  close(anchor: Element): void {
    // Only its own: elements elsewhere come and go while work is under way, several times a second.
    if (this.#awaited === anchor) {
      clearTimeout(this.#timer);
      this.#awaited = null;
    }
    if (this.anchor !== anchor) return;
    this.#closedAt = performance.now();
    this.anchor = null;
    this.tip = null;
  }
}

export const tooltipHost = new TooltipHost();

/** Attaches a tooltip to an element: shown on hover after a moment and on keyboard focus, hidden by Escape or a press. */
export function tooltip(content: Tip | string | null | undefined): Attachment {
  return (element) => {
    if (!content) return;
    const tip: Tip = typeof content === 'string' ? { text: content } : content;
    const show = (): void => tooltipHost.open(element, tip, false);
    const focus = (): void => {
      if (element.matches(':focus-visible')) tooltipHost.open(element, tip, true);
    };
    const hide = (): void => tooltipHost.close(element);
    const key = (event: Event): void => {
      if ((event as KeyboardEvent).key === 'Escape') hide();
    };
    const listeners: [string, (event: Event) => void][] = [
      ['pointerenter', show],
      ['pointerleave', hide],
      ['pointerdown', hide],
      ['focusin', focus],
      ['focusout', hide],
      ['keydown', key],
    ];
    for (const [name, listener] of listeners) element.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of listeners) element.removeEventListener(name, listener);
      hide();
    };
  };
}
