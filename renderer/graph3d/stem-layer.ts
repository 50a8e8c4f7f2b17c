import { DoubleSide, Float32BufferAttribute, InstancedBufferAttribute, InstancedBufferGeometry, Mesh, ShaderMaterial, Vector3 } from 'three';
import { ribbonShader } from './edge-shader.ts';
import { nodeFieldShader, type NodeField } from './node-field.ts';
import type { SharedUniforms } from './scene-stage.ts';
import type { Theme } from './theme.ts';

const stemVertexShader = /* glsl */ `
attribute float aNode;
attribute float aFoot;
uniform vec2 uHaze;
varying float vSide;
varying float vHaze;
varying vec4 vLook;
${nodeFieldShader}
${ribbonShader}
void main() {
  vec4 place = nodeEntry(uPlace, aNode);
  vLook = nodeEntry(uLook, aNode);
  mat4 clip = projectionMatrix * viewMatrix;
  vec4 foot = clip * vec4(place.x, aFoot, place.z, 1.0);
  vec4 head = clip * vec4(place.xyz, 1.0);
  vec4 here = position.x < 0.5 ? foot : head;
  gl_Position = ribbonPoint(here, position.x < 0.5 ? head : 2.0 * head - foot, position.y, 1.6);
  if (place.w <= 0.0) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
  vSide = position.y;
  vHaze = smoothstep(uHaze.x, uHaze.y, here.w);
}
`;

const stemFragmentShader = /* glsl */ `
uniform vec3 uInk;
uniform float uOpacity;
uniform float uRatio;
uniform float uDim;
varying float vSide;
varying float vHaze;
varying vec4 vLook;
void main() {
  float alpha = clamp(0.5 - (abs(vSide) * 1.6 - 0.55) * uRatio, 0.0, 1.0);
  alpha *= uOpacity * (1.0 - 0.6 * vHaze) * (1.0 - 0.75 * uDim * (1.0 - vLook.z));
  if (alpha < 0.01) discard;
  gl_FragColor = vec4(uInk, alpha);
}
`;

const shadowVertexShader = /* glsl */ `
attribute float aNode;
varying vec2 vPoint;
varying vec4 vLook;
${nodeFieldShader}
void main() {
  vec4 place = nodeEntry(uPlace, aNode);
  vLook = nodeEntry(uLook, aNode);
  vPoint = position.xy;
  vec3 at = vec3(place.x + position.x * place.w * 1.15, 0.002, place.z + position.y * place.w * 1.15);
  gl_Position = projectionMatrix * viewMatrix * vec4(at, 1.0);
}
`;

const shadowFragmentShader = /* glsl */ `
uniform vec3 uShadow;
uniform float uOpacity;
uniform float uDim;
varying vec2 vPoint;
varying vec4 vLook;
void main() {
  float soft = 1.0 - smoothstep(0.15, 1.0, length(vPoint));
  float alpha = soft * uOpacity * (1.0 - 0.7 * uDim * (1.0 - vLook.z));
  if (alpha < 0.01) discard;
  gl_FragColor = vec4(uShadow, alpha);
}
`;

/** A thin line from every node down to the floor and a soft spot where it stands: where a node is in the plane. */
export class StemLayer {
  readonly stems: Mesh<InstancedBufferGeometry, ShaderMaterial>;
  readonly shadows: Mesh<InstancedBufferGeometry, ShaderMaterial>;

  constructor(field: NodeField, shared: SharedUniforms) {
    const common = { transparent: true, depthWrite: false, side: DoubleSide };
    this.stems = new Mesh(
      new InstancedBufferGeometry(),
      new ShaderMaterial({
        ...common,
        vertexShader: stemVertexShader,
        fragmentShader: stemFragmentShader,
        uniforms: { ...shared, ...field.uniforms, uInk: { value: new Vector3() }, uOpacity: { value: 0 }, uDim: { value: 0 } },
      }),
    );
    this.shadows = new Mesh(
      new InstancedBufferGeometry(),
      new ShaderMaterial({
        ...common,
        vertexShader: shadowVertexShader,
        fragmentShader: shadowFragmentShader,
        uniforms: { ...shared, ...field.uniforms, uShadow: { value: new Vector3() }, uOpacity: { value: 0 }, uDim: { value: 0 } },
      }),
    );
    for (const mesh of [this.stems, this.shadows]) mesh.frustumCulled = false;
    this.shadows.renderOrder = 1;
    this.stems.renderOrder = 2;
  }

  /** @param feet [count] world height that each stem stands on */
  set(feet: Float32Array): void {
    const nodes = Float32Array.from(feet, (_, i) => i);
    fill(this.stems, [0, -1, 0, 1, -1, 0, 1, 1, 0, 0, 1, 0], nodes, feet);
    fill(this.shadows, [-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0], nodes, feet);
  }

  setStyle(theme: Theme, stemOpacity: number, shadowOpacity: number, dim: number): void {
    this.stems.visible = stemOpacity > 0;
    this.shadows.visible = shadowOpacity > 0;
    const stem = this.stems.material.uniforms;
    (stem.uInk!.value as Vector3).set(...theme.line);
    stem.uOpacity!.value = stemOpacity;
    stem.uDim!.value = dim;
    const shadow = this.shadows.material.uniforms;
    (shadow.uShadow!.value as Vector3).set(...(theme.name === 'dark' ? theme.line : theme.ink));
    shadow.uOpacity!.value = shadowOpacity;
    shadow.uDim!.value = dim;
  }

  dispose(): void {
    for (const mesh of [this.stems, this.shadows]) {
      mesh.geometry.dispose();
      mesh.material.dispose();
    }
  }
}

function fill(mesh: Mesh<InstancedBufferGeometry, ShaderMaterial>, corners: number[], nodes: Float32Array, feet: Float32Array): void {
  const geometry = new InstancedBufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(corners, 3));
  geometry.setIndex([0, 1, 2, 0, 2, 3]);
  geometry.setAttribute('aNode', new InstancedBufferAttribute(nodes, 1));
  geometry.setAttribute('aFoot', new InstancedBufferAttribute(feet, 1));
  geometry.instanceCount = nodes.length;
  mesh.geometry.dispose();
  mesh.geometry = geometry;
}
