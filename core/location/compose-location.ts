import type { PathView } from '../contract/landscape.ts';
import type { Location, NearMember } from '../contract/location.ts';
import type { Attachment } from '../kinetic/attach-state.ts';
import { lowestMaxima, lowestWay } from '../kinetic/graph-barriers.ts';
import { imageStrip, planePosition } from '../landscape/image-strip.ts';
import type { StateShape } from '../landscape/image-strip.ts';
import { chainView, heightsAlong } from '../landscape/kinetic/graph-path.ts';
import type { KineticCut } from '../landscape/kinetic/kinetic-cut.ts';
import type { KineticMap } from '../landscape/kinetic/kinetic-map.ts';
import { thumbnailStrip } from '../landscape/thumbnail.ts';
import type { KineticSets } from '../store/read-kinetic.ts';
import type { Workspace } from '../store/workspace.ts';
import type { Surroundings } from './look-around.ts';

/** What was found out about an image. */
export interface FoundImage {
  readonly map: string;
  readonly shape: StateShape;
  readonly given: Float32Array;
  readonly around: Surroundings;
  readonly attached: Attachment;
  /** State of the map that has the same inherent structure; null where none has. */
  readonly twin: number | null;
  readonly farness: Location['far'];
}

/** Memberships below this are none. */
const NO_PART = 5e-4;

/** What was found out about an image beside the sets of a map's cut. */
export function composeLocation(workspace: Workspace, { kinetic, cut }: KineticSets, image: FoundImage): Location {
  const { map, shape, given, around, attached, twin } = image;
  // A state of the map has its own memberships and place, a new one those of its neighbours.
  const from: Attachment = twin === null ? attached : { states: Int32Array.of(twin), parts: Float64Array.of(1) };
  const memberships = membershipsOf(kinetic, cut, from);
  const order = Array.from(memberships.keys()).sort((p, q) => memberships[q]! - memberships[p]! || p - q);
  const own = twin === null ? order[0]! : cut.ofState[twin]!;
  const next = order.filter((set) => set !== own).sort((p, q) => significant(memberships[q]!) - significant(memberships[p]!) || barrier(cut, own, p) - barrier(cut, own, q))[0];
  const nearest = nearestMembers(kinetic, cut, image);
  const states = nearest.map(({ state }) => state);
  const pictures = { shown: workspace.members.thumbnails(map, states), inherent: workspace.inherent.thumbnails(map, states) };
  const wayTo = (set: number): PathView | null => way(workspace, kinetic, image, cut.representatives[set]!, { a: cut.ids[own]!, b: cut.ids[set]! });
  const toNext = next === undefined ? null : wayTo(next);
  const mean = (axis: number): number => from.states.reduce((sum, state, at) => sum + from.parts[at]! * kinetic.plane[2 * state + axis]!, 0);
  return {
    energy: around.energy,
    inherentEnergy: around.inherentEnergy,
    basin: cut.ids[own]!,
    membership: memberships[own]!,
    memberships: order.filter((set) => memberships[set]! >= NO_PART || set === own).map((set) => ({ basin: cut.ids[set]!, part: memberships[set]! })),
    far: image.farness,
    layout: planePosition(around.inherent, shape) ?? [mean(0), mean(1)],
    nearest,
    next: next === undefined ? null : { basin: cut.ids[next]!, part: memberships[next]!, graph: toNext?.barrier ?? null, freeEnergy: finite(barrier(cut, own, next)) },
    images: imageStrip([given, around.inherent], shape),
    nearestImages: thumbnailStrip(states.map((state) => pictures.shown.get(state) ?? null), shape),
    nearestInherent: thumbnailStrip(states.map((state) => pictures.inherent.get(state) ?? null), shape),
    toRepresentative: wayTo(own),
    toNext,
  };
}

/** Mean of the neighbours' memberships in each set of the cut, by their parts. */
function membershipsOf({ finest }: KineticMap, { ids, ofState }: KineticCut, { states, parts }: Attachment): Float64Array {
  const setOfPart = new Int32Array(finest.sets);
  finest.ofState.forEach((part, state) => (setOfPart[part] = ofState[state]!));
  const memberships = new Float64Array(ids.length);
  states.forEach((state, at) => {
    for (let part = 0; part < finest.sets; part++) memberships[setOfPart[part]!]! += parts[at]! * finest.memberships[state * finest.sets + part]!;
  });
  return memberships;
}

function significant(part: number): number {
  return part >= NO_PART ? part : 0;
}

function barrier({ ids, free }: KineticCut, a: number, b: number): number {
  return free.barriers[a * ids.length + b]!;
}

/** Those that it would be joined with, largest rate first; before them itself, where it is on the map. */
function nearestMembers({ energies, columns }: KineticMap, { ids, ofState }: KineticCut, { around, attached: { states, parts }, twin }: FoundImage): NearMember[] {
  const rowOf = new Map(Array.from(columns.state, (state, row) => [state, row]));
  const members = Array.from(states, (state, at) => {
    const near = around.states.indexOf(state);
    const label = columns.label[rowOf.get(state)!]!;
    return {
      state, basin: ids[ofState[state]!]!, label: columns.labels[label] ?? null, inherentEnergy: energies[state]!,
      distance: around.distances[near]!, excess: around.excess[near]!, weight: parts[at]!,
    };
  });
  return members.sort((p, q) => Number(q.state === twin) - Number(p.state === twin) || q.weight - p.weight || p.state - q.state);
}

/** From the image over the chord and the lowest way of the graph that together stay lowest, to a state; null where none leads. */
function way(workspace: Workspace, kinetic: KineticMap, { map, shape, around }: FoundImage, to: number, ends: { readonly a: number; readonly b: number }): PathView | null {
  const maxima = lowestMaxima(kinetic.ways, to, kinetic.energies[to]!);
  const heights = around.states.map((state, at) => Math.max(around.highest[at]!, maxima[state]!));
  // Of equal ones the nearest: those are in order.
  const first = heights.reduce((best, height, at) => (height < heights[best]! ? at : best), 0);
  const found = Number.isFinite(heights[first]) ? lowestWay(kinetic.ways, around.states[first]!, to) : null;
  if (found === null) return null;
  const pictures = workspace.inherent.pictures(map, found.states);
  return chainView(
    {
      points: [around.inherent, ...found.states.map((state) => pictures.get(state)!.x)],
      energies: [around.inherentEnergy, ...found.states.map((state) => kinetic.energies[state]!)],
      heights: [around.highest[first]!, ...heightsAlong(kinetic.ways, found.states)],
    },
    ends, shape,
  );
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
