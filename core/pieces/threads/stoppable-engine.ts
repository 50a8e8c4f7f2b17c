import type { Engine } from '../../engines/engine.ts';

/**
 * The engine, whose executables run no more once the first number of `stop` is set: a thread that is ended inside a library's call takes its whole
 * process with it, so a piece under way is left between two calls.
 */
export function stoppableEngine(engine: Engine, stop: SharedArrayBuffer): Engine {
  const asked = new Int32Array(stop);
  return {
    name: engine.name,
    device: engine.device,
    description: engine.description,
    transfers: engine.transfers,
    async compile(program, parameters, options) {
      const executable = await engine.compile(program, parameters, options);
      return {
        run(inputs) {
          if (Atomics.load(asked, 0) !== 0) throw new Error('It was asked to stop.');
          return executable.run(inputs);
        },
        dispose: () => executable.dispose(),
      };
    },
    close: () => engine.close(),
  };
}
