import { z } from 'zod';

const SHOWN = 5;
const LONGEST = 1500;

/** What does not fit a schema, in words: the first few of it, since a file that others made may have it in thousands of places. */
export function schemaProblems(error: z.ZodError): string {
  const text = z.prettifyError(new z.ZodError(error.issues.slice(0, SHOWN)));
  const more = error.issues.length > SHOWN ? `\nand ${error.issues.length - SHOWN} more` : '';
  return `${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}${more}`;
}

const LONGEST_PLACE = 120;
const LONGEST_MESSAGE = 300;

/** The same in one line, "place: what is wrong; …"; `whole`: what the file itself is called. */
export function schemaProblemLine({ issues }: z.ZodError, whole: string): string {
  const clipped = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text);
  const lines = issues.slice(0, SHOWN).map(({ path, message }) => `${clipped(path.join('.'), LONGEST_PLACE) || whole}: ${clipped(message, LONGEST_MESSAGE)}`);
  return `${lines.join('; ')}${issues.length > SHOWN ? `; and ${issues.length - SHOWN} more` : ''}`;
}
