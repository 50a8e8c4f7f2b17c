import { RequestError } from './bridge.ts';

/** What a panel or dialog shows of something that did not work. */
export interface Failure {
  readonly title: string;
  readonly message: string;
}

/** `title`: where the error has none of its own. */
export function failureOf(error: unknown, title: string): Failure {
  if (error instanceof RequestError) return { title: error.title || title, message: error.message };
  return { title, message: error instanceof Error ? error.message : String(error) };
}
