import type { BundleSummary } from '../contract/bundle.ts';
import { potentialHash } from '../pieces/potential-hash.ts';
import { totalUpdates } from '../training/config-length.ts';
import { openNetwork } from '../networks/open-network.ts';
import type { Bundle } from './bundle-file.ts';
import { readMapBundle } from './take-map.ts';
import { readRunBundle } from './take-run.ts';

/** What is in a bundle, for people. Throws FormatError or RunError where its parts are not what they have to be. */
export async function describeBundle(bundle: Bundle): Promise<BundleSummary> {
  const { manifest, bytes } = bundle;
  const { kind, machine, data, parts } = manifest;
  const about = kind === 'map' ? await describeMap(bundle) : await describeRun(bundle);
  return { kind, machine, data, bytes, parts, ...about };
}

type About = Omit<BundleSummary, 'kind' | 'machine' | 'data' | 'bytes' | 'parts'>;

async function describeMap(bundle: Bundle): Promise<About> {
  const { part, potential, tables } = await readMapBundle(bundle);
  const { name, status, settings, engine, createdAt } = part.map;
  const { network, trainEpsilon } = potential;
  return {
    name, status, engine, createdAt,
    what: `${settings.method ?? 'open'} map`,
    seed: settings.seed,
    potential: { name: part.potential.name, net: network.name, parameters: network.parameters, trainEpsilon, hash: potentialHash(potential) },
    counts: [{ name: settings.method === 'kinetic' ? 'sets' : 'basins', count: part.map.basins }, ...tables.map(({ table, rows }) => ({ name: `records of ${table}`, count: rows }))],
  };
}

async function describeRun(bundle: Bundle): Promise<About> {
  const { record, checkpoints } = await readRunBundle(bundle);
  const { name, status, hardware, createdAt, seed, config, updates } = record;
  const network = openNetwork(config.architecture);
  return {
    name, status, createdAt, seed,
    engine: hardware === '' ? 'not begun' : hardware,
    what: config.from === undefined ? 'training' : `training on from ${config.from.name}`,
    potential: { name: config.from?.name ?? 'random weights', net: network.name, parameters: network.parameters, trainEpsilon: config.epsilon, hash: config.from?.sha256 ?? null },
    counts: [{ name: 'updates', count: updates }, { name: 'updates in all', count: totalUpdates(config) }, { name: 'checkpoints', count: checkpoints.size }],
  };
}
