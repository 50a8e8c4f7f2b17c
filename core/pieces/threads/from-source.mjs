import { register } from 'tsx/esm/api';

// A compute thread of a program that runs from its sources: a thread has to be taught TypeScript by itself.
register();
await import('./compute-thread.ts');
