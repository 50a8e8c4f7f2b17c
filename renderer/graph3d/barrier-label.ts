import type { LabelOverlay } from './label-overlay.ts';
import type { Theme } from './theme.ts';
import { formatValue } from './ticks.ts';

/** The two barriers of a pair, to be written at its highest point. */
export interface BarrierLabel {
  /** NaN where unknown. */
  diffusion: number;
  refined: number;
  /** Range of U on the scale: how many decimals count. */
  span: number;
  x: number;
  y: number;
  priority: number;
}

/** Write both barriers side by side: the refined one first, that of attraction-diffusion ("AD") under it. */
export function paintBarrier(overlay: LabelOverlay, theme: Theme, label: BarrierLabel): void {
  const { refined, diffusion, span } = label;
  const found = `AD ${formatValue(diffusion, span)}`;
  const both = !Number.isNaN(refined) && !Number.isNaN(diffusion);
  overlay.add({
    text: Number.isNaN(refined) ? found : formatValue(refined, span),
    ...(both ? { below: found } : {}),
    x: label.x,
    y: label.y - (both ? 27 : 16),
    align: 'center',
    size: 12,
    weight: 600,
    color: theme.ink,
    priority: label.priority,
    pill: true,
  });
}
