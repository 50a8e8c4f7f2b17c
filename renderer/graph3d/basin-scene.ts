import { Matrix4, Vector3 } from 'three';
import { boxCorners, fitPose, viewDirection, type CameraPose, type Vector } from './camera-fit.ts';
import { clearView } from './clear-view.ts';
import { smoothstep } from './camera-flight.ts';
import type { LabelOverlay } from './label-overlay.ts';
import { GridWalls } from './grid-walls.ts';
import { legendWidth } from './legend.ts';
import { NodeField } from './node-field.ts';
import { leastNodePixels, NodeLayer } from './node-layer.ts';
import { paintNodeLabels } from './node-labels.ts';
import type { NodeSet } from './node-set.ts';
import { sizeSamples, type SizeSample } from './node-size.ts';
import { nodeTowards, pickNode, projectPoints } from './picking.ts';
import { PointerControl, type Hit, type PointerActions } from './pointer-control.ts';
import { fieldOfView, SceneStage, type StageClient } from './scene-stage.ts';
import { StemLayer } from './stem-layer.ts';
import type { ThemeName } from './theme.ts';
import type { TooltipContent } from './tooltip.ts';

/** What is chosen in a view: a basin, a joined pair, or nothing. Indices are into the data last set. */
export type Chosen = { kind: 'node'; index: number } | { kind: 'edge'; a: number; b: number } | null;

/** What a view is made with. Indices are into the data last set; calls from the program itself fire no callback. */
export interface ViewOptions {
  theme: ThemeName;
  onHover(index: number | null): void;
  onSelect(chosen: Chosen): void;
}

/** What joins the nodes: arches of a graph, paths on a surface. */
export interface Links {
  /** The link under a pixel, or −1. */
  pick(x: number, y: number): number;
  ends(link: number): [number, number];
  /** The link between two nodes, or −1. */
  between(a: number, b: number): number;
  neighbours(node: number): ArrayLike<number>;
  /** Bring looks up to date before a frame; `dim` 0…1 is how far a selection has dimmed the rest. */
  restyle(dim: number): void;
  paint(overlay: LabelOverlay): void;
  nodeTip(node: number): TooltipContent;
  linkTip(link: number): TooltipContent;
  /** Where nothing is hit: a tooltip for the ground, or null. */
  groundTip(x: number, y: number): TooltipContent | null;
}

/** What differs between kinds of scene. */
export interface SceneCharacter {
  /** What the picture is, for those who do not see it. */
  label: string;
  labelsAbove: boolean;
  /** Where the camera first looks from, degrees, unless nodes hide each other there. */
  azimuth: number;
  elevation: number;
}

const noLinks: Links = {
  pick: () => -1,
  ends: () => [-1, -1],
  between: () => -1,
  neighbours: () => [],
  restyle: () => {},
  paint: () => {},
  nodeTip: () => ({ title: '', rows: [] }),
  linkTip: () => ({ title: '', rows: [] }),
  groundTip: () => null,
};

const glideTime = 550;
const glideMost = 200;
const dimTime = 180;
const flightTime = 600;
const keysHelp = 'arrow keys walk between joined basins, Shift with arrows turns, plus and minus zoom, F fits, Escape clears';

/** Nodes, walls, camera and selection: what the graph and the surface have in common. */
export class BasinScene implements StageClient, PointerActions {
  readonly stage: SceneStage;
  readonly field = new NodeField();
  readonly nodes: NodeLayer;
  readonly stems: StemLayer;
  readonly walls: GridWalls;
  chosen = -1;
  hovered = -1;
  chosenLink = -1;
  hoveredLink = -1;
  set: NodeSet | null = null;
  /** [n × 3] and [n]: where nodes are on the screen, and their half sides. */
  screen = new Float32Array(0);
  radii = new Float32Array(0);
  /** Half size of the box, for fitting. */
  private extent: Vector = [1, 1.15, 1];
  private readonly options: ViewOptions;
  /** Set by the view that makes the scene: links need the scene's layers first. */
  links: Links = noLinks;
  private readonly character: SceneCharacter;
  /** Direction to where the camera stands until it is moved by hand. */
  private home: Vector;
  private readonly pointer: PointerControl;
  private readonly viewProjection = new Matrix4();
  private glideFrom = -Infinity;
  private gliding = false;
  private dim = 0;
  private dimAt = 0;

  constructor(
    container: HTMLElement,
    options: ViewOptions,
    character: SceneCharacter,
  ) {
    this.options = options;
    this.character = character;
    this.home = viewDirection(character.azimuth, character.elevation);
    this.stage = new SceneStage(container, options.theme, this, `${character.label}: ${keysHelp}`);
    const { shared, scene, renderer } = this.stage;
    this.nodes = new NodeLayer(this.field, shared, Math.min(4096, renderer.capabilities.maxTextureSize));
    this.stems = new StemLayer(this.field, shared);
    this.walls = new GridWalls(shared);
    scene.add(this.walls.group, this.stems.shadows, this.stems.stems, this.nodes.mesh);
    this.pointer = new PointerControl(this.stage.root, this);
    this.stage.onResize = () => {
      if (!this.stage.touched) this.place(this.fitted(this.home), 0);
    };
  }

  /**
   * Replace the nodes; those known by key glide to their new place, parts come out of what they were part of, new ones grow. A chosen one that is gone leaves nothing chosen:
   * where the selection goes then, the program knows, and says.
   *
   * @param extent half width, height and half depth of the box
   * @returns ends of the link that was chosen, as indices into the new nodes, for the view to find it again
   */
  setNodes(set: NodeSet, extent: Vector): [number, number] | null {
    const old = this.set;
    const before = new Int32Array(set.count).fill(-1);
    if (old) {
      const indexOf = new Map(Array.from(old.keys, (key, i) => [key, i]));
      set.keys.forEach((key, i) => (before[i] = indexOf.get(key) ?? indexOf.get(set.origins?.[i] ?? -1) ?? -1));
    }
    const leaving: [number, number][] = [];
    for (let k = 0; old && set.heirs && k < set.heirs.length; k += 2) {
      const [was, heir] = [old.keys.indexOf(set.heirs[k]!), set.keys.indexOf(set.heirs[k + 1]!)];
      // The largest part becomes the whole; the others go into it.
      if (was >= 0 && heir >= 0 && !before.includes(was)) leaving.push([was, heir]);
    }
    const after = (index: number): number => (index < 0 || !old ? -1 : set.keys.indexOf(old.keys[index]!));
    const [chosen, hovered] = [after(this.chosen), after(this.hovered)];
    const link = this.chosenLink >= 0 && old ? this.links.ends(this.chosenLink) : null;
    this.set = set;
    this.chosen = chosen;
    this.hovered = hovered;
    this.hoveredLink = -1;
    this.chosenLink = -1;
    const pair: [number, number] | null = link ? [after(link[0]), after(link[1])] : null;
    this.field.retarget(set.count, set.places, before, leaving);
    this.nodes.setImages(set.images);
    this.stems.set(set.feet);
    this.screen = new Float32Array(set.count * 3);
    this.radii = new Float32Array(set.count);
    this.gliding = true;
    this.glideFrom = performance.now();
    const moved = extent.some((v, c) => Math.abs(v - this.extent[c]!) > 0.02);
    this.extent = extent;
    // Another landscape is looked at anew; parts of the same one keep the side that it is seen from.
    if (!before.some((index) => index >= 0) && leaving.length === 0) this.home = clearView(set.places, this.character.azimuth, this.character.elevation);
    if (!old) this.place(this.fitted(this.home), 0);
    else if (moved && !this.stage.touched) this.place(this.fitted(this.home), glideTime);
    this.stage.pace.reset();
    return pair;
  }

  choose(node: number, link = -1): void {
    this.chosen = node;
    this.chosenLink = link;
    this.refresh();
  }

  point(node: number, link = -1): void {
    if (node === this.hovered && link === this.hoveredLink) return;
    this.hovered = node;
    this.hoveredLink = link;
    this.refresh();
  }

  /** Bring looks in line with what is chosen and hovered. */
  refresh(): void {
    const { set, field } = this;
    if (!set) return;
    const { looks } = field;
    const all = this.chosen < 0 && this.chosenLink < 0;
    for (let i = 0; i < set.count; i++) {
      looks[i * 4] = set.tones[i]!;
      looks[i * 4 + 1] = i;
      looks[i * 4 + 2] = all ? 1 : 0;
    }
    for (const i of this.inFocus()) looks[i * 4 + 2] = 1;
    // What melts into a node looks like it.
    field.melting.forEach((heir, at) => looks.copyWithin((set.count + at) * 4, heir * 4, heir * 4 + 4));
    field.touchLooks();
    this.stage.requestRender();
  }

  /** Nodes that a selection leaves bright. */
  inFocus(): number[] {
    const bright: number[] = [];
    if (this.chosen >= 0) bright.push(this.chosen, ...Array.from(this.links.neighbours(this.chosen)));
    if (this.chosenLink >= 0) bright.push(...this.links.ends(this.chosenLink));
    return bright;
  }

  update(now: number): boolean {
    const { stage, field } = this;
    if (this.gliding) {
      // Many nodes drawn in software would glide in a few jerks, and take the processor from the mapping meanwhile.
      const jerky = stage.software && field.count > glideMost;
      const t = stage.reducedMotion || jerky ? 1 : (now - this.glideFrom) / glideTime;
      field.advance(smoothstep(t));
      this.gliding = t < 1;
    }
    const wanted = this.chosen >= 0 || this.chosenLink >= 0 ? 1 : 0;
    const passed = stage.reducedMotion ? 1 : Math.min(1, Math.max(0, now - this.dimAt) / dimTime);
    this.dimAt = now;
    this.dim = wanted > this.dim ? Math.min(wanted, this.dim + passed) : Math.max(wanted, this.dim - passed);
    const distance = stage.camera.position.distanceTo(stage.controls.target);
    stage.shared.uHaze.value.set(Math.max(0.2, distance - 0.4), distance + 2.4);
    stage.camera.updateMatrixWorld();
    this.viewProjection.multiplyMatrices(stage.camera.projectionMatrix, stage.camera.matrixWorldInverse);
    this.walls.face(stage.camera);
    this.nodes.setState(this.chosen, this.hovered, this.dim, stage.theme);
    this.nodes.sort(stage.camera);
    this.project();
    this.links.restyle(this.dim);
    return this.gliding || this.dim !== wanted;
  }

  paint(): void {
    const { overlay } = this.stage;
    this.links.paint(overlay);
    if (this.set) paintNodeLabels(this, this.character.labelsAbove, new Set(this.inFocus()));
    overlay.flush(this.stage.theme, 90);
  }

  pick(x: number, y: number): Hit | null {
    if (!this.set) return null;
    const node = pickNode(this.screen, this.radii, this.set.count, this.set.images !== null, x, y, 0);
    if (node >= 0) return { kind: 'node', index: node };
    const near = pickNode(this.screen, this.radii, this.set.count, this.set.images !== null, x, y, 5);
    if (near >= 0) return { kind: 'node', index: near };
    const link = this.links.pick(x, y);
    return link >= 0 ? { kind: 'edge', index: link } : null;
  }

  hover(hit: Hit | null, x: number, y: number): void {
    const before = this.hovered;
    this.point(hit?.kind === 'node' ? hit.index : -1, hit?.kind === 'edge' ? hit.index : -1);
    const { tooltip, root, width, height } = this.stage;
    root.style.cursor = hit ? 'pointer' : 'grab';
    const tip = !hit ? this.links.groundTip(x, y) : hit.kind === 'node' ? this.links.nodeTip(hit.index) : this.links.linkTip(hit.index);
    if (tip && x >= 0 && y >= 0 && x <= width && y <= height) tooltip.show(tip, x, y, width, height);
    else tooltip.hide();
    if (this.hovered !== before) this.options.onHover(this.hovered >= 0 ? this.hovered : null);
  }

  click(hit: Hit | null): void {
    if (hit?.kind === 'edge') {
      const [a, b] = this.links.ends(hit.index);
      this.choose(-1, hit.index);
      this.options.onSelect({ kind: 'edge', a, b });
      return;
    }
    this.choose(hit ? hit.index : -1);
    this.options.onSelect(hit);
  }

  focus(hit: Hit | null): void {
    if (!hit) return this.fit();
    const ends = hit.kind === 'node' ? [hit.index] : this.links.ends(hit.index);
    const at = new Vector3();
    let radius = 0;
    for (const i of ends) {
      const p = this.field.places.subarray(i * 4, i * 4 + 4);
      at.add(new Vector3(p[0], p[1], p[2]).multiplyScalar(1 / ends.length));
      radius = Math.max(radius, p[3]!);
    }
    const { camera, controls } = this.stage;
    const away = camera.position.clone().sub(controls.target);
    const distance = Math.min(away.length(), Math.max(1.4, radius * 26) * (ends.length > 1 ? 1.6 : 1));
    this.stage.touched = true;
    this.place({ target: at.toArray(), position: at.clone().add(away.setLength(distance)).toArray() }, flightTime);
  }

  walk(dx: number, dy: number): void {
    const { set } = this;
    if (!set || set.count === 0) return;
    let next: number;
    if (this.chosen < 0) next = set.members.indexOf(set.members.reduce((p, q) => Math.max(p, q)));
    else {
      next = nodeTowards(this.screen, this.chosen, this.links.neighbours(this.chosen), dx, dy);
      if (next < 0) return;
    }
    this.click({ kind: 'node', index: next });
    const { title, rows } = this.links.nodeTip(next);
    this.stage.announce(`${title}, ${rows.map((row) => row.join(' ')).join(', ')}`);
  }

  turn(azimuthDegrees: number, elevationDegrees: number): void {
    const { camera, controls } = this.stage;
    const away = camera.position.clone().sub(controls.target);
    const distance = away.length();
    const azimuth = (Math.atan2(away.x, away.z) * 180) / Math.PI + azimuthDegrees;
    const elevation = (Math.asin(away.y / distance) * 180) / Math.PI + elevationDegrees;
    const direction = new Vector3(...viewDirection(azimuth, Math.min(89, Math.max(0.5, elevation))));
    this.stage.touched = true;
    this.place({ target: controls.target.toArray(), position: controls.target.clone().addScaledVector(direction, distance).toArray() }, 180);
  }

  zoom(factor: number): void {
    const { camera, controls } = this.stage;
    const away = camera.position.clone().sub(controls.target);
    away.setLength(Math.min(controls.maxDistance, Math.max(controls.minDistance, away.length() * factor)));
    this.stage.touched = true;
    this.place({ target: controls.target.toArray(), position: controls.target.clone().add(away).toArray() }, 180);
  }

  /** See everything, from the side that is in view. */
  fit(): void {
    const { camera, controls, touched } = this.stage;
    const away = camera.position.clone().sub(controls.target).normalize().toArray();
    this.stage.touched = false;
    this.place(this.fitted(touched ? away : this.home), flightTime);
  }

  clear(): void {
    this.click(null);
  }

  dispose(): void {
    this.pointer.dispose();
    this.nodes.dispose();
    this.stems.dispose();
    this.walls.dispose();
    this.field.dispose();
    this.stage.dispose();
  }

  /** An index from outside, −1 for null or one that there is no node of. */
  known(index: number | null): number {
    return index !== null && this.set && index >= 0 && index < this.set.count ? index : -1;
  }

  /** Some numbers of members with the size of their nodes, pixels at the distance of the camera's target; none when all are alike. */
  sizeSamples(): SizeSample[] {
    const { set, stage } = this;
    if (!set || set.count < 2) return [];
    const perWorld = 1 / (stage.shared.uPixel.value * stage.camera.position.distanceTo(stage.controls.target));
    return sizeSamples(set.members, set.places).map(({ members, radius }) => ({ members, radius: radius * perWorld }));
  }

  /** Where world points lie on the screen of the last frame. */
  projectTo(points: Float32Array, stride: number, count: number, out: Float32Array): void {
    projectPoints(points, stride, count, this.viewProjection.elements, this.stage.width, this.stage.height, out);
  }

  private project(): void {
    const { set, field, screen, radii } = this;
    if (!set) return;
    this.projectTo(field.places, 4, set.count, screen);
    const pixel = this.stage.shared.uPixel.value;
    for (let i = 0; i < set.count; i++) radii[i] = Math.max(leastNodePixels, field.places[i * 4 + 3]! / (pixel * screen[i * 3 + 2]!));
  }

  private fitted(direction: Vector): CameraPose {
    const { width, height } = this.stage;
    const insets = { left: 46, right: width >= 300 ? legendWidth + 6 : 10, top: 26, bottom: 22 };
    return fitPose(boxCorners(...this.extent), direction, fieldOfView, width, height, insets);
  }

  private place(pose: CameraPose, duration: number): void {
    this.stage.flyTo(pose, duration);
  }
}
