import { parentPort, workerData } from 'node:worker_threads';
import { openEngine } from '../../engines/open-engine.ts';
import { PieceServer } from './piece-server.ts';
import { stoppableEngine } from './stoppable-engine.ts';
import type { ThreadData, ThreadNews, ThreadWord } from './thread-words.ts';

// A thread that computes pieces on an engine of its own, in the order in which it is told, until it is told to close.
const port = parentPort!;
const say = (news: ThreadNews, transfer: readonly ArrayBuffer[] = []): void => port.postMessage(news, transfer);
const named = (error: unknown): { name: string; message: string } => (error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: String(error) });

try {
  const { choice, stop } = workerData as ThreadData;
  const engine = stoppableEngine(await openEngine(choice), stop);
  const server = new PieceServer(engine);
  let last: Promise<void> = Promise.resolve();
  const carryOut = async (word: ThreadWord): Promise<void> => {
    switch (word.type) {
      case 'potential':
        return server.keep(word.hash, word.bytes);
      case 'forget':
        return server.forget(word.hash);
      case 'piece':
        try {
          const computed = await server.run(word.bytes);
          say({ type: 'computed', ...computed }, [computed.bytes.buffer as ArrayBuffer]);
        } catch (error) {
          say({ type: 'failed', ...named(error) });
        }
        return;
      case 'close':
        await server.close();
        await engine.close();
        port.close();
    }
  };
  // What goes wrong here ends the thread with its error, which its host reports.
  port.on('message', (word: ThreadWord) => {
    last = last.then(() => carryOut(word));
  });
  say({ type: 'ready', description: engine.description });
} catch (error) {
  say({ type: 'refused', ...named(error) });
  port.close();
}
