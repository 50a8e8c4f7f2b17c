import { DataTexture, FloatType, NearestFilter, RGBAFormat } from 'three';

const columns = 256;

/** Shader text that reads a node's entries; `uPlace` is x y z radius, `uLook` is colour place, image, emphasis, 0. */
export const nodeFieldShader = /* glsl */ `
uniform sampler2D uPlace;
uniform sampler2D uLook;
vec4 nodeEntry(sampler2D field, float node) {
  int i = int(node + 0.5);
  return texelFetch(field, ivec2(i % ${columns}, i / ${columns}), 0);
}
`;

function fieldTexture(rows: number): DataTexture {
  const texture = new DataTexture(new Float32Array(columns * rows * 4), columns, rows, RGBAFormat, FloatType);
  texture.minFilter = texture.magFilter = NearestFilter;
  texture.needsUpdate = true;
  return texture;
}

/**
 * Places and looks of all nodes, as arrays for picking and as textures for the shaders of nodes, edges and stems.
 *
 * Edges read their ends from the same texture, so that a node glides to a new place with all its edges by one small upload.
 */
export class NodeField {
  count = 0;
  readonly uniforms = { uPlace: { value: fieldTexture(1) }, uLook: { value: fieldTexture(1) } };
  /** Nodes that are on their way into another, after the others: [leaving] indices of those they go into. */
  melting: readonly number[] = [];
  private rows = 1;
  private from: Float32Array = new Float32Array(0);
  private to: Float32Array = new Float32Array(0);

  /** [≥ count × 4] x, y, z, radius, as drawn now. */
  get places(): Float32Array {
    return this.uniforms.uPlace.value.image.data as Float32Array;
  }

  /** [≥ count × 4] colour place 0…1, image number, emphasis 0…1, 0. Call `touchLooks` after writing. */
  get looks(): Float32Array {
    return this.uniforms.uLook.value.image.data as Float32Array;
  }

  /**
   * Set off for new places.
   *
   * @param places [count × 4]
   * @param before [count] a node's index until now, −1 for a new one: it grows in place
   * @param leaving nodes of until now that go into one of the new: [index until now, index of the new]; they are gone when they are there
   */
  retarget(count: number, places: Float32Array, before: Int32Array, leaving: readonly (readonly [number, number])[] = []): void {
    const old = this.places;
    const total = count + leaving.length;
    const from = new Float32Array(total * 4);
    const to = new Float32Array(total * 4);
    to.set(places);
    for (let i = 0; i < count; i++) {
      const b = before[i]!;
      for (let c = 0; c < 4; c++) from[i * 4 + c] = b >= 0 ? old[b * 4 + c]! : c < 3 ? places[i * 4 + c]! : 0;
    }
    leaving.forEach(([was, heir], at) => {
      const i = (count + at) * 4;
      from.set(old.subarray(was * 4, was * 4 + 4), i);
      // Into the heir's place, to nothing.
      to.set(places.subarray(heir * 4, heir * 4 + 3), i);
    });
    this.count = total;
    this.melting = leaving.map(([, heir]) => heir);
    this.from = from;
    this.to = to;
    const rows = Math.max(1, Math.ceil(total / columns));
    if (rows !== this.rows) {
      this.rows = rows;
      for (const uniform of [this.uniforms.uPlace, this.uniforms.uLook]) {
        uniform.value.dispose();
        uniform.value = fieldTexture(rows);
      }
    }
    this.advance(0);
    this.touchLooks();
  }

  /** Move all nodes to a fraction of their way. */
  advance(fraction: number): void {
    const places = this.places;
    for (let k = 0; k < this.count * 4; k++) places[k] = this.from[k]! + (this.to[k]! - this.from[k]!) * fraction;
    this.uniforms.uPlace.value.needsUpdate = true;
    if (fraction >= 1 && this.melting.length > 0) {
      this.count -= this.melting.length;
      this.melting = [];
    }
  }

  touchLooks(): void {
    this.uniforms.uLook.value.needsUpdate = true;
  }

  dispose(): void {
    this.uniforms.uPlace.value.dispose();
    this.uniforms.uLook.value.dispose();
  }
}
