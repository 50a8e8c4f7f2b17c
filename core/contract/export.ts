import { z } from 'zod';

/** What a map can be written as, and the ending of the file that is named; some are several files beside it. */
export const exportEndings = {
  svg: 'svg', png: 'png', 'map-svg': 'svg', 'map-png': 'png', csv: 'csv', members: 'csv', paths: 'csv', representatives: 'npy', json: 'json', graphml: 'graphml',
} as const;

export const exportFormat = z.enum(Object.keys(exportEndings) as [keyof typeof exportEndings, ...(keyof typeof exportEndings)[]]);
export type ExportFormat = z.infer<typeof exportFormat>;
