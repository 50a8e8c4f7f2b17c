import { textWidth } from './figure.ts';

/** Sentences broken into lines that fit `room` pixels at a font size; each sentence begins a line. */
export function wrappedLines(sentences: readonly string[], room: number, size: number): string[] {
  return sentences.flatMap((sentence) => {
    const lines: string[] = [];
    let line = '';
    for (const word of sentence.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line !== '' && textWidth(longer, size) > room) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    return line === '' ? lines : [...lines, line];
  });
}
