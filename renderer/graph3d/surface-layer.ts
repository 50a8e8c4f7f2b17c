import { BackSide, BufferAttribute, BufferGeometry, FrontSide, Mesh, ShaderMaterial, Vector2 } from 'three';
import type { HeightMesh } from './height-field.ts';
import type { SharedUniforms } from './scene-stage.ts';
import type { Theme } from './theme.ts';

const vertexShader = /* glsl */ `
attribute float aEnergy;
varying float vEnergy;
varying vec3 vNormal;
varying vec3 vSeen;
void main() {
  vEnergy = aEnergy;
  vNormal = normalMatrix * normal;
  vec4 seen = modelViewMatrix * vec4(position, 1.0);
  vSeen = seen.xyz;
  gl_Position = projectionMatrix * seen;
}
`;

const fragmentShader = /* glsl */ `
uniform sampler2D uColormap;
uniform vec2 uRange;
uniform vec2 uLines;
uniform float uBack;
uniform float uDark;
uniform float uRatio;
uniform vec3 uBackground;
varying float vEnergy;
varying vec3 vNormal;
varying vec3 vSeen;

float isoLine(float energy, float offset, float step, float width) {
  float level = (energy - offset) / step;
  float pixel = fwidth(level);
  float away = abs(fract(level - 0.5) - 0.5) / max(pixel, 1e-6) / uRatio;
  // Lines that would run together on a steep wall fade out.
  return clamp(width * 0.5 + 0.5 - away, 0.0, 1.0) * (1.0 - smoothstep(0.25, 0.5, pixel * uRatio));
}
void main() {
  if (vEnergy > uRange.y) discard;
  float t = clamp((vEnergy - uRange.x) / (uRange.y - uRange.x), 0.0, 1.0);
  vec3 base = texture2D(uColormap, vec2(t, 0.5)).rgb;
  float minor = isoLine(vEnergy, uLines.x, uLines.y, 1.0);
  float major = isoLine(vEnergy, uLines.x, uLines.y * 5.0, 1.8);
  float rim = clamp(1.6 - (uRange.y - vEnergy) / max(fwidth(vEnergy), 1e-9) / uRatio, 0.0, 1.0);
  if (uBack > 0.5) {
    // The outside of the near walls: glass, so that one sees into the basins.
    float alpha = max(0.16 + 0.3 * minor, 0.9 * rim);
    gl_FragColor = vec4(mix(base, uBackground, 0.25), alpha);
    return;
  }
  vec3 normal = normalize(vNormal);
  vec3 view = normalize(-vSeen);
  vec3 light = normalize((viewMatrix * vec4(-0.5, 0.85, 0.35, 0.0)).xyz);
  float diffuse = max(0.0, dot(normal, light));
  float sky = 0.5 + 0.5 * dot(normal, normalize((viewMatrix * vec4(0.0, 1.0, 0.0, 0.0)).xyz));
  float shine = pow(max(0.0, dot(normal, normalize(light + view))), 42.0);
  vec3 color = base * ((uDark > 0.5 ? 0.34 : 0.5) + 0.24 * sky + (uDark > 0.5 ? 0.52 : 0.42) * diffuse) + vec3(0.16) * shine;
  vec3 ink = uDark > 0.5 ? vec3(1.0) : vec3(0.0);
  color = mix(color, mix(color, ink, 0.5), max(minor * 0.42, major * 0.75) * (uDark > 0.5 ? 1.0 : 0.6));
  color = mix(color, mix(base, ink, 0.35), rim);
  gl_FragColor = vec4(color, 1.0);
}
`;

/** A surface, shaded and with contour lines; cut open at the ceiling, its near outer walls clear as glass. */
export class SurfaceLayer {
  readonly front: Mesh<BufferGeometry, ShaderMaterial>;
  readonly back: Mesh<BufferGeometry, ShaderMaterial>;

  constructor(shared: SharedUniforms) {
    const uniforms = { ...shared, uRange: { value: new Vector2(0, 1) }, uLines: { value: new Vector2(0, 1) }, uDark: { value: 1 } };
    const material = (back: boolean): ShaderMaterial =>
      new ShaderMaterial({
        vertexShader,
        fragmentShader,
        side: back ? BackSide : FrontSide,
        transparent: back,
        depthWrite: !back,
        // Paths lie on the surface: it makes way for them in depth.
        polygonOffset: true,
        polygonOffsetFactor: 1,
        polygonOffsetUnits: 2,
        uniforms: { ...uniforms, uBack: { value: back ? 1 : 0 } },
      });
    this.front = new Mesh(new BufferGeometry(), material(false));
    this.back = new Mesh(this.front.geometry, material(true));
    this.back.renderOrder = 6;
    for (const mesh of [this.front, this.back]) {
      mesh.frustumCulled = false;
      mesh.visible = false;
    }
  }

  set(mesh: HeightMesh): void {
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new BufferAttribute(mesh.positions, 3));
    geometry.setAttribute('normal', new BufferAttribute(mesh.normals, 3));
    geometry.setAttribute('aEnergy', new BufferAttribute(mesh.energies, 1));
    geometry.setIndex(new BufferAttribute(mesh.index, 1));
    this.front.geometry.dispose();
    this.front.geometry = geometry;
    this.back.geometry = geometry;
    this.front.visible = this.back.visible = true;
  }

  /** @param lineStep U between contour lines; every fifth is heavier */
  setStyle(low: number, high: number, lineStep: number, theme: Theme): void {
    const { uniforms } = this.front.material;
    (uniforms.uRange!.value as Vector2).set(low, high);
    (uniforms.uLines!.value as Vector2).set(0, lineStep);
    uniforms.uDark!.value = theme.name === 'dark' ? 1 : 0;
  }

  dispose(): void {
    this.front.geometry.dispose();
    this.front.material.dispose();
    this.back.material.dispose();
  }
}
