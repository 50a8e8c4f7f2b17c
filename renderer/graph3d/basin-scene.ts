import { Matrix4 } from 'three';
import { viewDirection, type Vector } from './camera-fit.ts';
import { clearView } from './clear-view.ts';
import { smoothstep } from './camera-flight.ts';
import type { LabelOverlay } from './label-overlay.ts';
import { GridWalls } from './grid-walls.ts';
import { NodeField } from './node-field.ts';
import { leastNodePixels, NodeLayer } from './node-layer.ts';
import { paintNodeLabels } from './node-labels.ts';
import { matchNodes, type NodeSet } from './node-set.ts';
import { sizeSamples, type SizeSample } from './node-size.ts';
import { nodeTowards, pickNode, projectPoints } from './picking.ts';
import { PointerControl, type Hit, type PointerActions } from './pointer-control.ts';
import { SceneCamera } from './scene-camera.ts';
import { SceneStage, type StageClient } from './scene-stage.ts';
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
  private readonly view: SceneCamera;
  private readonly options: ViewOptions;
  /** Set by the view that makes the scene: links need the scene's layers first. */
  links: Links = noLinks;
  private readonly character: SceneCharacter;
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
    this.stage = new SceneStage(container, options.theme, this, `${character.label}: ${keysHelp}`);
    const { shared, scene, renderer } = this.stage;
    this.nodes = new NodeLayer(this.field, shared, Math.min(4096, renderer.capabilities.maxTextureSize));
    this.stems = new StemLayer(this.field, shared);
    this.walls = new GridWalls(shared);
    scene.add(this.walls.group, this.stems.shadows, this.stems.stems, this.nodes.mesh);
    this.pointer = new PointerControl(this.stage.root, this);
    this.view = new SceneCamera(this.stage, viewDirection(character.azimuth, character.elevation));
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
    const { before, leaving, after } = matchNodes(old, set);
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
    // Another landscape is looked at anew; parts of the same one keep the side that it is seen from.
    if (!before.some((index) => index >= 0) && leaving.length === 0) this.view.home = clearView(set.places, this.character.azimuth, this.character.elevation);
    this.view.resize(extent, old ? glideTime : null);
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
    this.view.approach(ends.map((i) => this.field.places.subarray(i * 4, i * 4 + 4)));
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
    this.view.turn(azimuthDegrees, elevationDegrees);
  }

  zoom(factor: number): void {
    this.view.zoom(factor);
  }

  /** See everything, from the side that is in view. */
  fit(): void {
    this.view.fit();
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
}
