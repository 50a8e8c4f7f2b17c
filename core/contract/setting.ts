import { z } from 'zod';

/** What a number has to be. */
export interface NumberRule {
  integer?: boolean;
  min?: number;
  max?: number;
  /** Exclusive lower bound: the value must be greater than this. */
  above?: number;
}

/** What is said of a setting, in the form and on the command line. */
export interface SettingWords {
  /** Letter of the literature, where there is one. */
  readonly symbol?: string;
  readonly label: string;
  readonly unit?: string;
  /** What it does, in sentences. */
  readonly meaning: string;
  /** What is said where it is left open. */
  readonly none?: string;
  /** Where an option beyond the reference comes from. */
  readonly source?: string;
}

/** One of a few: every value that the schema allows, with its own words. */
export interface SettingChoice {
  readonly value: string;
  readonly label: string;
  readonly meaning: string;
}

/**
 * A setting described once: its place in a schema, its words, and what may be given. The bounds of a number are those of the schema, so
 * that they stand there alone; the form's sections and the command line's options are made from this.
 */
export type Setting<Group extends string = string> = SettingWords & { readonly key: string; readonly group: Group } & (
    | { readonly kind: 'number'; readonly rule: NumberRule }
    | { readonly kind: 'choice'; readonly choices: readonly SettingChoice[] }
    | { readonly kind: 'switch' }
  );
export type NumberSetting<Group extends string = string> = Extract<Setting<Group>, { readonly kind: 'number' }>;
export type ChoiceSetting<Group extends string = string> = Extract<Setting<Group>, { readonly kind: 'choice' }>;

/** A setting as the number that it is. Throws RangeError where it is none. */
export function asNumber<Group extends string>(setting: Setting<Group>): NumberSetting<Group> {
  if (setting.kind !== 'number') throw new RangeError(`Setting ${setting.key} is no number.`);
  return setting;
}

/** A setting as the choice that it is. Throws RangeError where it is none. */
export function asChoice<Group extends string>(setting: Setting<Group>): ChoiceSetting<Group> {
  if (setting.kind !== 'choice') throw new RangeError(`Setting ${setting.key} is no choice.`);
  return setting;
}

interface Wrapped {
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly options?: readonly z.ZodType[];
}

/** A schema without what makes it optional: null allowed, a default. */
function bare(schema: z.ZodType): z.ZodType {
  const { innerType } = schema.def as Wrapped;
  return innerType === undefined ? schema : bare(innerType);
}

/** The fields of an object; of a list those of its elements; of a union those of all its members, the first to have one. */
function partsOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  const { shape, element, options } = bare(schema).def as Wrapped;
  if (element !== undefined) return partsOf(element);
  return shape ?? Object.assign({}, ...[...(options ?? [])].reverse().map(partsOf));
}

/**
 * The schema at a dotted path of an object's: `shortRun.steps`; of a list it is the element's, `phases.lrInit`. What makes it optional is left off.
 * Throws RangeError where there is none.
 */
export function fieldAt(schema: z.ZodType, path: string): z.ZodType {
  let at = bare(schema);
  for (const part of path === '' ? [] : path.split('.')) {
    const next = partsOf(at)[part];
    if (next === undefined) throw new RangeError(`The schema has no field ${path}: ${part} is not there.`);
    at = bare(next);
  }
  return at;
}

/** The bounds that a schema of a number sets. Throws RangeError for a schema of something else. */
export function ruleOf(schema: z.ZodType): NumberRule {
  const { type, minimum, exclusiveMinimum, maximum } = z.toJSONSchema(bare(schema), { target: 'draft-2020-12' });
  if (type !== 'number' && type !== 'integer') throw new RangeError(`A number was expected, the schema is of type ${String(type)}.`);
  // Without a bound of its own a whole number is one that a double holds exactly.
  const within = (bound: number | boolean | undefined): bound is number => typeof bound === 'number' && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  return {
    ...(type === 'integer' ? { integer: true } : {}),
    ...(within(minimum) ? { min: minimum } : {}),
    ...(within(exclusiveMinimum) ? { above: exclusiveMinimum } : {}),
    ...(within(maximum) ? { max: maximum } : {}),
  };
}

/** Descriptions of the fields of one schema; each is a number, one of `choices`, or on and off, as the schema has it. */
export function describer(schema: z.ZodType): <Group extends string>(key: string, group: Group, words: SettingWords, choices?: readonly SettingChoice[]) => Setting<Group> {
  return (key, group, words, choices) => {
    if (choices !== undefined) return { key, group, ...words, kind: 'choice', choices };
    const field = fieldAt(schema, key);
    return field instanceof z.ZodBoolean ? { key, group, ...words, kind: 'switch' } : { key, group, ...words, kind: 'number', rule: ruleOf(field) };
  };
}

/** Paths of all that can be set in a schema, lists by their elements, unions by all their members. */
export function fieldsOf(schema: z.ZodType, path = ''): string[] {
  const parts = Object.entries(partsOf(schema));
  if (parts.length === 0) return [path];
  return parts.flatMap(([name, field]) => fieldsOf(field, path === '' ? name : `${path}.${name}`));
}
