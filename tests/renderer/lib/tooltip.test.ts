import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tooltip, tooltipHost } from '../../../renderer/ui/tooltip.svelte.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Stands for an element: events alone matter here. */
const element = (): HTMLElement => new EventTarget() as HTMLElement;

test('a tooltip opens after a moment, whatever goes away elsewhere meanwhile', () => {
  const [button, figure] = [element(), element()];
  tooltip('Says why not.')(button);
  const gone = tooltip('Steps of the whole batch.')(figure) as () => void;
  button.dispatchEvent(new Event('pointerenter'));
  vi.advanceTimersByTime(200);
  gone();
  vi.advanceTimersByTime(300);
  expect(tooltipHost.tip).toEqual({ text: 'Says why not.' });
  expect(tooltipHost.anchor).toBe(button);
  button.dispatchEvent(new Event('pointerleave'));
  expect(tooltipHost.tip).toBeNull();
});

test('a tooltip does not open once the pointer has left, or its element is gone', () => {
  vi.advanceTimersByTime(1000);
  const button = element();
  const gone = tooltip('Says why not.')(button) as () => void;
  button.dispatchEvent(new Event('pointerenter'));
  button.dispatchEvent(new Event('pointerleave'));
  vi.advanceTimersByTime(1000);
  expect(tooltipHost.tip).toBeNull();
  button.dispatchEvent(new Event('pointerenter'));
  gone();
  vi.advanceTimersByTime(1000);
  expect(tooltipHost.tip).toBeNull();
});
