import { Vector3, type PerspectiveCamera } from 'three';
import { isBackWall } from './grid-walls.ts';
import type { LabelOverlay } from './label-overlay.ts';
import { heightOf, worldX, worldZ, type PlotBox } from './plot-box.ts';
import type { Theme } from './theme.ts';
import { formatTick, type Ticks } from './ticks.ts';

/** What stands along the box's edges. */
export interface AxisContent {
  energyLabel: string;
  energyTicks: Ticks;
  /** Names and ticks of the plane's axes, where it has any. */
  plane: { names: [string, string]; x: Ticks; y: Ticks } | null;
}

interface Pane {
  overlay: LabelOverlay;
  theme: Theme;
  camera: PerspectiveCamera;
  width: number;
  height: number;
}

const point = new Vector3();

function toScreen(pane: Pane, x: number, y: number, z: number): [number, number] | null {
  point.set(x, y, z).applyMatrix4(pane.camera.matrixWorldInverse);
  if (point.z > -0.02) return null;
  point.applyMatrix4(pane.camera.projectionMatrix);
  return [(point.x / 2 + 0.5) * pane.width, (0.5 - point.y / 2) * pane.height];
}

/** Write ticks and names along the box's edges that the camera sees at the rim of the picture. */
export function drawAxisLabels(pane: Pane, box: PlotBox, content: AxisContent): void {
  drawEnergyAxis(pane, box, content);
  if (content.plane === null) return;
  const { x, z } = pane.camera.position;
  const frontZ = z >= 0 ? 1 : -1;
  const frontX = x >= 0 ? 1 : -1;
  drawPlaneAxis(pane, content.plane.names[0], content.plane.x, (v) => [worldX(box, v), frontZ * box.halfZ]);
  drawPlaneAxis(pane, content.plane.names[1], content.plane.y, (v) => [frontX * box.halfX, worldZ(box, v)]);
}

/** The vertical edge where the back walls end on the picture's left. */
function energyCorner(pane: Pane, box: PlotBox): [number, number] | null {
  let best: [number, number] | null = null;
  let leftmost = Infinity;
  const { x, z } = pane.camera.position;
  for (const sideX of [-1, 1] as const) {
    for (const sideZ of [-1, 1] as const) {
      const walls = Number(isBackWall(sideX, x)) + Number(isBackWall(sideZ, z));
      if (walls !== 1) continue;
      const at = toScreen(pane, sideX * box.halfX, 0, sideZ * box.halfZ);
      if (at && at[0] < leftmost) {
        leftmost = at[0];
        best = [sideX * box.halfX, sideZ * box.halfZ];
      }
    }
  }
  return best;
}

function drawEnergyAxis(pane: Pane, box: PlotBox, content: AxisContent): void {
  const corner = energyCorner(pane, box);
  if (corner === null) return;
  const foot = toScreen(pane, corner[0], 0, corner[1]);
  const head = toScreen(pane, corner[0], box.height, corner[1]);
  if (!foot || !head) return;
  // Seen from above the axis has no length: its labels would lie on one another.
  const length = Math.hypot(head[0] - foot[0], head[1] - foot[1]);
  if (length < 60) return;
  const { theme, overlay } = pane;
  const { values, step } = content.energyTicks;
  let widest = 0;
  for (const value of values) {
    const at = toScreen(pane, corner[0], heightOf(box, value), corner[1]);
    if (!at) continue;
    const text = formatTick(value, step);
    widest = Math.max(widest, overlay.measure(text, overlay.font({ size: 11, weight: 400 })));
    overlay.add({ text, x: at[0] - 8, y: at[1], align: 'right', size: 11, weight: 400, color: theme.muted, priority: 50 });
  }
  overlay.add({
    text: content.energyLabel,
    x: head[0] - 8,
    y: head[1] - 13,
    align: 'right',
    size: 14,
    weight: 600,
    italic: true,
    color: theme.ink,
    priority: 60,
  });
}

function drawPlaneAxis(pane: Pane, name: string, ticks: Ticks, placeOf: (value: number) => [number, number]): void {
  const middle = toScreen(pane, 0, 0, 0);
  const first = ticks.values[0];
  const last = ticks.values[ticks.values.length - 1];
  if (!middle || first === undefined || last === undefined) return;
  const [fromX, fromZ] = placeOf(first);
  const [toX, toZ] = placeOf(last);
  const start = toScreen(pane, fromX, 0, fromZ);
  const end = toScreen(pane, toX, 0, toZ);
  if (!start || !end) return;
  const length = Math.hypot(end[0] - start[0], end[1] - start[1]);
  // Outward: across the edge, away from the floor's middle.
  let [outX, outY] = [-(end[1] - start[1]) / Math.max(1, length), (end[0] - start[0]) / Math.max(1, length)];
  const midX = (start[0] + end[0]) / 2;
  const midY = (start[1] + end[1]) / 2;
  if (outX * (midX - middle[0]) + outY * (midY - middle[1]) < 0) [outX, outY] = [-outX, -outY];
  if (length < 40) return;
  const { theme, overlay } = pane;
  for (const value of ticks.values) {
    const [x, z] = placeOf(value);
    const at = toScreen(pane, x, 0, z);
    if (!at) continue;
    overlay.add({ text: formatTick(value, ticks.step), x: at[0] + outX * 15, y: at[1] + outY * 12, align: 'center', size: 11, weight: 400, color: theme.muted, priority: 50 });
  }
  overlay.add({ text: name, x: midX + outX * 40, y: midY + outY * 34, align: 'center', size: 14, weight: 600, italic: true, color: theme.ink, priority: 60 });
}
