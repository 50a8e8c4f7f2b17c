import { DoubleSide, Float32BufferAttribute, InstancedBufferAttribute, InstancedBufferGeometry, Mesh, ShaderMaterial, Vector3 } from 'three';
import { edgeFragmentShader, edgeVertexShader } from './edge-shader.ts';
import type { NodeField } from './node-field.ts';
import type { SharedUniforms } from './scene-stage.ts';

/** Arches to draw: m edges. */
export interface Arches {
  /** [m × 2] node indices. */
  ends: Uint32Array;
  /** [m] world height of the top. */
  apexes: Float32Array;
  /** [m] place in the colormap; negative where the barrier is unknown. */
  tones: Float32Array;
  /** [m] times the layer's width. */
  widths: Float32Array;
}

/** How a layer's lines look. */
export interface LineStyle {
  /** Pixels. */
  width: number;
  opacity: number;
  /** 0 in its place, 0.4 before the same line of another layer, 1 before all that is out of focus. */
  lift: number;
}

/** One set of arches as one draw call: ribbons of constant width on the screen, soft at both sides. */
export class EdgeLayer {
  readonly mesh: Mesh<InstancedBufferGeometry, ShaderMaterial>;

  constructor(field: NodeField, shared: SharedUniforms, renderOrder: number, depthWrite: boolean) {
    const material = new ShaderMaterial({
      vertexShader: edgeVertexShader,
      fragmentShader: edgeFragmentShader,
      transparent: true,
      // A ribbon turns its back wherever its line bends away.
      side: DoubleSide,
      depthWrite,
      uniforms: {
        ...shared,
        ...field.uniforms,
        uWidth: { value: 1.5 },
        uOpacity: { value: 1 },
        uLift: { value: 0 },
        uUnknown: { value: new Vector3() },
      },
    });
    this.mesh = new Mesh(new InstancedBufferGeometry(), material);
    this.mesh.frustumCulled = false;
    this.mesh.renderOrder = renderOrder;
    this.mesh.visible = false;
  }

  /** Show these arches, each with `segments` pieces. */
  set(arches: Arches, segments: number): void {
    const geometry = ribbon(segments);
    geometry.setAttribute('aEnds', new InstancedBufferAttribute(Float32Array.from(arches.ends), 2));
    geometry.setAttribute('aApex', new InstancedBufferAttribute(arches.apexes, 1));
    geometry.setAttribute('aTone', new InstancedBufferAttribute(arches.tones, 1));
    geometry.setAttribute('aWidth', new InstancedBufferAttribute(arches.widths, 1));
    geometry.instanceCount = arches.apexes.length;
    this.mesh.geometry.dispose();
    this.mesh.geometry = geometry;
    this.setVisible(true);
  }

  /** Hide the layer or show it, when it holds anything. */
  setVisible(visible: boolean): void {
    this.mesh.visible = visible && this.mesh.geometry.instanceCount > 0;
  }

  setStyle(style: LineStyle, unknown: readonly [number, number, number]): void {
    const { uniforms } = this.mesh.material;
    uniforms.uWidth!.value = style.width;
    uniforms.uOpacity!.value = style.opacity;
    uniforms.uLift!.value = style.lift;
    (uniforms.uUnknown!.value as Vector3).set(...unknown);
  }

  dispose(): void {
    this.mesh.geometry.dispose();
    this.mesh.material.dispose();
  }
}

/** A strip along s = 0…1 (x) with two sides −1, 1 (y). */
function ribbon(segments: number): InstancedBufferGeometry {
  const points: number[] = [];
  const index: number[] = [];
  for (let i = 0; i <= segments; i++) {
    points.push(i / segments, -1, 0, i / segments, 1, 0);
    if (i < segments) index.push(2 * i, 2 * i + 1, 2 * i + 2, 2 * i + 1, 2 * i + 3, 2 * i + 2);
  }
  const geometry = new InstancedBufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(points, 3));
  geometry.setIndex(index);
  return geometry;
}

/** Pieces an arch is drawn with: fewer when there are very many. */
export function archSegments(edges: number): number {
  return edges <= 600 ? 28 : edges <= 4000 ? 14 : 8;
}
