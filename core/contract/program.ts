/** This program as files name it that were written by it; the version is package.json's (a test holds it). */
export const program = { name: 'Basinscope', version: '0.1.0' } as const;
