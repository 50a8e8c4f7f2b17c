type Colour = readonly [number, number, number];

/** From deep (low energy) to pale (high): a single hue drift from navy over teal to sand, dark to light throughout. */
const STOPS: readonly Colour[] = [
  [22, 42, 84],
  [30, 78, 121],
  [44, 119, 141],
  [88, 158, 154],
  [146, 192, 168],
  [203, 221, 188],
  [240, 238, 215],
  [250, 248, 240],
];

/** The colour of a share 0…1 of the energy range shown; beyond the ends, the ends' colours. */
export function rampColour(share: number): string {
  const at = Math.min(1, Math.max(0, share)) * (STOPS.length - 1);
  const index = Math.min(STOPS.length - 2, Math.floor(at));
  const low = STOPS[index] ?? [0, 0, 0];
  const high = STOPS[index + 1] ?? low;
  const mixed = low.map((value, channel) => Math.round(value + (at - index) * ((high[channel] ?? value) - value)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
