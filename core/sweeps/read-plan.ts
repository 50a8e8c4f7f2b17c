import { z } from 'zod';
import { sweepFile } from '../contract/sweep.ts';
import type { SweepFile } from '../contract/sweep.ts';
import { schemaProblemLine } from '../formats/schema-problems.ts';
import { SweepError } from './sweep-error.ts';

/** A plan from the text of its file. Throws SweepError naming the file, the field, what was expected and what was found. */
export function readSweepFile(json: string, fileName: string): SweepFile {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new SweepError(`${fileName} is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const kind = (value as { kind?: unknown } | null)?.kind;
  if (kind !== 'map' && kind !== 'train') throw new SweepError(`${fileName} is no plan of a sweep: its "kind" is ${kind === undefined ? 'not there' : JSON.stringify(kind)}, and has to be "map" or "train".`);
  const parsed = sweepFile.safeParse(value);
  if (!parsed.success) throw new SweepError(`${fileName} cannot be used. ${schemaProblemLine(new z.ZodError(parsed.error.issues.flatMap(nearest)), 'the plan')}.`);
  return parsed.data;
}

type Issue = z.core.$ZodIssue;

/** Of what may be one of several things, that which the value is most like: the one that it fits deepest. */
function nearest(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const depth = (issues: readonly Issue[]): number => Math.max(...issues.map(({ path }) => path.length));
  const best = [...issue.errors].sort((p, q) => depth(q) - depth(p))[0]!;
  if (depth(best) === 0) return [{ ...issue, message: expected(issue) }];
  return best.flatMap((inner) => nearest({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** What a union takes, in words. */
function expected({ path }: Issue): string {
  return path.at(-1) === 'values' ? 'a list of values, or {"from", "to", "count", "scale"}, was expected' : 'a number, a text, true or false was expected';
}
