import type { NodeSet } from './node-set.ts';
import type { SceneStage } from './scene-stage.ts';

/** What names are painted from: the nodes, where they are on the screen, and which of them stand out (−1: none). */
export interface LabelledScene {
  readonly set: NodeSet | null;
  /** [n × 3] and [n] */
  readonly screen: Float32Array;
  readonly radii: Float32Array;
  readonly stage: Pick<SceneStage, 'overlay' | 'theme' | 'width' | 'height'>;
  readonly chosen: number;
  readonly chosenLink: number;
  readonly hovered: number;
}

/** Maps of up to so many basins name them all, as far as there is room. */
const nameAll = 60;
/** Larger maps name the largest. */
const nameLargest = 24;

/** Names of basins at their nodes: chosen and hovered ones always, the others while there is room. */
export function paintNodeLabels(scene: LabelledScene, above: boolean, bright: ReadonlySet<number>): void {
  const { set, screen, radii, stage } = scene;
  if (!set) return;
  const { overlay, theme, width, height } = stage;
  const choosing = scene.chosen >= 0 || scene.chosenLink >= 0;
  const most = set.members.reduce((p, q) => Math.max(p, q), 1);
  const named = choosing ? [...bright] : set.count <= nameAll ? indices(set.count) : largest(set.members, nameLargest);
  const all = new Set([...named, scene.hovered, scene.chosen]);
  for (const i of all) {
    if (i < 0 || screen[i * 3 + 2]! <= 0) continue;
    const [x, y, r] = [screen[i * 3]!, screen[i * 3 + 1]!, radii[i]!];
    if (x < -r || y < -r || x > width + r || y > height + r) continue;
    const marked = i === scene.hovered || i === scene.chosen;
    const offset = r + (marked ? 14 : 9);
    overlay.add({
      text: set.labels[i]!,
      x,
      y: above ? y - offset : y + offset,
      align: 'center',
      size: marked ? 13 : 11,
      weight: marked || above ? 600 : 400,
      // On coloured ground a muted name could not be read.
      color: marked || above ? theme.ink : theme.muted,
      priority: marked ? Infinity : 10 + set.members[i]! / most,
    });
  }
  // Names stay off other nodes' pictures.
  if (set.count <= nameAll) {
    for (let i = 0; i < set.count; i++) {
      if (screen[i * 3 + 2]! <= 0) continue;
      const [x, y, r] = [screen[i * 3]!, screen[i * 3 + 1]!, radii[i]! - 1];
      overlay.reserve({ left: x - r, right: x + r, top: y - r, bottom: y + r });
    }
  }
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

const remembered = new WeakMap<Uint32Array, number[]>();

/** The indices of the `most` largest entries; remembered for each array, since it is asked in every frame. */
function largest(members: Uint32Array, most: number): number[] {
  let found = remembered.get(members);
  if (!found) {
    found = indices(members.length)
      .sort((p, q) => members[q]! - members[p]!)
      .slice(0, most);
    remembered.set(members, found);
  }
  return found;
}
