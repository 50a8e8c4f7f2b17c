import type { FreeEnergies, SetFluxes } from './free-energy-tree.ts';

/**
 * Pairs of sets whose barriers are worth measuring, a < b, in order: for each join of the free-energy tree the two sets, one of either side, that most flows
 * between, so that every set is reached; and for each set its `nearest` others with the lowest free-energy barriers. Equal barriers (a set that is hard to
 * leave has the same to all others) go by what flows directly, then by number. Sets that nothing leads between are no pair.
 */
export function neighbouringSets({ barriers, linkage }: FreeEnergies, { sets, fluxes }: SetFluxes, nearest: number): (readonly [number, number])[] {
  const chosen = new Set<number>();
  const choose = (a: number, b: number): void => void chosen.add(Math.min(a, b) * sets + Math.max(a, b));
  const flux = (a: number, b: number): number => fluxes[a * sets + b]!;
  const within = Array.from({ length: sets }, (_, set) => [set]);
  for (let join = 0; join < linkage.a.length; join++) {
    const [first, second] = [within[linkage.a[join]!]!, within[linkage.b[join]!]!];
    const across = first.flatMap((a) => second.map((b) => [a, b] as const)).sort(([a, b], [c, d]) => flux(c, d) - flux(a, b) || a - c || b - d);
    choose(...across[0]!);
    within.push([...first, ...second]);
  }
  for (let set = 0; set < sets; set++) {
    const barrier = (other: number): number => barriers[set * sets + other]!;
    const others = Array.from({ length: sets }, (_, other) => other).filter((other) => other !== set && Number.isFinite(barrier(other)));
    others.sort((p, q) => barrier(p) - barrier(q) || flux(set, q) - flux(set, p) || p - q);
    for (const other of others.slice(0, nearest)) choose(set, other);
  }
  return [...chosen].sort((p, q) => p - q).map((key) => [Math.floor(key / sets), key % sets] as const);
}

/** Part of a set's members that lie nearer to its representative than the one that stands for its edge: the very farthest may be an accident. */
const FAR = 0.9;

/** A member of each set that is far from its representative in kinetic coordinates [count, modes]; −1 of a set of one state. */
export function farMembers(sets: Int32Array, representatives: Int32Array, coordinates: Float64Array): Int32Array {
  const modes = coordinates.length / sets.length;
  return representatives.map((representative, set) => {
    const members = [...sets.keys()].filter((i) => sets[i] === set && i !== representative);
    const distance = (i: number): number => {
      let squared = 0;
      for (let k = 0; k < modes; k++) squared += (coordinates[i * modes + k]! - coordinates[representative * modes + k]!) ** 2;
      return squared;
    };
    const order = members.map((i) => [distance(i), i] as const).sort(([p, i], [q, j]) => p - q || i - j);
    return order[Math.floor(FAR * order.length)]?.[1] ?? -1;
  });
}
