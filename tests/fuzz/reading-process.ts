import { readers } from './readers.ts';
import { serveReading } from './serve-reading.ts';

// A process of its own, so that a hang, a crash or a runaway memory is seen from outside.
serveReading(readers);
