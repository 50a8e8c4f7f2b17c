import type { Landscape } from '../contract/landscape.ts';
import type { Caption } from './caption.ts';
import { element } from './markup.ts';
import { originOf } from './origin.ts';

type Value = string | number | null | undefined;

const NODE_KEYS = [
  ['energy', 'double'],
  ['members', 'int'],
  ['x', 'double'],
  ['y', 'double'],
  ['merged', 'string'],
  ['labels', 'string'],
] as const;
/** Of kinetic maps alone. */
const KINETIC_NODE_KEYS = [
  ['representative', 'int'],
  ['free_energy', 'double'],
  ['strength', 'double'],
] as const;
const KINETIC_EDGE_KEYS = [
  ['free_energy', 'double'],
  ['graph', 'double'],
  ['flux', 'double'],
] as const;
const EDGE_KEYS = [
  ['status', 'string'],
  ['barrier_ad', 'double'],
  ['barrier_refined', 'double'],
  ['forward_successes', 'int'],
  ['forward_trials', 'int'],
  ['backward_successes', 'int'],
  ['backward_trials', 'int'],
] as const;

function data(values: Readonly<Record<string, Value>>): string[] {
  return Object.entries(values)
    .filter((entry): entry is [string, string | number] => entry[1] !== undefined && entry[1] !== null && entry[1] !== '')
    .map(([key, value]) => element('data', { key }, String(value)));
}

/** The landscape's graph as GraphML, with where it comes from: basins as nodes, tried pairs as edges (joined and failed; untested pairs are edges of kinetic maps alone). */
export function graphml(landscape: Landscape, caption: Caption): string {
  const kinetic = landscape.kinetic !== undefined;
  const origin = Object.entries(originOf(caption)).map(([key, value]): [string, Value] => [`about_${key}`, typeof value === 'object' && value !== null ? JSON.stringify(value) : value as Value]);
  const keys = [
    ...origin.map(([name]) => element('key', { id: name, for: 'graph', 'attr.name': name.slice('about_'.length), 'attr.type': 'string' })),
    ...[...NODE_KEYS, ...(kinetic ? KINETIC_NODE_KEYS : [])].map(([name, type]) => element('key', { id: name, for: 'node', 'attr.name': name, 'attr.type': type })),
    ...[...EDGE_KEYS, ...(kinetic ? KINETIC_EDGE_KEYS : [])].map(([name, type]) => element('key', { id: kinetic && name === 'free_energy' ? 'edge_free_energy' : name, for: 'edge', 'attr.name': name, 'attr.type': type })),
  ];
  const nodes = landscape.basins.map((basin) =>
    element(
      'node',
      { id: `b${basin.id}` },
      data({
        energy: basin.energy,
        members: basin.members,
        x: basin.layout[0],
        y: basin.layout[1],
        merged: basin.merged.join(' '),
        labels: basin.labelCounts === null ? null : JSON.stringify(basin.labelCounts),
        representative: basin.representative,
        free_energy: basin.freeEnergy,
        strength: basin.strength,
      }),
    ),
  );
  const edges = landscape.edges
    .filter((edge) => kinetic || edge.status !== 'untested')
    .map((edge) =>
      element(
        'edge',
        { source: `b${edge.a}`, target: `b${edge.b}` },
        data({
          status: edge.status,
          barrier_ad: edge.barrier,
          barrier_refined: edge.refined,
          forward_successes: edge.forward[0],
          forward_trials: edge.forward[1],
          backward_successes: edge.backward[0],
          backward_trials: edge.backward[1],
          edge_free_energy: edge.freeEnergy,
          graph: edge.graph,
          flux: edge.flux,
        }),
      ),
    );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    element('graphml', { xmlns: 'http://graphml.graphdrawing.org/xmlns' }, [...keys, element('graph', { id: 'landscape', edgedefault: 'undirected' }, [...data(Object.fromEntries(origin)), ...nodes, ...edges])]),
    '\n',
  ].join('');
}
