/** What looks for a newer version, fetches and installs it. */
export interface Updater {
  /** The newer version there is; null: none. */
  check(): Promise<string | null>;
  /** `onProgress`: the part fetched so far, 0 to 1. */
  fetch(onProgress: (part: number) => void): Promise<void>;
  /** Ends the program, installs what was fetched and starts it. */
  install(): void;
}

export interface Listener {
  /** Says something and waits for the answer: which of `buttons`. */
  ask(words: { message: string; detail: string; buttons: readonly string[] }): Promise<number>;
  /** null: nothing is being fetched (any more). */
  onProgress(part: number | null): void;
  /** Saves what runs; the program is to end. */
  save(): Promise<void>;
}

/**
 * Looks for a newer version because the user asked to, and talks it over: it is fetched when they say so, and installed when they say so
 * once more. Errors are told, never thrown.
 */
export async function talkAboutUpdate(updater: Updater, own: string, { ask, onProgress, save }: Listener): Promise<void> {
  const tell = (message: string, detail: string) => ask({ message, detail, buttons: ['Close'] });
  let what = 'could not look for updates';
  try {
    const newer = await updater.check();
    if (newer === null) return void (await tell(`Basinscope ${own} is the newest version.`, 'Nothing was fetched.'));
    const fetchIt = { message: `Basinscope ${newer} is available.`, detail: `You have ${own}. It is fetched now if you say so, and installed only after you are asked again.`, buttons: ['Download', 'Not now'] };
    if ((await ask(fetchIt)) !== 0) return;
    what = `could not fetch version ${newer}`;
    onProgress(0);
    try {
      await updater.fetch(onProgress);
    } finally {
      onProgress(null);
    }
    const installIt = { message: `Basinscope ${newer} is ready to be installed.`, detail: 'The program ends for it and starts again. What runs is saved and can go on afterwards; the workspace stays as it is.', buttons: ['Restart and install', 'Later'] };
    if ((await ask(installIt)) !== 0) return;
    what = `could not install version ${newer}`;
    await save();
    updater.install();
  } catch (error) {
    await tell(`Basinscope ${what}.`, `${error instanceof Error ? error.message.split('\n')[0] : String(error)}\nThe version that you have is unchanged.`);
  }
}
