import type { ImageStrip, Surface } from '../../../../core/contract/landscape.ts';
import { layoutBasins } from '../../../../core/landscape/layout-basins.ts';
import type { GraphData } from '../../../../renderer/graph3d/graph-data.ts';
import { sampleSurface } from '../../../../renderer/graph3d/height-field.ts';
import type { SurfaceBasins, SurfacePath } from '../../../../renderer/graph3d/surface-data.ts';

/** Numbers in [0, 1) that repeat for a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function gaussianFrom(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Minima of the trained 2D potential (reference/README.md): x, y, U, and the lowest saddle out. */
const toyMinima = [
  [1.04, 0.03, -3.057, 0.529],
  [0.72, -0.74, -2.288, 0.529],
  [0.71, 0.71, -2.068, 1.287],
  [0.05, -0.97, -1.634, 0.926],
  [0.03, 1.05, -1.571, 1.105],
  [-0.67, 0.68, -1.048, 2.062],
  [-0.67, -0.72, -0.991, 2.136],
  [-0.99, 0.02, -0.863, 2.391],
] as const;

/** Neighbours round the ring, and the saddle between them. */
const toyRing = [
  [0, 1, 0.529],
  [0, 2, 1.287],
  [1, 3, 0.926],
  [2, 4, 1.105],
  [4, 5, 2.062],
  [3, 6, 2.136],
  [6, 7, 2.391],
  [5, 7, 2.62],
] as const;

export function toyGraph(): GraphData {
  return {
    count: 8,
    positions: Float32Array.from(toyMinima.flatMap((m) => [m[0], m[1]])),
    energies: Float32Array.from(toyMinima, (m) => m[2]),
    members: Uint32Array.of(61, 44, 38, 30, 27, 19, 17, 14),
    images: null,
    edges: Uint32Array.from(toyRing.flatMap((e) => [e[0], e[1]])),
    edgeBarriers: Float32Array.from(toyRing, (e, i) => e[2] + 0.25 + 0.06 * i),
    edgeRefined: Float32Array.from(toyRing, (e) => e[2]),
    energyLabel: 'U',
    planeLabels: ['x₁', 'x₂'],
  };
}

/** Blurred strokes that look like something written, for where no real images are at hand. */
export function syntheticImages(count: number, side: number, channels: 1 | 3, seed: number): ImageStrip {
  const random = randomFrom(seed);
  const pixels = new Uint8Array(count * side * side * channels);
  for (let i = 0; i < count; i++) {
    const points = Array.from({ length: 5 }, () => [0.2 + 0.6 * random(), 0.15 + 0.7 * random()] as const);
    const tint = [0.5 + 0.5 * random(), 0.5 + 0.5 * random(), 0.5 + 0.5 * random()];
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        let near = Infinity;
        for (let k = 0; k + 1 < points.length; k++) {
          const [[ax, ay], [bx, by]] = [points[k]!, points[k + 1]!];
          const [px, py] = [(x + 0.5) / side, (y + 0.5) / side];
          const [dx, dy] = [bx - ax, by - ay];
          const t = Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy + 1e-9)));
          near = Math.min(near, Math.hypot(px - ax - t * dx, py - ay - t * dy));
        }
        const ink = Math.min(1, Math.max(0, 1.6 - near / 0.04));
        for (let c = 0; c < channels; c++) pixels[((i * side + y) * side + x) * channels + c] = Math.round(255 * ink * (channels === 3 ? tint[c]! : 1));
      }
    }
  }
  return { width: side, height: side, channels, count, pixels };
}

/** Basins in a few funnels, with edges to near ones: energies and barriers of an image potential's scale. */
export function imageGraph(count: number, edges: number, images: ImageStrip | null, seed = 7): GraphData {
  const random = randomFrom(seed);
  const gaussian = gaussianFrom(random);
  const funnels = Math.max(1, Math.min(10, Math.round(count / 6)));
  const centers = Array.from({ length: funnels }, (_, k) => {
    const angle = k * 2.39996;
    const radius = Math.sqrt((k + 0.3) / funnels) * 10;
    return [radius * Math.cos(angle), radius * Math.sin(angle), -240 + 90 * random()] as const;
  });
  const positions = new Float32Array(count * 2);
  const energies = new Float32Array(count);
  const members = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const c = centers[i % funnels]!;
    const spread = 2.4;
    const [dx, dy] = [gaussian() * spread * 0.6, gaussian() * spread * 0.6];
    positions[2 * i] = c[0] + dx;
    positions[2 * i + 1] = c[1] + dy;
    energies[i] = c[2] + 12 * Math.hypot(dx, dy) + 14 * Math.abs(gaussian());
    members[i] = Math.max(1, Math.round(60 * Math.exp(-1.1 * Math.abs(gaussian()) * 1.8)));
  }
  const pairs = new Map<string, [number, number, number]>();
  const order = Array.from({ length: count }, (_, i) => i);
  const perNode = Math.ceil((2 * edges) / count);
  for (let i = 0; i < count && pairs.size < edges; i++) {
    const near = order
      .filter((j) => j !== i)
      .map((j) => [j, Math.hypot(positions[2 * i]! - positions[2 * j]!, positions[2 * i + 1]! - positions[2 * j + 1]!)] as const)
      .sort((p, q) => p[1] - q[1])
      .slice(0, perNode);
    for (const [j, d] of near) {
      const key = `${Math.min(i, j)},${Math.max(i, j)}`;
      if (pairs.has(key)) continue;
      pairs.set(key, [i, j, Math.max(energies[i]!, energies[j]!) + 10 + 9 * d + 16 * random()]);
    }
  }
  const list = [...pairs.values()].slice(0, edges);
  const raw = Array.from({ length: count }, (_, i) => positions.slice(2 * i, 2 * i + 2));
  positions.set(layoutBasins(raw, list.map((e) => [e[0], e[1]] as const)).flat());
  return {
    count,
    positions,
    energies,
    members,
    images,
    edges: Uint32Array.from(list.flatMap((e) => [e[0], e[1]])),
    edgeBarriers: Float32Array.from(list, (e) => e[2] + 6),
    edgeRefined: Float32Array.from(list, (e, k) => (k % 5 === 4 ? NaN : e[2])),
    energyLabel: 'U',
  };
}

/** What goes wrong in practice: equal energies, one place for all, unknown barriers. */
export function degenerateGraph(): GraphData {
  return {
    count: 5,
    positions: new Float32Array([0, 0, 0, 0, 0, 0, 1, 1, 1, 1]),
    energies: new Float32Array(5).fill(3),
    members: new Uint32Array(5).fill(1),
    images: null,
    edges: Uint32Array.of(0, 1, 0, 3, 3, 4),
    edgeBarriers: Float32Array.of(NaN, NaN, 3),
    energyLabel: 'U',
  };
}

export function singleGraph(images: ImageStrip | null): GraphData {
  return {
    count: 1,
    positions: new Float32Array([0.3, -2]),
    energies: new Float32Array([-41.2]),
    members: new Uint32Array([1]),
    images,
    edges: new Uint32Array(0),
    edgeBarriers: new Float32Array(0),
    energyLabel: 'U',
  };
}

const toySpread = 0.19;

/** U of a mixture of eight Gaussians with the trained potential's minima. */
export function toyEnergy(x: number, y: number): number {
  let sum = 0;
  for (const [mx, my, u] of toyMinima) sum += Math.exp(-u - ((x - mx) ** 2 + (y - my) ** 2) / (2 * toySpread ** 2));
  return -Math.log(sum + 1e-300);
}

export function toySurface(side = 181): Surface {
  const energies = new Float32Array(side * side);
  const at = (k: number): number => -1.8 + (3.6 * k) / (side - 1);
  for (let r = 0; r < side; r++) for (let c = 0; c < side; c++) energies[r * side + c] = toyEnergy(at(c), at(r));
  return { xMin: -1.8, xMax: 1.8, yMin: -1.8, yMax: 1.8, columns: side, rows: side, energies };
}

export function toyBasins(): SurfaceBasins {
  const { positions, members } = toyGraph();
  return { positions, members, energies: Float32Array.from(toyMinima, (m) => toyEnergy(m[0], m[1])) };
}

/** A noisy walk and a smooth one for every joined pair. */
export function toyPaths(ground?: Surface): SurfacePath[] {
  const energyAt = (x: number, y: number): number => (ground ? sampleSurface(ground, x, y) : toyEnergy(x, y));
  const gaussian = gaussianFrom(randomFrom(3));
  const paths: SurfacePath[] = [];
  for (const [a, b] of toyRing) {
    for (const kind of ['diffusion', 'refined'] as const) {
      const steps = kind === 'diffusion' ? 160 : 40;
      const points = new Float32Array((steps + 1) * 2);
      let [wx, wy] = [0, 0];
      for (let k = 0; k <= steps; k++) {
        const s = k / steps;
        if (kind === 'diffusion') [wx, wy] = [0.86 * wx + 0.035 * gaussian(), 0.86 * wy + 0.035 * gaussian()];
        const pin = kind === 'diffusion' ? Math.min(1, 12 * s * (1 - s)) : 0;
        points[2 * k] = toyMinima[a][0] + (toyMinima[b][0] - toyMinima[a][0]) * s + wx * pin;
        points[2 * k + 1] = toyMinima[a][1] + (toyMinima[b][1] - toyMinima[a][1]) * s + wy * pin;
      }
      const energies = Float32Array.from({ length: steps + 1 }, (_, k) => energyAt(points[2 * k]!, points[2 * k + 1]!));
      paths.push({ a, b, kind, points, energies });
    }
  }
  return paths;
}
