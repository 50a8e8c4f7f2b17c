import { isOpened } from './opened-files.ts';

/**
 * The command line in `argv` of the packaged program (`info net.onnx`), without the program itself and without what Chromium is told
 * before it; null where the window is wanted: nothing was asked, or a file is to be opened. `asCommand`: whoever started the program
 * knows that it is one (packaging/bin/).
 */
export function askedCommand(argv: readonly string[], asCommand: boolean): string[] | null {
  const args = argv.slice(1);
  const first = args.findIndex((argument) => !argument.startsWith('-') || argument === '--help' || argument === '-h');
  if (first < 0) return asCommand ? [] : null;
  return asCommand || !isOpened(args[first]!) ? args.slice(first) : null;
}
