/**
 * What of an open dialog takes the focus first: what asks for it, else its first field, else the dialog itself, whose title is
 * then read out. Never the button that closes it.
 */
export function firstFocus(dialog: HTMLElement): HTMLElement {
  const able = (selector: string): HTMLElement | undefined => [...dialog.querySelectorAll<HTMLElement>(selector)].find((element) => !element.matches(':disabled'));
  return able('[data-autofocus]') ?? able('[data-dialog-body] :is(input, select, textarea)') ?? dialog;
}

/** For `{@attach}`: a field that comes into a dialog later takes the focus where nothing else has been chosen meanwhile. */
export function takeFocusWhenLate(element: HTMLElement): void {
  const dialog = element.closest('dialog');
  if (dialog?.open && document.activeElement === dialog) element.focus();
}
