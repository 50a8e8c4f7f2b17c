import { mapSettings } from '../../../core/contract/map-settings.ts';
import type { Caption } from '../../../core/pictures/caption.ts';

/** What pictures say of a finished map of made-up weights. */
export function sampleCaption(some: Partial<Caption> = {}): Caption {
  return {
    potential: 'p', map: 'm', settings: mapSettings.parse({}), alpha: 1, status: 'done', stage: null,
    weightsSha256: 'ab12'.repeat(16), trainEpsilon: 0.015, dataset: null, engine: 'engine of the test', ...some,
  };
}
