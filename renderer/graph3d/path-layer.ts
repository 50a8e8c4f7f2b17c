import { DoubleSide, DynamicDrawUsage, Float32BufferAttribute, GreaterDepth, InstancedBufferAttribute, InstancedBufferGeometry, Mesh, ShaderMaterial, Vector3 } from 'three';
import type { SharedUniforms } from './scene-stage.ts';
import type { Theme } from './theme.ts';

const vertexShader = /* glsl */ `
attribute vec3 aFrom;
attribute vec3 aTo;
attribute float aKind;
attribute float aFocus;
uniform vec2 uViewport;
varying vec2 vAlong;
varying float vSpan;
varying float vWidth;
varying float vKind;
varying float vFocus;
void main() {
  mat4 clip = projectionMatrix * viewMatrix;
  vec4 a = clip * vec4(aFrom, 1.0);
  vec4 b = clip * vec4(aTo, 1.0);
  vec2 span = (b.xy / b.w - a.xy / a.w) * 0.5 * uViewport;
  float length_ = max(length(span), 1e-4);
  vec2 along = span / length_;
  vec2 across = vec2(-along.y, along.x);
  vKind = aKind;
  vFocus = aFocus;
  vWidth = (aKind > 0.5 ? 2.6 : 1.4) + (aFocus > 1.5 ? 1.0 : 0.0);
  // Half a line, its casing and a pixel of softness.
  float reach = vWidth * 0.5 + (aKind > 0.5 ? 1.2 : 0.8) + 1.0;
  vec4 here = position.x < 0.5 ? a : b;
  vec2 shift = along * (position.x < 0.5 ? -reach : reach) + across * position.y * reach;
  here.xy += shift * 2.0 / uViewport * here.w;
  gl_Position = here;
  vAlong = vec2(position.x < 0.5 ? -reach : length_ + reach, position.y * reach);
  vSpan = length_;
  if (aFocus <= 0.0 || a.w <= 0.0 || b.w <= 0.0) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}
`;

const fragmentShader = /* glsl */ `
uniform vec3 uDiffusion;
uniform vec3 uRefined;
uniform vec3 uCasing;
uniform float uRatio;
uniform float uPass;
varying vec2 vAlong;
varying float vSpan;
varying float vWidth;
varying float vKind;
varying float vFocus;
void main() {
  float beyond = length(vec2(vAlong.x - clamp(vAlong.x, 0.0, vSpan), vAlong.y)) - vWidth * 0.5;
  float line = clamp(0.5 - beyond * uRatio, 0.0, 1.0);
  vec3 color = vKind > 0.5 ? uRefined : uDiffusion;
  float alpha = line;
  if (uPass < 0.5) {
    color = uCasing;
    alpha = vKind > 0.5 ? 0.75 * clamp(0.5 - (beyond - 1.2) * uRatio, 0.0, 1.0) : 0.0;
  } else if (uPass > 1.5) alpha = line * 0.2;
  alpha *= min(1.0, vFocus);
  if (alpha < 0.02) discard;
  gl_FragColor = vec4(color, alpha);
}
`;

const outlinePass = 0;
const linePass = 1;
const hiddenPass = 2;

/** Pieces of all paths, k of them. */
export interface PathPieces {
  /** [k × 3] world */
  from: Float32Array;
  to: Float32Array;
  /** [k] 0 as found, 1 refined */
  kinds: Float32Array;
}

/** Paths on the surface: refined ones heavy with an outline, found ones thin; what the surface hides shines through faintly. */
export class PathLayer {
  /** Outlines, the lines themselves, and what the surface hides of them. All outlines come first: else they would cut the lines of their neighbours. */
  readonly meshes: Mesh<InstancedBufferGeometry, ShaderMaterial>[];
  private focus = new InstancedBufferAttribute(new Float32Array(0), 1);

  constructor(shared: SharedUniforms) {
    const colors = { uDiffusion: { value: new Vector3() }, uRefined: { value: new Vector3() }, uCasing: { value: new Vector3() } };
    const geometry = new InstancedBufferGeometry();
    this.meshes = [outlinePass, linePass, hiddenPass].map((pass) => {
      const material = new ShaderMaterial({
        vertexShader,
        fragmentShader,
        transparent: true,
        depthWrite: false,
        side: DoubleSide,
        ...(pass === hiddenPass ? { depthFunc: GreaterDepth } : {}),
        uniforms: { ...shared, ...colors, uPass: { value: pass } },
      });
      const mesh = new Mesh(geometry, material);
      mesh.frustumCulled = false;
      mesh.renderOrder = 4 + 0.1 * pass;
      return mesh;
    });
    this.set({ from: new Float32Array(0), to: new Float32Array(0), kinds: new Float32Array(0) });
  }

  set(pieces: PathPieces): void {
    const geometry = new InstancedBufferGeometry();
    geometry.setAttribute('position', new Float32BufferAttribute([0, -1, 0, 1, -1, 0, 1, 1, 0, 0, 1, 0], 3));
    geometry.setIndex([0, 1, 2, 0, 2, 3]);
    geometry.setAttribute('aFrom', new InstancedBufferAttribute(pieces.from, 3));
    geometry.setAttribute('aTo', new InstancedBufferAttribute(pieces.to, 3));
    geometry.setAttribute('aKind', new InstancedBufferAttribute(pieces.kinds, 1));
    this.focus = new InstancedBufferAttribute(new Float32Array(pieces.kinds.length), 1);
    this.focus.setUsage(DynamicDrawUsage);
    geometry.setAttribute('aFocus', this.focus);
    geometry.instanceCount = pieces.kinds.length;
    this.meshes[0]!.geometry.dispose();
    for (const mesh of this.meshes) {
      mesh.geometry = geometry;
      mesh.visible = pieces.kinds.length > 0;
    }
  }

  /** How much each piece shows: 0 not, up to 1 its opacity, 2 in focus. */
  setFocus(of: (piece: number) => number): void {
    const values = this.focus.array as Float32Array;
    for (let k = 0; k < values.length; k++) values[k] = of(k);
    this.focus.needsUpdate = true;
  }

  setTheme(theme: Theme): void {
    // The colours' uniforms are shared by all three.
    const { uniforms } = this.meshes[0]!.material;
    (uniforms.uDiffusion!.value as Vector3).set(...theme.diffusionPath);
    (uniforms.uRefined!.value as Vector3).set(...theme.refinedPath);
    (uniforms.uCasing!.value as Vector3).set(...theme.pathCasing);
  }

  dispose(): void {
    this.meshes[0]!.geometry.dispose();
    for (const mesh of this.meshes) mesh.material.dispose();
  }
}
