import { DoubleSide, Group, Mesh, PlaneGeometry, ShaderMaterial, Vector2, Vector3, type PerspectiveCamera } from 'three';
import type { PlotBox } from './plot-box.ts';
import type { SharedUniforms } from './scene-stage.ts';
import type { Theme } from './theme.ts';

/** Even lines along one direction of a wall: world place of one of them and the distance between neighbours. */
export interface LineSpacing {
  offset: number;
  step: number;
}

/** Lines of the floor's two directions and of height. */
export interface GridSpacing {
  x: LineSpacing;
  z: LineSpacing;
  height: LineSpacing;
}

const vertexShader = /* glsl */ `
uniform vec2 uSize;
varying vec2 vPlace;
void main() {
  vPlace = position.xy;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
}
`;

const fragmentShader = /* glsl */ `
uniform vec2 uLow;
uniform vec2 uHigh;
uniform vec2 uOffset;
uniform vec2 uStep;
uniform vec2 uStrength;
uniform vec3 uLine;
uniform float uAlpha;
uniform float uFill;
uniform float uRatio;
varying vec2 vPlace;
float stroke(float distance, float width) {
  return clamp(width * 0.5 + 0.5 - distance, 0.0, 1.0);
}
void main() {
  vec2 pixel = max(fwidth(vPlace), 1e-7) * uRatio;
  vec2 cells = (vPlace - uOffset) / uStep;
  vec2 away = abs(fract(cells - 0.5) - 0.5) * uStep / pixel;
  // Where lines crowd towards the horizon they fade rather than shimmer.
  vec2 room = 1.0 - smoothstep(0.12, 0.45, pixel / uStep);
  vec2 lines = vec2(stroke(away.x, 1.0), stroke(away.y, 1.0)) * room * uStrength;
  vec2 border = min(vPlace - uLow, uHigh - vPlace) / pixel;
  float rim = max(stroke(border.x, 1.2), stroke(border.y, 1.2));
  float alpha = max(max(lines.x, lines.y), rim * 1.15) * uAlpha + uFill;
  if (alpha < 0.004) discard;
  gl_FragColor = vec4(uLine, alpha);
}
`;

/** Corner direction of a wall: −1 or 1 along one floor axis. */
interface Wall {
  mesh: Mesh<PlaneGeometry, ShaderMaterial>;
  axis: 'x' | 'z';
  side: -1 | 1;
}

/** The floor and the back walls with their grid lines; walls turned away from the viewer are not drawn. */
export class GridWalls {
  readonly group = new Group();
  private readonly floor: Mesh<PlaneGeometry, ShaderMaterial>;
  private readonly walls: Wall[];
  private readonly shared: SharedUniforms;

  constructor(shared: SharedUniforms) {
    this.shared = shared;
    this.floor = this.plane();
    this.walls = (['x', 'z'] as const).flatMap((axis) => ([-1, 1] as const).map((side) => ({ mesh: this.plane(), axis, side })));
    this.group.add(this.floor, ...this.walls.map((w) => w.mesh));
  }

  set(box: PlotBox, spacing: GridSpacing, theme: Theme): void {
    // The floor lies in local x, y: turned so that local y runs to world −z.
    this.floor.rotation.x = -Math.PI / 2;
    shape(this.floor, [-box.halfX, -box.halfZ], [box.halfX, box.halfZ], spacing.x, flip(spacing.z), theme, theme.name === 'dark' ? 0.035 : 0.03, [1, 1]);
    for (const wall of this.walls) {
      const half = wall.axis === 'z' ? box.halfX : box.halfZ;
      if (wall.axis === 'z') wall.mesh.position.set(0, 0, wall.side * box.halfZ);
      else {
        wall.mesh.position.set(wall.side * box.halfX, 0, 0);
        wall.mesh.rotation.y = -Math.PI / 2;
      }
      const across = wall.axis === 'z' ? spacing.x : spacing.z;
      shape(wall.mesh, [-half, 0], [half, box.height], across, spacing.height, theme, theme.name === 'dark' ? 0.018 : 0.014, [0.45, 1]);
    }
  }

  /** Hide the walls between the viewer and the scene. */
  face(camera: PerspectiveCamera): void {
    for (const wall of this.walls) wall.mesh.visible = isBackWall(wall.side, camera.position[wall.axis]);
  }

  dispose(): void {
    for (const mesh of [this.floor, ...this.walls.map((w) => w.mesh)]) {
      mesh.geometry.dispose();
      mesh.material.dispose();
    }
  }

  private plane(): Mesh<PlaneGeometry, ShaderMaterial> {
    const material = new ShaderMaterial({
      vertexShader,
      fragmentShader,
      transparent: true,
      depthWrite: false,
      side: DoubleSide,
      uniforms: {
        ...this.shared,
        uLow: { value: new Vector2() },
        uHigh: { value: new Vector2() },
        uOffset: { value: new Vector2() },
        uStep: { value: new Vector2(1, 1) },
        uStrength: { value: new Vector2(1, 1) },
        uLine: { value: new Vector3() },
        uAlpha: { value: 0 },
        uFill: { value: 0 },
      },
    });
    const mesh = new Mesh(new PlaneGeometry(1, 1), material);
    mesh.frustumCulled = false;
    return mesh;
  }
}

/** Whether a wall on one side of the scene stands behind it, for a camera at `camera` along the same axis. */
export function isBackWall(side: -1 | 1, camera: number): boolean {
  return side * camera < 0;
}

function flip(spacing: LineSpacing): LineSpacing {
  return { offset: -spacing.offset, step: spacing.step };
}

function shape(
  mesh: Mesh<PlaneGeometry, ShaderMaterial>,
  low: [number, number],
  high: [number, number],
  across: LineSpacing,
  along: LineSpacing,
  theme: Theme,
  fillAlpha: number,
  strength: [number, number],
): void {
  const place = mesh.geometry.getAttribute('position');
  const corners = [low[0], high[1], high[0], high[1], low[0], low[1], high[0], low[1]];
  for (let i = 0; i < 4; i++) place.setXY(i, corners[2 * i]!, corners[2 * i + 1]!);
  place.needsUpdate = true;
  const { uniforms } = mesh.material;
  (uniforms.uLow!.value as Vector2).set(...low);
  (uniforms.uHigh!.value as Vector2).set(...high);
  (uniforms.uOffset!.value as Vector2).set(across.offset, along.offset);
  (uniforms.uStep!.value as Vector2).set(across.step, along.step);
  (uniforms.uStrength!.value as Vector2).set(...strength);
  (uniforms.uLine!.value as Vector3).set(...theme.line);
  uniforms.uAlpha!.value = theme.lineAlpha;
  uniforms.uFill!.value = fillAlpha;
}
