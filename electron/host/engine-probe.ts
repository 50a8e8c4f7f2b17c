import { parentPort } from 'node:worker_threads';
import { listEngines } from '../../core/engines/open-engine.ts';

// A thread's whole work: opening every engine takes a while, and the host answers meanwhile.
parentPort?.postMessage(await listEngines());
