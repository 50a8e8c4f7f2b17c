import { z } from 'zod';
import { imageStrip, pathView } from './landscape.ts';

/** An image to look for on a map: a file (.npy or a picture), the bytes of one that was pasted or dropped, or one of the map's data by its index. */
export const givenImage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), path: z.string().min(1).max(4096) }),
  /** As the file would hold it: PNG, JPEG or .npy. `name`: what it is called in messages. */
  z.object({ kind: z.literal('bytes'), name: z.string().min(1).max(200), bytes: z.instanceof(Uint8Array) }),
  z.object({ kind: z.literal('data'), index: z.int().min(0) }),
]);
export type GivenImage = z.infer<typeof givenImage>;

/** A state of the map near to the image's inherent structure. */
export const nearMember = z.object({
  state: z.int().min(0),
  /** The set it is in. */
  basin: z.int().min(0),
  label: z.string().nullable(),
  /** U at its inherent structure. */
  inherentEnergy: z.number(),
  /** Distance of the two inherent structures. */
  distance: z.number(),
  /** Rise of U over the chord between them, signed: as the map's graph measures it. */
  excess: z.number(),
  /** Part of its rate in all rates of the image, 0 … 1. */
  weight: z.number(),
});
export type NearMember = z.infer<typeof nearMember>;

/** One measure of how far the image is from what the map knows, beside the same of the map's own states. */
export const farnessRow = z.object({
  measure: z.enum(['distance', 'excess', 'energy']),
  /** Of the image: mean distance to, and mean excess over the chords to, the nearest states it is joined with; U of its inherent structure. */
  value: z.number(),
  /** Median and largest of the map's states, each measured against the others. */
  usual: z.number(),
  largest: z.number(),
  /** Part of the map's states that are as far or farther, 0 … 1. */
  share: z.number(),
});
export type FarnessRow = z.infer<typeof farnessRow>;

/** Where an image stands on a kinetic map, which stays as it was. Sets are named by their nodes in the hierarchy, as the landscape's basins are. */
export const location = z.object({
  /** U of the image as it was given, and at its inherent structure. */
  energy: z.number(),
  inherentEnergy: z.number(),
  /** The set in which it has most membership, and that membership. */
  basin: z.int().min(0),
  membership: z.number(),
  /** Membership in every set in which it has some, largest first; they add up to 1. */
  memberships: z.array(z.object({ basin: z.int().min(0), part: z.number() })),
  /** Whether the image is so far from all states of the map that its set and memberships say nothing; in words, with the numbers it rests on. */
  far: z.object({ isFar: z.boolean(), text: z.string(), rows: z.array(farnessRow) }),
  /** Its place in the 3D graph's plane, `inherentEnergy` being the height. 2D potentials: its inherent structure. */
  layout: z.tuple([z.number(), z.number()]),
  /** Those with which it has the largest rates, largest first. */
  nearest: z.array(nearMember),
  /** The set that it is next nearest to: by membership, else by the free-energy barrier from its own. Null in a map of one set. */
  next: z
    .object({
      basin: z.int().min(0),
      part: z.number(),
      /** Lowest maximum of U on the way there from the image's inherent structure; null where none leads. */
      graph: z.number().nullable(),
      /** Free-energy barrier between its set and that; null where nothing flows. */
      freeEnergy: z.number().nullable(),
    })
    .nullable(),
  /** The image as given and its inherent structure, at the full size of states; null where states are no images. */
  images: imageStrip.nullable(),
  /** Pictures of the nearest members, and of their inherent structures, in their order; null where states are no images. */
  nearestImages: imageStrip.nullable(),
  nearestInherent: imageStrip.nullable(),
  /** The ways from the image over the graph to the representative of its set and of the next, with U along them; null where none leads. */
  toRepresentative: pathView.nullable(),
  toNext: pathView.nullable(),
});
export type Location = z.infer<typeof location>;
