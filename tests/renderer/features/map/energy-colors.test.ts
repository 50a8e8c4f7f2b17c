import { expect, it } from 'vitest';
import type { EdgeRow } from '../../../../core/contract/landscape.ts';
import { energyColors } from '../../../../renderer/features/map/energy-colors.ts';
import { kineticLandscape } from './sets/kinetic-landscape.ts';

it('barriers of attraction–diffusion, far above, do not press the sets of a kinetic map to one color', () => {
  const edge: EdgeRow = { a: 0, b: 1, status: 'joined', barrier: 5000, refined: null, forward: [1, 1], backward: [1, 1], graph: 7 };
  const landscape = kineticLandscape(4);
  const [bare, measured] = [energyColors({ ...landscape, edges: [{ ...edge, barrier: null }] }, 'dark'), energyColors({ ...landscape, edges: [edge] }, 'dark')];
  expect(measured(8)).toBe(bare(8));
  expect(measured(4)).not.toBe(measured(8));
});
