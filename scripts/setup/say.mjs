/** What set-up tells people: one line a step, on stderr, so that stdout stays for results. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** A problem that its reader can do something about: the message says what. Shown without a stack. */
export class SetupError extends Error {
  name = 'SetupError';
}

/** Runs `main`; a SetupError ends the program with its message alone, anything else with its stack. */
export async function runAsProgram(main) {
  try {
    await main();
  } catch (error) {
    say(error instanceof SetupError ? `\nSet-up stopped: ${error.message}` : `\n${error?.stack ?? error}`);
    process.exitCode = 1;
  }
}
