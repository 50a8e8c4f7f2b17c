import { gridEnergy } from '../../core/analysis/grid-energy.ts';
import type { Surface } from '../../core/contract/landscape.ts';
import { openEngine } from '../../core/engines/open-engine.ts';
import { boundsOf, type Bounds } from '../../core/pictures/plane-bounds.ts';
import { createEvaluator } from '../../core/potentials/create-evaluator.ts';
import { readAllPaths, readLandscape } from '../../core/store/read-landscape.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { Handlers } from './handlers.ts';

/** Points that the engine takes at once: its call is the part that the host cannot interrupt. */
const pointsAtOnce = 2048;

/** U of a potential of the plane on a grid. One at a time: each uses a core for a moment. */
export function surfaceHandlers(workspace: Workspace): Pick<Handlers<'potential'>, 'potential.surface'> {
  let last: Promise<unknown> = Promise.resolve();
  return {
    'potential.surface': ({ potential, columns, rows, bounds }) => {
      const next = last.then(() => drawSurface(workspace, potential, columns, rows, bounds));
      last = next.catch(() => undefined);
      return next;
    },
  };
}

async function drawSurface(workspace: Workspace, id: string, columns: number, rows: number, bounds: readonly [number, number, number, number] | null): Promise<Surface> {
  const potential = await workspace.potentials.open(id);
  // One thread: a map may be running on the others.
  const engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
  try {
    const evaluator = createEvaluator(engine, potential, pointsAtOnce);
    try {
      const shown = bounds === null ? boundsOfMaps(workspace, id) : { xMin: bounds[0], xMax: bounds[1], yMin: bounds[2], yMax: bounds[3] };
      return await gridEnergy(evaluator, { ...shown, columns, rows });
    } finally {
      await evaluator.close();
    }
  } finally {
    await engine.close();
  }
}

/** The rectangle around what maps of this potential found so far: all of them, so that two maps are seen on the same ground. */
function boundsOfMaps(workspace: Workspace, potential: string): Bounds {
  const found = workspace.maps.list().filter((map) => map.potential === potential && map.basins > 0);
  const rectangles = found.map((map) => boundsOf(readLandscape(workspace, map.id), readAllPaths(workspace, map.id)));
  const [first, ...others] = rectangles;
  if (first === undefined) return boundsOf({ basins: [] }, []);
  return others.reduce(
    (all, next) => ({ xMin: Math.min(all.xMin, next.xMin), xMax: Math.max(all.xMax, next.xMax), yMin: Math.min(all.yMin, next.yMin), yMax: Math.max(all.yMax, next.yMax) }),
    first,
  );
}
