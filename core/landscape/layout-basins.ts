import { forceCollide, forceLink, forceSimulation, forceX, forceY } from 'd3-force';
import type { SimulationNodeDatum } from 'd3-force';
import { principalPlane } from './principal-plane.ts';

interface BasinNode extends SimulationNodeDatum {
  readonly home: readonly [number, number];
}

const TICKS = 120;

/** Mean distance of points to their nearest other one; 1 where there is none. */
function spacing(places: readonly (readonly [number, number])[]): number {
  if (places.length < 2) return 1;
  const nearest = places.map(([x, y], index) => Math.min(...places.map(([u, v], other) => (other === index ? Infinity : Math.hypot(u - x, v - y)))));
  const mean = nearest.reduce((sum, distance) => sum + distance, 0) / nearest.length;
  return mean > 1e-9 ? mean : 1;
}

/**
 * Places of basins in the plane of the 3D graph: near where their representatives lie in the plane of the two principal
 * directions, joined ones drawn together, none on top of another. About one unit between neighbours. The same input
 * gives the same places.
 */
export function layoutBasins(representatives: readonly Float32Array[], joined: readonly (readonly [number, number])[]): [number, number][] {
  const flat = principalPlane(representatives);
  const unit = spacing(flat);
  const nodes: BasinNode[] = flat.map(([x, y]) => ({ home: [x / unit, y / unit], x: x / unit, y: y / unit }));
  const simulation = forceSimulation(nodes)
    .force('x', forceX<BasinNode>((node) => node.home[0]).strength(0.25))
    .force('y', forceY<BasinNode>((node) => node.home[1]).strength(0.25))
    .force('joined', forceLink(joined.map(([source, target]) => ({ source, target }))).distance(1.3).strength(0.08))
    .force('apart', forceCollide(0.55).iterations(2))
    .stop();
  simulation.tick(TICKS);
  return nodes.map((node) => [node.x ?? 0, node.y ?? 0]);
}
