import { request } from './bridge.ts';

let told = false;

/**
 * Tells the program, once, when the frame that is being made now is on the screen: with it the window first shows what it was opened for, and what waits
 * for that begins (the looks through files and engines, the bundle's copy).
 */
export function tellPainted(): void {
  if (told) return;
  told = true;
  performance.mark('drawn');
  // Callbacks of the next frame run when this one has been handed on.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      performance.mark('painted');
      requestIdleCallback(() => {
        performance.mark('usable');
        request('window.painted', {}).catch(() => {});
      }, { timeout: 1000 });
    }),
  );
}
