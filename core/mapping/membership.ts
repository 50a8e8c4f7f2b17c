import type { Basin, Placement, Placing } from './placement.ts';
import type { PlacingPolicy } from './placing-policy.ts';
import type { MapTools } from './work.ts';

/** A state founds a basin of the run and is its representative. */
export function foundBasin(run: Placement, policy: PlacingPolicy, placing: Placing, tools: MapTools): void {
  const basin: Basin = { id: run.nextBasin++, state: placing.state, x: placing.x, energy: placing.energy, members: 1 };
  run.basins.push(basin);
  policy.notePlaced(run, placing, basin, true, tools);
}

/** A state joins basin `id` of the run, and becomes its representative where the policy says so. */
export function joinBasin(run: Placement, policy: PlacingPolicy, placing: Placing, id: number, tools: MapTools): void {
  const basin = run.basins.find((one) => one.id === id)!;
  basin.members++;
  run.joined++;
  const replaces = policy.replaces(placing, basin, tools.settings);
  if (replaces) Object.assign(basin, { state: placing.state, x: placing.x, energy: placing.energy });
  policy.notePlaced(run, placing, basin, replaces, tools);
}
