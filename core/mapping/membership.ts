import type { Placement, Placing } from './placement.ts';
import type { MapTools } from './work.ts';

/** A state founds a basin of the run and is its representative. */
export function foundBasin(run: Placement, placing: Placing, tools: MapTools): void {
  const id = run.nextBasin++;
  run.basins.push({ id, state: placing.state, x: placing.x, energy: placing.energy, members: 1 });
  if (run.kind === 'sweep') return;
  tools.book.minima.push({ basin: id, state: placing.state, energy: placing.energy, x: placing.x });
  recordMember(run, placing, id, tools);
}

/** A state joins basin `id` of the run; in minimum mode it becomes the representative if its energy is lower. */
export function addMember(run: Placement, placing: Placing, id: number, tools: MapTools): void {
  const basin = run.basins.find((one) => one.id === id)!;
  basin.members++;
  run.joined++;
  if (run.kind === 'sweep') return;
  recordMember(run, placing, id, tools);
  if (tools.settings.mode !== 'minimum' || !(placing.energy < basin.energy)) return;
  basin.state = placing.state;
  basin.x = placing.x;
  basin.energy = placing.energy;
  tools.book.minima.push({ basin: id, state: placing.state, energy: placing.energy, x: placing.x });
}

function recordMember(run: Placement, placing: Placing, id: number, tools: MapTools): void {
  const { state, energy, source, label, x } = placing;
  tools.book.members.push({ state, placedIn: id, energy, source, label, x });
  tools.book.discovery.push({ states: run.placed, basins: run.basins.length });
}
