import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Path of a file under tests/fixtures. */
export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
}

export function fixture(name: string): Buffer {
  return readFileSync(fixturePath(name));
}

export function fixtureJson<T>(name: string): T {
  return JSON.parse(fixture(name).toString('utf8')) as T;
}

/** Numbers as the fixture scripts write them: NaN and infinities as strings. */
export function numbersOf(values: readonly (number | string)[]): number[] {
  return values.map(Number);
}
