/** A part of a long form, and what marks it in the list of parts: a wrong entry, a warning, or so many changed entries. */
export interface FormPart<Id extends string> {
  readonly id: Id;
  readonly title: string;
  readonly wrong: boolean;
  readonly warned: boolean;
  readonly changed?: number;
}

/** Which part of a long form is in view, and going to another. Parts are the elements with `data-group` in the scroller, in order. */
export class PartScroll<Id extends string> {
  current = $state() as Id;
  #scroller: HTMLElement | null = null;

  constructor(first: Id) {
    this.current = first;
  }

  /** Attached to the element that scrolls. */
  readonly scroller = (element: HTMLElement): (() => void) => {
    const follow = (): void => this.#follow(element);
    this.#scroller = element;
    element.addEventListener('scroll', follow);
    return () => {
      this.#scroller = null;
      element.removeEventListener('scroll', follow);
    };
  };

  /** Scrolls to a part and gives its first field the focus. */
  readonly goTo = (id: Id): void => {
    const scroller = this.#scroller;
    const part = scroller && partsOf(scroller).find((element) => element.dataset['group'] === id);
    if (!scroller || !part) return;
    scroller.scrollTo({ top: part.offsetTop - scroller.offsetTop, behavior: 'smooth' });
    part.querySelector<HTMLElement>('input, select, [tabindex="0"]')?.focus({ preventScroll: true });
    this.current = id;
  };

  /** In view is the last part whose top has passed, or the last of all at the end of the form. */
  #follow(scroller: HTMLElement): void {
    const parts = partsOf(scroller);
    const end = scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 4;
    const passed = parts.filter((element) => element.offsetTop - scroller.offsetTop <= scroller.scrollTop + 24);
    const seen = (end ? parts : passed).at(-1)?.dataset['group'];
    if (seen !== undefined) this.current = seen as Id;
  }
}

function partsOf(scroller: HTMLElement): HTMLElement[] {
  return [...scroller.querySelectorAll<HTMLElement>('[data-group]')];
}
