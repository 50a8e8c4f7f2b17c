import { z } from 'zod';

const SHOWN = 5;
const LONGEST = 1500;

/** What does not fit a schema, in words: the first few of it, since a file that others made may have it in thousands of places. */
export function schemaProblems(error: z.ZodError): string {
  const text = z.prettifyError(new z.ZodError(error.issues.slice(0, SHOWN)));
  const more = error.issues.length > SHOWN ? `\nand ${error.issues.length - SHOWN} more` : '';
  return `${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}${more}`;
}
