import { z } from 'zod';
import { imageStrip, pathView } from './landscape.ts';

/** An image to look for on a map: a file (.npy or a picture), one of the data by its index, or pixels that were pasted. */
export const givenImage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), path: z.string().min(1).max(4096) }),
  z.object({ kind: z.literal('data'), index: z.int().min(0) }),
  /** 8-bit red, green, blue, alpha, row by row. */
  z.object({ kind: z.literal('pixels'), width: z.int().min(1).max(8192), height: z.int().min(1).max(8192), rgba: z.instanceof(Uint8Array) }),
]);
export type GivenImage = z.infer<typeof givenImage>;

/** A state of the map near to the image's inherent structure. */
export const nearMember = z.object({
  state: z.int().min(0),
  /** The set it is in. */
  basin: z.int().min(0),
  label: z.string().nullable(),
  /** U at its inherent structure. */
  energy: z.number(),
  /** Distance of the two inherent structures. */
  distance: z.number(),
  /** Mean rise of U over the chord between them, signed. */
  excess: z.number(),
  /** Part of its rate in all rates of the image, 0 … 1. */
  weight: z.number(),
});
export type NearMember = z.infer<typeof nearMember>;

/** Where an image stands on a kinetic map, which stays as it was. */
export const location = z.object({
  /** U of the image as it was given, and at its inherent structure. */
  energy: z.number(),
  inherentEnergy: z.number(),
  /** The set it is in, and its membership there. */
  basin: z.int().min(0),
  membership: z.number(),
  /** Membership of all sets in which it has some, largest first; they add up to 1. */
  memberships: z.array(z.object({ basin: z.int().min(0), part: z.number() })),
  /** Place in the 3D graph's plane. */
  layout: z.tuple([z.number(), z.number()]),
  /** Those with which it has the largest rates, largest first. */
  nearest: z.array(nearMember),
  /** The set that it is next nearest to: by membership, else by the free-energy barrier from its own. Null in a map of one set. */
  next: z
    .object({
      basin: z.int().min(0),
      part: z.number(),
      /** Lowest maximum of U on the way there over the graph; null where none leads. */
      graph: z.number().nullable(),
      /** Free-energy barrier between its set and that. */
      freeEnergy: z.number().nullable(),
    })
    .nullable(),
  /** The image as given, its inherent structure, then the nearest members as they are shown; null where states are no images. */
  images: imageStrip.nullable(),
  /** The ways over the graph to the representative of its set and of the next, with U along them; null where none leads. */
  toRepresentative: pathView.nullable(),
  toNext: pathView.nullable(),
});
export type Location = z.infer<typeof location>;
