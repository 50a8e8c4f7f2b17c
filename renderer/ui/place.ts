export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Where something of a size goes beside an anchor: below or above it, within the window, in pixels. */
export function placeBeside(
  anchor: Box,
  size: { width: number; height: number },
  view: { width: number; height: number },
  options: { align: 'start' | 'center' | 'end'; gap: number },
): { left: number; top: number } {
  const margin = 6;
  const below = anchor.top + anchor.height + options.gap;
  const above = anchor.top - options.gap - size.height;
  const top = below + size.height + margin <= view.height || above < margin ? below : above;
  const wanted =
    options.align === 'start'
      ? anchor.left
      : options.align === 'end'
        ? anchor.left + anchor.width - size.width
        : anchor.left + anchor.width / 2 - size.width / 2;
  return {
    left: Math.round(Math.max(margin, Math.min(wanted, view.width - size.width - margin))),
    top: Math.round(Math.max(margin, Math.min(top, view.height - size.height - margin))),
  };
}
