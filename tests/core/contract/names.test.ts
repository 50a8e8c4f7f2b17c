import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { requests } from '../../../core/contract/requests.ts';

const folder = fileURLToPath(new URL('../../../core/contract', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const camel = /^[a-z][a-zA-Z0-9]*$/;

/** Names of all fields of a schema, however deep. */
function fieldNames(schema: z.ZodType, seen = new Set<z.ZodType>()): string[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const { shape, innerType, element, options, out, items, getter } = schema.def as {
    shape?: Record<string, z.ZodType>; innerType?: z.ZodType; element?: z.ZodType; options?: z.ZodType[]; out?: z.ZodType; items?: z.ZodType[]; getter?: () => z.ZodType;
  };
  const inner = [innerType, element, out, getter?.(), ...(options ?? []), ...(items ?? []), ...Object.values(shape ?? {})].filter((one) => one instanceof z.ZodType);
  return [...Object.keys(shape ?? {}), ...inner.flatMap((one) => fieldNames(one, seen))];
}

it.each(files)('%s: every schema has a type of its name, and fields are camelCase', async (file) => {
  const source = readFileSync(join(folder, file), 'utf8');
  const exported = (await import(join(folder, file))) as Record<string, unknown>;
  for (const [name, value] of Object.entries(exported)) {
    if (!(value instanceof z.ZodType)) continue;
    expect(name).toMatch(camel);
    const type = name[0]!.toUpperCase() + name.slice(1);
    expect(source, `${name} has no type ${type}`).toMatch(new RegExp(`export type ${type} = z\\.(?:infer|output)<typeof ${name}>|export (?:type|interface) ${type}\\b[^]*export const ${name}: z\\.ZodType<${type}>`));
    expect([...new Set(fieldNames(value))].filter((field) => !camel.test(field))).toEqual([]);
  }
  for (const [, type, name] of source.matchAll(/export type (\w+) = z\.infer<typeof (\w+)>/g)) expect(type).toBe(name![0]!.toUpperCase() + name!.slice(1));
});

it('requests are noun.name', () => {
  const names = Object.keys(requests);
  expect(names.filter((name) => !/^(?:workspace|window|dialog|queue|worker|potential|dataset|map|training|sweep)\.[a-z][a-zA-Z0-9]*$/.test(name))).toEqual([]);
  for (const { ask, answer } of Object.values(requests)) expect([...fieldNames(ask), ...fieldNames(answer)].filter((field) => !camel.test(field))).toEqual([]);
});
