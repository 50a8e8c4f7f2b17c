import type { BasinScene } from './basin-scene.ts';
import { cssColor } from './colormap.ts';
import { heightOf, worldX, worldZ, type PlotBox } from './plot-box.ts';

/** Something that is no node of the landscape, at its place in it: shown on top of all else. */
export interface Guest {
  /** In the plane of the data's positions. */
  readonly position: readonly [number, number];
  /** On the vertical axis; null: it has no height there, and stands on the floor. */
  readonly energy: number | null;
  readonly label: string;
  readonly picture: CanvasImageSource | null;
}

const side = 34;
/** How far the picture stands above its place, so that it hides no node there. */
const above = 16;

/** World coordinates of a guest, [foot, place]: held inside the box, where it would float beside it. */
export function guestPlaces(guest: Pick<Guest, 'position' | 'energy'>, box: PlotBox): Float32Array {
  const held = (value: number, half: number): number => Math.max(-half, Math.min(half, value));
  const x = held(worldX(box, guest.position[0]), box.halfX);
  const z = held(worldZ(box, guest.position[1]), box.halfZ);
  const y = guest.energy === null ? 0 : Math.max(0, heightOf(box, guest.energy));
  return new Float32Array([x, 0, z, x, y, z]);
}

/** Paints a guest over the picture: a dashed line from the floor to its place, and its picture above it. */
export function paintGuest(scene: Pick<BasinScene, 'projectTo' | 'stage'>, guest: Guest, box: PlotBox): void {
  const screen = new Float32Array(6);
  scene.projectTo(guestPlaces(guest, box), 3, 2, screen);
  if (screen[2]! <= 0 || screen[5]! <= 0) return;
  const { overlay, theme } = scene.stage;
  const c = overlay.context;
  const [footX, footY, x, y] = [screen[0]!, screen[1]!, screen[3]!, screen[4]!];
  const ink = cssColor(theme.ink);
  c.save();
  c.strokeStyle = ink;
  c.lineWidth = 1.5;
  c.setLineDash([4, 3]);
  c.beginPath();
  c.ellipse(footX, footY, 9, 4, 0, 0, 2 * Math.PI);
  c.moveTo(footX, footY);
  c.lineTo(x, y);
  c.stroke();
  c.setLineDash([]);
  c.fillStyle = ink;
  c.beginPath();
  c.arc(x, y, 4, 0, 2 * Math.PI);
  c.fill();
  if (guest.picture) {
    const [left, top] = [x - side / 2, y - above - side];
    c.beginPath();
    c.moveTo(x, y - 5);
    c.lineTo(x, top + side);
    c.stroke();
    c.imageSmoothingEnabled = false;
    c.drawImage(guest.picture, left, top, side, side);
    c.lineWidth = 2;
    c.strokeRect(left - 1, top - 1, side + 2, side + 2);
    overlay.reserve({ left, right: left + side, top, bottom: top + side });
  }
  c.restore();
  overlay.add({ text: guest.label, x, y: guest.picture ? y - above - side - 11 : y - 14, align: 'center', size: 12, weight: 600, color: theme.ink, priority: Infinity, pill: true });
}
