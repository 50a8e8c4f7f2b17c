import {
  ClampToEdgeWrapping,
  DataTexture,
  DynamicDrawUsage,
  GreaterDepth,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Float32BufferAttribute,
  LinearFilter,
  LinearMipmapLinearFilter,
  Mesh,
  RedFormat,
  RGBAFormat,
  ShaderMaterial,
  UnsignedByteType,
  Vector3,
  Vector4,
  type PerspectiveCamera,
} from 'three';
import type { ImageStrip } from '../../core/contract/landscape.ts';
import { atlasLayout, fillAtlas } from './image-atlas.ts';
import type { NodeField } from './node-field.ts';
import { nodeFragmentShader, nodeVertexShader } from './node-shader.ts';
import type { SharedUniforms } from './scene-stage.ts';
import { themes, type Theme } from './theme.ts';

/** Nodes are at least so large on the screen, half side in pixels. */
export const leastNodePixels = 2.5;

/** More than any distance in a scene. */
const layer = 1000;

/** All nodes in one draw call: squares with their image in a ring, or shaded spheres, always facing the viewer. */
export class NodeLayer {
  readonly mesh: Mesh<InstancedBufferGeometry, ShaderMaterial>;
  private ghost: Mesh<InstancedBufferGeometry, ShaderMaterial> | null = null;
  private order = new InstancedBufferAttribute(new Float32Array(0), 1);
  private depths = new Float32Array(0);
  private sorted = new Uint32Array(0);
  private readonly field: NodeField;
  private readonly atlasLimit: number;
  private images: ImageStrip | null = null;

  constructor(
    field: NodeField,
    shared: SharedUniforms,
    atlasLimit: number,
  ) {
    this.field = field;
    this.atlasLimit = atlasLimit;
    const geometry = new InstancedBufferGeometry();
    geometry.setAttribute('position', new Float32BufferAttribute([-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0], 3));
    geometry.setIndex([0, 1, 2, 0, 2, 3]);
    const material = new ShaderMaterial({
      vertexShader: nodeVertexShader,
      fragmentShader: nodeFragmentShader,
      transparent: true,
      uniforms: {
        ...shared,
        ...field.uniforms,
        uAtlas: { value: emptyAtlas() },
        uGrid: { value: new Vector4(1, 1, 1, 0) },
        uImage: { value: new Vector4(1, 1, 1, 1) },
        uMode: { value: 0 },
        uChosen: { value: -1 },
        uHovered: { value: -1 },
        uDim: { value: 0 },
        uAccent: { value: new Vector3(1, 1, 1) },
        uPale: { value: 0 },
        uFade: { value: 0.8 },
        uGhost: { value: 1 },
        uGap: { value: new Vector3() },
        uLeast: { value: leastNodePixels },
      },
    });
    this.mesh = new Mesh(geometry, material);
    this.mesh.frustumCulled = false;
    this.mesh.renderOrder = 5;
  }

  /** Show these images, or spheres for null; the same strip again costs nothing. */
  setImages(images: ImageStrip | null): void {
    if (images === this.images) return;
    this.images = images;
    const { uniforms } = this.mesh.material;
    (uniforms.uAtlas!.value as DataTexture).dispose();
    if (images === null || images.count === 0) {
      uniforms.uMode!.value = 0;
      uniforms.uAtlas!.value = emptyAtlas();
      return;
    }
    const layout = atlasLayout(images.count, images.width, images.height, this.atlasLimit);
    const texture = new DataTexture(fillAtlas(images, layout), layout.width, layout.height, images.channels === 1 ? RedFormat : RGBAFormat, UnsignedByteType);
    texture.minFilter = LinearMipmapLinearFilter;
    texture.magFilter = LinearFilter;
    texture.wrapS = texture.wrapT = ClampToEdgeWrapping;
    texture.unpackAlignment = 1;
    texture.generateMipmaps = true;
    texture.needsUpdate = true;
    uniforms.uAtlas!.value = texture;
    uniforms.uMode!.value = images.channels === 1 ? 1 : 2;
    (uniforms.uGrid!.value as Vector4).set(layout.columns, layout.imageWidth + 2 * layout.gutter, layout.imageHeight + 2 * layout.gutter, layout.gutter);
    (uniforms.uImage!.value as Vector4).set(layout.imageWidth, layout.imageHeight, layout.width, layout.height);
  }

  /**
   * Turn the nodes into pins on ground of their own colour: pale, with a dark outline, and shining through what hides them.
   *
   * @returns the shine, to be added to the scene
   */
  makePins(): Mesh {
    const { material } = this.mesh;
    material.uniforms.uPale!.value = 0.72;
    material.uniforms.uFade!.value = 0.3;
    this.ghost = new Mesh(this.mesh.geometry, material.clone());
    this.ghost.material.depthFunc = GreaterDepth;
    this.ghost.material.depthWrite = false;
    this.ghost.material.uniforms = { ...material.uniforms, uGhost: { value: 0.3 } };
    this.ghost.frustumCulled = false;
    this.ghost.renderOrder = 4.9;
    return this.ghost;
  }

  setState(chosen: number, hovered: number, dim: number, theme: Theme): void {
    const { uniforms } = this.mesh.material;
    uniforms.uChosen!.value = chosen;
    uniforms.uHovered!.value = hovered;
    uniforms.uDim!.value = dim;
    (uniforms.uAccent!.value as Vector3).set(...theme.accent);
    (uniforms.uGap!.value as Vector3).set(...(uniforms.uPale!.value > 0 ? themes.dark.background : theme.background));
  }

  /**
   * Order the instances far to near, so that their soft borders blend over what lies behind; what is in focus comes last, since
   * the shader draws it before all else.
   */
  sort(camera: PerspectiveCamera): void {
    const n = this.field.count;
    this.reserve(n);
    const e = camera.matrixWorldInverse.elements;
    const { places, looks } = this.field;
    const { uDim, uChosen, uHovered } = this.mesh.material.uniforms;
    const dimmed = uDim!.value > 0;
    for (let i = 0; i < n; i++) {
      this.depths[i] = e[2]! * places[i * 4]! + e[6]! * places[i * 4 + 1]! + e[10]! * places[i * 4 + 2]!;
      if (dimmed && looks[i * 4 + 2]! > 0.5) this.depths[i]! += layer;
      if (i === uChosen!.value || i === uHovered!.value) this.depths[i]! += 2 * layer;
    }
    const { depths, sorted } = this;
    sorted.sort((p, q) => depths[p]! - depths[q]!);
    (this.order.array as Float32Array).set(sorted);
    this.order.needsUpdate = true;
    this.mesh.geometry.instanceCount = n;
    this.mesh.visible = n > 0;
    if (this.ghost) this.ghost.visible = n > 0;
  }

  dispose(): void {
    this.mesh.geometry.dispose();
    (this.mesh.material.uniforms.uAtlas!.value as DataTexture).dispose();
    this.mesh.material.dispose();
    this.ghost?.material.dispose();
  }

  private reserve(count: number): void {
    if (this.sorted.length === count && this.order.count === count) return;
    this.sorted = Uint32Array.from({ length: count }, (_, i) => i);
    this.depths = new Float32Array(count);
    this.order = new InstancedBufferAttribute(new Float32Array(count), 1);
    this.order.setUsage(DynamicDrawUsage);
    // A geometry's buffers cannot grow: let go of the old one's before giving it a new one.
    this.mesh.geometry.dispose();
    this.mesh.geometry.setAttribute('aNode', this.order);
  }
}

function emptyAtlas(): DataTexture {
  const texture = new DataTexture(new Uint8Array(4), 1, 1, RGBAFormat, UnsignedByteType);
  texture.needsUpdate = true;
  return texture;
}
