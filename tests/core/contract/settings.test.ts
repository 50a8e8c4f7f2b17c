import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { addDiagnoseCommand } from '../../../core/cli/diagnose.ts';
import { addTrainCommand } from '../../../core/cli/train.ts';
import { ruleFlag, settingOption } from '../../../core/cli/setting-flags.ts';
import { addMapFlags, flagName } from '../../../core/cli/map-flags.ts';
import { engineChoice } from '../../../core/contract/engine.ts';
import { engineSettings } from '../../../core/contract/engine-settings.ts';
import { mapMethods, methodsOf } from '../../../core/contract/map-settings.ts';
import { settingsCatalog } from '../../../core/contract/map-setting-list.ts';
import { asNumber, describer, fieldAt, fieldsOf, ruleOf } from '../../../core/contract/setting.ts';
import type { Setting } from '../../../core/contract/setting.ts';
import { hasEffect, longRunSettings, trainingNumber, trainingSetting, trainingSettings } from '../../../core/contract/training-settings.ts';
import { longRunPlan, runPlan } from '../../../core/contract/training-run.ts';
import { lineSettings } from '../../../renderer/features/train/config/setting-lines.ts';

/** What is chosen as a whole and has a part of the form, or a flag, of its own. */
const CHOSEN = /^(?:name|config\.name|config\.data\.(?:kind|source|shape|density\.type)|config\.architecture\..*|config\.logEvery|config\.from\..*|engine\..*)$/;

/** Choices of a setting against the values that its schema allows. */
function expectChoices(setting: Setting, schema: z.ZodType): void {
  if (setting.kind === 'choice') expect(setting.choices.map(({ value }) => value).sort()).toEqual([...(fieldAt(schema, setting.key) as z.ZodEnum).options].map(String).sort());
}

describe('settings are described once', () => {
  it('every field of a run has a description, and every description a field', () => {
    const described = trainingSettings.map(({ key }) => (key in runPlan.shape || key.startsWith('keeping.') ? key : `config.${key}`));
    const fields = [...new Set(fieldsOf(runPlan))].filter((field) => !CHOSEN.test(field));
    expect(described.sort()).toEqual(fields.sort());
    for (const setting of trainingSettings) {
      expectChoices(setting, setting.key in runPlan.shape || setting.key.startsWith('keeping.') ? runPlan : runPlan.shape.config);
      expect(setting.meaning).toMatch(/^\p{Lu}[^]*\.$/u);
      expect(setting.label).toMatch(/^\p{Lu}/u);
    }
  });

  it('so have an engine and a long-run test', () => {
    expect(Object.keys(engineSettings)).toEqual(fieldsOf(engineChoice));
    for (const setting of Object.values(engineSettings)) expectChoices(setting, engineChoice);
    expect([...Object.keys(longRunSettings), 'starts']).toEqual(fieldsOf(longRunPlan));
  });

  it('the form makes a line of each, but for those with a control of their own', () => {
    const own = trainingSettings.filter((setting) => !(lineSettings as readonly Setting[]).includes(setting)).map(({ key }) => key);
    expect(own).toEqual([
      'data.density.groups', 'data.density.sd', 'data.density.radius', 'skipBadImages', 'phases.updates', 'phases.optimizer', 'phases.lrInit', 'phases.lrMin', 'phases.lrDecay',
      'keeping.best', 'seed',
    ]);
  });

  it('flags of the command line carry the same words and bounds', () => {
    const program = new Command();
    addTrainCommand(program);
    addDiagnoseCommand(program);
    const flag = (command: string, long: string) => program.commands.find((one) => one.name() === command)!.options.find((option) => option.long === long)!;
    for (const [command, long, setting] of [
      ['train', '--seed', trainingSetting('seed')], ['train', '--keep-every', trainingSetting('keeping.every')], ['train', '--threads', engineSettings.threads],
      ['diagnose', '--long-run', longRunSettings.steps], ['diagnose', '--update', longRunSettings.update], ['diagnose', '--chains', longRunSettings.chains],
      ['train', '--engine', engineSettings.engine], ['diagnose', '--device', engineSettings.device],
    ] as const) {
      expect(flag(command, long).description).toContain(setting.meaning);
      if (setting.kind === 'choice') expect(flag(command, long).argChoices).toEqual(setting.choices.map(({ value }) => value));
      else if (setting.kind === 'number') expect(() => flag(command, long).parseArg!(String((setting.rule.min ?? 0) - 1), undefined)).toThrow(/at least/);
    }
    expect(flag('train', '--skip-bad-images').description).toBe(trainingSetting('skipBadImages').label);
  });

  it('every setting of a map is a flag with the words of the form, its bounds and its choices', () => {
    const options = addMapFlags(new Command()).options.filter(({ hidden }) => !hidden);
    const described = settingsCatalog.filter(({ key }) => !(key in engineChoice.shape));
    expect(options.map(({ long }) => long)).toEqual(described.map(({ key }) => `--${flagName(key)}`));
    for (const [i, setting] of described.entries()) {
      const option = options[i]!;
      if (setting.kind === 'switch') {
        // As in training: on where it is given, so that it takes no value and has no default.
        const methods = methodsOf(setting.key);
        const before = methods.length === mapMethods.length ? '' : `Method ${methods.join(', ')}: `;
        expect([option.description, option.flags]).toEqual([`${before}${setting.label}`, `--${flagName(setting.key)}`]);
        continue;
      }
      expect(option.description).toContain(setting.meaning.replaceAll('\u00a0', ' ').replaceAll('\u2060', ''));
      expect(option.description).toMatch(/\(default: .+\)$/);
      if (setting.kind === 'choice') expect(option.argChoices).toEqual(setting.choices.map(({ value }) => value));
      else expect(() => option.parseArg!('-1', undefined)).toThrow(/at least|above/);
      expect(setting.meaning).toMatch(/^\p{Lu}[^]*\.$/u);
    }
  });

  it('a setting has an effect where chains start as it supposes', () => {
    const shown = (start: 'persistent' | 'data' | 'uniform', longRun: null | { every: number; steps: number; start: 'data' }) =>
      trainingSettings.filter((setting) => !hasEffect(setting, { shortRun: { start }, longRun })).map(({ key }) => key);
    expect(shown('persistent', null)).toEqual(['longRun.every', 'longRun.steps', 'longRun.start']);
    expect(shown('data', { every: 1, steps: 1, start: 'data' })).toEqual(['shortRun.noiseFactor', 'bankSize', 'options.rejuvenation']);
  });
});

describe('bounds of a schema', () => {
  const schema = z.object({
    count: z.int().min(1).max(9).nullable().default(null),
    part: z.object({ rate: z.number().positive().max(2) }).prefault({ rate: 1 }),
    list: z.array(z.object({ share: z.number().min(0).max(1), on: z.boolean() })),
    either: z.discriminatedUnion('kind', [z.object({ kind: z.literal('a'), free: z.int() }), z.object({ kind: z.literal('b'), name: z.string() })]),
  });

  it('are read off it, through what makes a field optional, lists and unions', () => {
    const rule = (key: string) => ruleOf(fieldAt(schema, key));
    expect(['count', 'part.rate', 'list.share', 'either.free'].map(rule)).toEqual([
      { integer: true, min: 1, max: 9 }, { above: 0, max: 2 }, { min: 0, max: 1 }, { integer: true },
    ]);
    expect(fieldsOf(schema)).toEqual(['count', 'part.rate', 'list.share', 'list.on', 'either.kind', 'either.name', 'either.free']);
    expect(() => fieldAt(schema, 'part.speed')).toThrow(/no field part\.speed/);
    expect(() => rule('either.name')).toThrow(/A number was expected/);
    expect(describer(schema)('list.on', 'g', { label: 'On', meaning: 'On.' }).kind).toBe('switch');
    expect(() => asNumber(trainingSetting('keeping.best'))).toThrow(/no number/);
    expect(() => trainingSetting('shortRun.speed')).toThrow(/No setting/);
  });

  it('hold on the command line as in the form', () => {
    const count = ruleFlag({ integer: true, min: 1, max: 9 });
    expect(count('9')).toBe(9);
    for (const text of ['0', '10', '1.5', '', 'x']) expect(() => count(text)).toThrow(/expected/);
    const rate = ruleFlag({ above: 0 });
    expect(rate('1e-9')).toBe(1e-9);
    expect(() => rate('0')).toThrow(/above 0/);
    expect(settingOption(trainingNumber('batchSize'), 'batch', 'n', '100').description).toBe('Data, and as many chains, in one update. (default: 100)');
  });
});
