import type { StateTable } from '../contract/hierarchy.ts';
import type { BasinDetail, Landscape, MemberPage, PathView } from '../contract/landscape.ts';
import type { Tensor } from '../formats/tensor.ts';
import { composeLandscape } from '../landscape/compose-landscape.ts';
import { edgeRows, howKnown, untested } from '../landscape/edge-rows.ts';
import { histogram } from '../landscape/histogram.ts';
import { areImages, planePosition } from '../landscape/image-strip.ts';
import type { StateShape } from '../landscape/image-strip.ts';
import { pathView } from '../landscape/path-view.ts';
import { setTrials } from '../landscape/set-trials.ts';
import { labelCounts, NO_SET } from '../landscape/state-sets.ts';
import type { Partition, StateSet } from '../landscape/state-sets.ts';
import { thumbnailStrip } from '../landscape/thumbnail.ts';
import type { StateTables } from '../pictures/state-tables.ts';
import type { PathRecord } from '../mapping/records.ts';
import { readKineticBasin, readKineticLandscape, readKineticMap, readKineticPaths, readKineticSets } from './read-kinetic.ts';
import { readPartition } from './read-partition.ts';
import type { StatePicture } from './state-pictures.ts';
import { stateShape } from './state-shape.ts';
import { StoreError } from './store-error.ts';
import type { Workspace } from './workspace.ts';

/** Points and images of the representatives, in the order of the sets. */
function readRepresentatives(workspace: Workspace, map: string, sets: readonly StateSet[]): StatePicture[] {
  const representatives = sets.map((set) => set.representative);
  const basins = workspace.minima.pictures(map, representatives.flatMap((one) => ('basin' in one ? [one.basin] : [])));
  const states = workspace.members.pictures(map, representatives.flatMap((one) => ('state' in one ? [one.state] : [])));
  return representatives.map((one) => ('basin' in one ? basins.get(one.basin) : states.get(one.state))!);
}

/**
 * Everything that the graph, the tree and the lists show of a map, as of its last checkpoint, its hierarchy cut into `sets` sets (null:
 * the map's own number). Throws StoreError.
 */
export function readLandscape(workspace: Workspace, map: string, sets: number | null = null): Landscape {
  return workspace.snapshot(() => {
    const kinetic = readKineticSets(workspace, map, sets);
    return kinetic === null ? readFounded(workspace, map, sets) : readKineticLandscape(workspace, map, kinetic);
  });
}

/** A landscape of basins, or of sets of states that no graph is known of. */
function readFounded(workspace: Workspace, map: string, sets: number | null): Landscape {
  const basis = workspace.snapshot(() => {
    const { potential, alpha, scores } = workspace.maps.get(map);
    const { columns, partition } = readPartition(workspace, map, sets);
    const pictures = readRepresentatives(workspace, map, partition.sets);
    return {
      map,
      potential,
      shape: stateShape(workspace, map),
      cut: partition.cut,
      sets: partition.sets.map((set, index) => ({ ...set, ...pictures[index]!, members: set.rows.length, labelCounts: labelCounts(columns, set.rows) })),
      trials: setTrials(partition, workspace.trials.pairCounts(map, partition.cut.leafKind)),
      paths: workspace.paths.barriers(map),
      discovery: workspace.curves.discovery(map),
      sweep: workspace.curves.sweep(map),
      alpha,
      scores,
    };
  });
  return composeLandscape(basis);
}

/** Every state of a map by column, with the set each is in. Throws StoreError. */
export function readStates(workspace: Workspace, map: string, sets: number | null = null): StateTable {
  const { columns, partition } = readPartition(workspace, map, sets);
  return { ...columns, basin: partition.ofRow.map((set) => partition.sets[set]?.id ?? NO_SET), cut: partition.cut };
}

/** Every state of a map with its set, for tables; of a kinetic map with memberships and nested sets. Throws StoreError. */
export function readStateTables(workspace: Workspace, map: string, sets: number | null = null): StateTables {
  return workspace.snapshot(() => {
    const states = readStates(workspace, map, sets);
    const found = readKineticSets(workspace, map, sets);
    if (found === null) return { states };
    const { kinetic, cut } = found;
    return { states, memberships: cut.memberships, inherentEnergies: kinetic.energies, linkage: kinetic.linkage };
  });
}

/** Points of the representatives [n, c, h, w], in the order of the landscape's basins. Throws StoreError. */
export function readRepresentativePoints(workspace: Workspace, map: string, sets: number | null = null): Tensor {
  return workspace.snapshot(() => {
    const kinetic = readKineticSets(workspace, map, sets);
    const shape = stateShape(workspace, map);
    let points: Float32Array[];
    if (kinetic === null) points = readRepresentatives(workspace, map, readPartition(workspace, map, sets).partition.sets).map(({ x }) => x);
    else {
      const pictures = workspace.members.pictures(map, [...kinetic.cut.representatives]);
      points = Array.from(kinetic.cut.representatives, (state) => pictures.get(state)!.x);
    }
    const size = shape.reduce((product, axis) => product * axis, 1);
    const values = new Float32Array(points.length * size);
    points.forEach((x, i) => values.set(x, i * size));
    return { dtype: 'float32', shape: [points.length, ...shape], values };
  });
}

/** All kept paths between basins that stand, with their points, ends by the ids of basins. Throws StoreError. */
export function readPathRecords(workspace: Workspace, map: string, sets: number | null = null): PathRecord[] {
  return workspace.snapshot(() => {
    const { partition } = readPartition(workspace, map, sets);
    const standing = new Set(partition.sets.map(({ id }) => id));
    const all = workspace.paths.all(map);
    const named = partition.cut.leafKind === 'basin' ? all : all.map((path) => ({ ...path, a: idOf(partition, path.a), b: idOf(partition, path.b) }));
    return named.filter((path) => path.a !== path.b && standing.has(path.a) && standing.has(path.b));
  });
}

/** One basin's energies and neighbours, untested ones included. Throws StoreError when no such basin stands. */
export function readBasin(workspace: Workspace, map: string, basin: number, sets: number | null = null): BasinDetail {
  return workspace.snapshot(() => {
    const { columns, partition } = readPartition(workspace, map, sets);
    const one = setOf(partition, basin);
    const kinetic = readKineticSets(workspace, map, sets);
    const shown = kinetic === null ? null : readKineticBasin(workspace, map, basin, kinetic);
    const rows = shown?.edges ?? edgeRows({
      basins: partition.sets,
      trials: setTrials(partition, workspace.trials.pairCounts(map, partition.cut.leafKind)),
      paths: workspace.paths.barriers(map),
    });
    const known = new Map(rows.map((row) => [`${row.a} ${row.b}`, row]));
    return {
      basin,
      histogram: histogram(Array.from(one.rows, (row) => columns.energy[row]!)),
      ...(shown === null ? {} : { inherentHistogram: shown.inherentHistogram }),
      neighbours: partition.sets
        .filter(({ id }) => id !== basin)
        .map(({ id }) => {
          const row = known.get(`${Math.min(id, basin)} ${Math.max(id, basin)}`) ?? untested(id, basin);
          return { ...row, other: id, how: howKnown(row) };
        }),
    };
  });
}

function setOf({ sets }: Partition, basin: number): StateSet {
  const one = sets.find(({ id }) => id === basin);
  if (one === undefined) throw new StoreError(`There is no basin ${basin} in this map: it was merged into another, or never was.`);
  return one;
}

/** One page of a basin's members, lowest energy first, those of basins merged into it included. Throws StoreError. */
export function readMembers(workspace: Workspace, map: string, basin: number, offset: number, limit: number, sets: number | null = null): MemberPage {
  return workspace.snapshot(() => {
    const shape = stateShape(workspace, map);
    const { columns, partition } = readPartition(workspace, map, sets);
    const all = partition.sets.find(({ id }) => id === basin)?.rows ?? new Int32Array();
    const rows = [...all.subarray(offset, offset + limit)];
    const states = rows.map((row) => columns.state[row]!);
    const positions = readPositions(workspace, map, states, shape);
    const thumbnails = areImages(shape) ? workspace.members.thumbnails(map, states) : null;
    const kinetic = readKineticSets(workspace, map, sets);
    const inherent = areImages(shape) && kinetic !== null ? workspace.inherent.thumbnails(map, states) : null;
    const stripOf = (images: ReadonlyMap<number, Uint8Array>): MemberPage['images'] => thumbnailStrip(states.map((state) => images.get(state) ?? null), shape);
    return {
      total: all.length,
      offset,
      members: rows.map((row, index) => ({
        state: states[index]!,
        energy: columns.energy[row]!,
        label: columns.labels[columns.label[row]!] ?? null,
        source: columns.source[row]! < 0 ? null : columns.source[row]!,
        position: positions.get(states[index]!) ?? null,
        placedIn: columns.placedIn[row] === NO_SET ? null : columns.placedIn[row]!,
        ...(kinetic === null ? {} : { membership: kinetic.cut.memberships[states[index]!]!, inherentEnergy: kinetic.kinetic.energies[states[index]!]! }),
      })),
      images: thumbnails && stripOf(thumbnails),
      ...(inherent === null ? {} : { inherent: stripOf(inherent) }),
    };
  });
}

/** Positions of states of the plane; none for others. */
function readPositions(workspace: Workspace, map: string, states: readonly number[], shape: StateShape): Map<number, [number, number]> {
  if (areImages(shape)) return new Map();
  const positions = new Map<number, [number, number]>();
  for (const [state, { x }] of workspace.members.pictures(map, states)) {
    const position = planePosition(x, shape);
    if (position !== null) positions.set(state, position);
  }
  return positions;
}

/** The kept paths between two basins, either way round. Throws StoreError. */
export function readPaths(workspace: Workspace, map: string, a: number, b: number): PathView[] {
  const kinetic = readKineticMap(workspace, map);
  if (kinetic !== null) return readKineticPaths(workspace, map, kinetic, a, b);
  const shape = stateShape(workspace, map);
  return workspace.paths.between(map, a, b).map((path) => pathView(path, shape));
}

/** All kept paths between basins that stand: meant for the plane, where they are drawn. Throws StoreError. */
export function readAllPaths(workspace: Workspace, map: string, sets: number | null = null): PathView[] {
  const shape = stateShape(workspace, map);
  return readPathRecords(workspace, map, sets).map((path) => pathView(path, shape));
}

/** The set that a leaf is in. */
function idOf({ sets, ofLeaf }: Partition, leaf: number): number {
  return sets[ofLeaf[leaf] ?? NO_SET]?.id ?? NO_SET;
}
