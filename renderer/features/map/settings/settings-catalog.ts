import type { MapSettings } from '../../../../core/contract/map-settings.ts';
import type { NumberRule } from '../../../../core/contract/setting.ts';

export type SettingKey = keyof MapSettings;
export type SettingGroup = 'what' | 'trials' | 'candidates' | 'barriers' | 'machine';

interface Described {
  readonly key: SettingKey;
  readonly group: SettingGroup;
  /** Letter of the literature, where there is one. */
  readonly symbol?: string;
  readonly label: string;
  readonly unit?: string;
  readonly meaning: string;
  readonly advanced?: boolean;
  /** In which of the two modes it has an effect; both where absent. */
  readonly mode?: 'minimum' | 'sample';
}

export interface NumberSetting extends Described {
  readonly kind: 'number';
  readonly rule: NumberRule;
}

export interface ChoiceSetting extends Described {
  readonly kind: 'choice';
  readonly choices: readonly { readonly value: string; readonly label: string; readonly meaning: string }[];
}

/** Settings that have a control of their own: α with its sweep, the machine. */
export interface OwnSetting extends Described {
  readonly kind: 'own';
}

export type Setting = NumberSetting | ChoiceSetting | OwnSetting;

export const settingGroups: readonly { readonly id: SettingGroup; readonly title: string; readonly text: string }[] = [
  { id: 'what', title: 'What to map', text: 'Where states come from, and how many are placed into basins.' },
  { id: 'trials', title: 'Trials', text: 'Attraction–diffusion: magnetized Langevin from one state toward another.' },
  { id: 'candidates', title: 'Candidates and merging', text: 'Which known basins a new state is tried against, and when two basins are one.' },
  { id: 'barriers', title: 'Barriers', text: 'Trials between basins after the main run, and the relaxation of their best paths.' },
  { id: 'machine', title: 'Machine', text: 'What runs the chains. Recorded with the map.' },
];

/** Every setting of a map: its letter, name, unit and meaning (science.md, section 5), in the order of the form. */
export const settingsCatalog: readonly Setting[] = [
  {
    key: 'mode', group: 'what', kind: 'choice', label: 'Mode',
    meaning: 'What counts as a state to place.',
    choices: [
      { value: 'minimum', label: 'Local minima', meaning: 'Every start state descends to a local minimum of U. A basin is represented by its lowest minimum.' },
      { value: 'sample', label: 'Metastable samples', meaning: 'Long-run Langevin samples at temperature T are placed in order of energy. Needs a potential whose long-run chains stay realistic.' },
    ],
  },
  {
    key: 'start', group: 'what', kind: 'choice', label: 'Start states',
    meaning: 'Where new states come from before they descend or are sampled.',
    choices: [
      { value: 'uniform', label: 'Uniform noise', meaning: 'Every coordinate uniform on [−1,\u00a01].' },
      { value: 'gaussian', label: 'Gaussian noise', meaning: 'Every coordinate from a standard Gaussian.' },
      { value: 'data', label: 'Data set', meaning: 'Entries of a data set, with their labels where it has them.' },
    ],
  },
  { key: 'startScale', group: 'what', kind: 'number', advanced: true, label: 'Scale of noise', unit: '×', rule: { above: 0, max: 1e6 }, meaning: 'Uniform and Gaussian starts times this. A density wider than [−1,\u00a01] needs more than 1: what no start reaches is not found.' },
  { key: 'states', group: 'what', kind: 'number', label: 'States to place', unit: 'states', rule: { integer: true, min: 1, max: 1_000_000 }, meaning: 'States placed in all, those of burn-in included. The number of basins keeps growing with it: judge it by the discovery curve.' },
  { key: 'burnIn', group: 'what', kind: 'number', label: 'Burn-in', unit: 'states', rule: { integer: true, min: 0, max: 100_000 }, meaning: 'The first of these states: they find the large basins, which are then consolidated.' },
  { key: 'sampleSteps', group: 'what', kind: 'number', mode: 'sample', label: 'Sampling steps', unit: 'steps', rule: { integer: true, min: 0 }, meaning: 'Langevin steps at T from a start state to the metastable sample that is placed.' },
  { key: 'seed', group: 'what', kind: 'number', label: 'Seed', rule: { integer: true, min: 0, max: 2 ** 32 - 1 }, meaning: 'Seed of every random number of the map. The same seed and settings give the same map.' },
  { key: 'descentSteps', group: 'what', kind: 'number', mode: 'minimum', advanced: true, label: 'Descent, at most', unit: 'steps', rule: { integer: true, min: 1 }, meaning: 'Steps after which a descent to a local minimum is ended.' },
  { key: 'descentPatience', group: 'what', kind: 'number', mode: 'minimum', advanced: true, label: 'Descent patience', unit: 'steps', rule: { integer: true, min: 1 }, meaning: 'Steps without a lower energy after which a descent stops.' },

  { key: 'alpha', group: 'trials', kind: 'own', symbol: 'α', label: 'Magnet strength', unit: '1/distance', meaning: 'Strength of the pull toward the target: the target density is exp(−\u2060[U(x)/T\u00a0+\u00a0α‖x\u00a0−\u00a0x*‖]). α is not divided by T. A weak magnet finds many basins, a strong one few; the sweep finds the range between and takes its middle.' },
  { key: 'temperature', group: 'trials', kind: 'number', symbol: 'T', label: 'Temperature', unit: 'of training', rule: { above: 0 }, meaning: 'The density sampled is exp(−U/T). T = 1 is the temperature of training.' },
  { key: 'epsilon', group: 'trials', kind: 'number', symbol: 'ε', label: 'Langevin noise', unit: 'pixel value', rule: { above: 0 }, meaning: 'Noise of one Langevin step, x ← x − (ε²/2)∇U/T + ε z. Unless set, the ε that the potential was trained with.' },
  { key: 'delta', group: 'trials', kind: 'number', symbol: 'δ', label: 'Success radius', unit: 'distance', rule: { above: 0 }, meaning: 'A trial succeeds when ‖x − x*‖₂ ≤ δ. In flat terrain noise alone keeps a chain about N/α away from its target (N dimensions): δ must not be smaller.' },
  { key: 'patience', group: 'trials', kind: 'number', symbol: 'M', label: 'Patience', unit: 'steps', rule: { integer: true, min: 1 }, meaning: 'A trial fails after so many consecutive steps without a new minimum of its distance to the target.' },
  { key: 'maxSteps', group: 'trials', kind: 'number', symbol: 'Lₘₐₓ', label: 'Longest trial', unit: 'steps', rule: { integer: true, min: 1 }, meaning: 'A trial fails after so many steps in all.' },
  { key: 'repeats', group: 'trials', kind: 'number', symbol: 'R', label: 'Repeats', unit: 'trials', rule: { integer: true, min: 1, max: 1000 }, meaning: 'Trials in each direction against one candidate, at most.' },

  { key: 'nearest', group: 'candidates', kind: 'number', symbol: 'k', label: 'Candidates', unit: 'basins', rule: { integer: true, min: 1, max: 1000 }, meaning: 'Known basins that a new state is tried against: the nearest k in the ranking below.' },
  {
    key: 'rank', group: 'candidates', kind: 'choice', label: 'Ranked by',
    meaning: 'How known basins are ordered for a new state.',
    choices: [
      { value: 'line', label: 'Highest U on the line', meaning: 'The maximum of U on a 10-point straight line to the basin’s representative.' },
      { value: 'distance', label: 'Distance', meaning: 'Euclidean distance to the basin’s representative.' },
    ],
  },
  { key: 'consolidateNearest', group: 'candidates', kind: 'number', label: 'Consolidation', unit: 'neighbours', rule: { integer: true, min: 1, max: 1000 }, meaning: 'When consolidating, every basin is tried against so many of its nearest; a success merges the two.' },
  { key: 'minDepth', group: 'candidates', kind: 'number', mode: 'minimum', label: 'Least depth', unit: 'energy U', rule: { min: 0 }, meaning: 'Two basins are one when the refined barrier between them rises less than this above the shallower minimum. Unless set: T.' },

  { key: 'barrierNearest', group: 'barriers', kind: 'number', label: 'Nearest basins', unit: 'basins', rule: { integer: true, min: 0, max: 1000 }, meaning: 'After the main run every basin is tried against so many of its nearest, to find barriers. Pairs beyond stay untested.' },
  { key: 'barrierRepeats', group: 'barriers', kind: 'number', label: 'Repeats', unit: 'trials', rule: { integer: true, min: 1, max: 1000 }, meaning: 'Trials in each direction for a pair of basins. The lowest path maximum is kept.' },
  { key: 'barrierAlphaFactor', group: 'barriers', kind: 'number', label: 'Magnet factor', unit: '× α', rule: { above: 0 }, meaning: 'For barriers the magnet is stronger than for placing, by this factor.' },
  {
    key: 'refine', group: 'barriers', kind: 'choice', label: 'Refinement',
    meaning: 'Relaxes the best diffusion path of a joined pair, giving the refined barrier beside the AD barrier.',
    choices: [
      { value: 'string', label: 'String method', meaning: 'The path becomes a chain of images that relaxes toward a minimum-energy path.' },
      { value: 'none', label: 'None', meaning: 'Only AD barriers, which are upper bounds.' },
    ],
  },
  { key: 'refineImages', group: 'barriers', kind: 'number', advanced: true, label: 'Path images', unit: 'points', rule: { integer: true, min: 3, max: 1000 }, meaning: 'Points of the relaxed path.' },
  { key: 'refineSteps', group: 'barriers', kind: 'number', advanced: true, label: 'Relaxation steps', unit: 'steps', rule: { integer: true, min: 1 }, meaning: 'Steps of the relaxation.' },

  { key: 'engine', group: 'machine', kind: 'own', label: 'Engine', meaning: 'The library that runs the potential’s tensor program.' },
  { key: 'device', group: 'machine', kind: 'own', label: 'Device', meaning: 'The hardware it runs on. A device that fails is an error, never a quiet change to another.' },
  { key: 'slots', group: 'machine', kind: 'number', label: 'Chains at once', unit: 'chains', rule: { integer: true, min: 1, max: 65536 }, meaning: 'Trials that run as one batch. A finished trial leaves at once and the next takes its place.' },
  { key: 'threads', group: 'machine', kind: 'number', advanced: true, label: 'CPU threads', unit: 'threads', rule: { integer: true, min: 0, max: 256 }, meaning: 'Threads of the CPU engine. 0: as many as the machine has cores.' },
];

const byKey = new Map(settingsCatalog.map((setting) => [setting.key, setting]));

/** What is known of a setting by its key; null for a key of a newer program. */
export function settingOf(key: string): Setting | null {
  return byKey.get(key as SettingKey) ?? null;
}

/** Whether a setting has an effect in a mode. */
export function hasEffect(setting: Setting, mode: MapSettings['mode']): boolean {
  return setting.mode === undefined || mode === null || setting.mode === mode;
}

/** "δ success radius", "seed". */
export function settingTitle(setting: Setting): string {
  return setting.symbol ? `${setting.symbol}  ${setting.label}` : setting.label;
}
