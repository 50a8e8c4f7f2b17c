import { settingKeys, settingsByMethod } from './map-settings.ts';
import type { MapMethod, SettingKey } from './map-settings.ts';
import { engineSettings } from './engine-settings.ts';
import { describer } from './setting.ts';
import type { Setting, SettingChoice, SettingWords } from './setting.ts';

export type SettingGroup = 'what' | 'trials' | 'candidates' | 'barriers' | 'machine';

/** What stands here of a setting; the bounds of a number are the schema's. */
interface Words extends SettingWords {
  readonly key: SettingKey;
  readonly group: SettingGroup;
  readonly choices?: readonly SettingChoice[];
  readonly advanced?: boolean;
  /** It has a control of its own: α with its sweep, the machine. */
  readonly own?: boolean;
  /** How its value is written on the command line: `--delta <δ>`. */
  readonly flag: string;
  /** What is taken where it is left open, in words. */
  readonly otherwise?: string;
}

export type MapSetting = Setting<SettingGroup> & Omit<Words, keyof SettingWords | 'choices'>;

interface GroupWords {
  readonly title: string;
  readonly text: string;
}
export type SettingGroupWords = GroupWords & { readonly id: SettingGroup };

/** The groups of the form; `kinetic`: what a group is called where states are not placed by trials. */
const GROUPS: readonly (SettingGroupWords & { readonly kinetic?: GroupWords })[] = [
  {
    id: 'what', title: 'What to map', text: 'Where states come from, and how many are placed into basins.',
    kinetic: { title: 'What to map', text: 'Where states come from, how many are sampled, and how their noise is taken out.' },
  },
  {
    id: 'trials', title: 'Trials', text: 'Attraction–diffusion: magnetized Langevin from one state toward another.',
    kinetic: { title: 'Chains', text: 'The Langevin chains that sample the states.' },
  },
  {
    id: 'candidates', title: 'Candidates and merging', text: 'Which known basins a new state is tried against, and when two basins are one.',
    kinetic: { title: 'Kinetic graph', text: 'Between which states U is looked at, and which of these ways are kept as edges.' },
  },
  {
    id: 'barriers', title: 'Barriers', text: 'Trials between basins after the main run, and the relaxation of their best paths.',
    kinetic: { title: 'Barriers', text: 'Attraction–diffusion between the sets once they are found.' },
  },
  { id: 'machine', title: 'Machine', text: 'What runs the chains. Recorded with the map.' },
];

/** The groups that have a setting of this method (null: not chosen yet), in the order of the form and called as fits it. */
export function settingGroupsOf(method: MapMethod | null): SettingGroupWords[] {
  const known = settingsCatalog.filter((setting) => hasEffect(setting, method));
  return GROUPS.filter(({ id }) => known.some(({ group }) => group === id)).map(({ id, title, text, kinetic }) => ({ id, title, text, ...(method === 'kinetic' ? kinetic : {}) }));
}

/** The words of an engine's setting, said here as everywhere. */
function wordsOf({ kind: _kind, key: _key, group: _group, ...words }: Setting): SettingWords & { readonly choices?: readonly SettingChoice[] } {
  return words;
}

/** Every setting of a map: its letter, name, unit and meaning (science.md, section 5), in the order of the form. */
const WORDS: readonly Words[] = [
  {
    key: 'method', flag: 'method', otherwise: 'minimum in the plane, kinetic for images', group: 'what', label: 'Method',
    own: true,
    meaning: 'What counts as a state, and how states become groups.',
    choices: [
      { value: 'kinetic', label: 'Kinetic map', meaning: 'Groups states by what the energy says along the way between them, as nested sets of any number, then measures barriers between the sets by attraction–diffusion.' },
      { value: 'placing', label: 'Attraction–diffusion placing', meaning: 'The published ADELM: long-run samples at temperature T are placed one after the other into the basin that a magnetized chain reaches. The potential’s long-run chains have to stay realistic.' },
      { value: 'minimum', label: 'Local minima', meaning: 'Every start state descends to a local minimum of U, and minima with no barrier between them are one basin. Exact in the plane; images have more minima than can be visited.' },
    ],
  },
  {
    key: 'start', flag: 'start', otherwise: 'a data set where there is one, else uniform', group: 'what', label: 'Start states',
    meaning: 'Where new states come from before they descend or are sampled.',
    choices: [
      { value: 'uniform', label: 'Uniform noise', meaning: 'Every coordinate uniform on [−1,\u00a01].' },
      { value: 'gaussian', label: 'Gaussian noise', meaning: 'Every coordinate from a standard Gaussian.' },
      { value: 'data', label: 'Data set', meaning: 'Entries of a data set, with their labels where it has them.' },
    ],
  },
  { key: 'skipBadImages', flag: '', group: 'what', own: true, label: 'Leave out bad images', meaning: 'Images of the data set that cannot be read or brought to the size of the potential are left out, and listed; unless set, they are an error.' },
  { key: 'startScale', flag: 'x', group: 'what', advanced: true, label: 'Scale of noise', unit: '×', meaning: 'Uniform and Gaussian starts times this. A density wider than [−1,\u00a01] needs more than 1: what no start reaches is not found.' },
  { key: 'states', flag: 'n', otherwise: 'by dimension and data set', group: 'what', label: 'States', unit: 'states', meaning: 'States mapped in all, those of burn-in included. A kinetic map gets finer with more; where states are placed, the number of basins keeps growing with it: judge it by the discovery curve.' },
  { key: 'burnIn', flag: 'n', otherwise: 'a fifth of the states', group: 'what', label: 'Burn-in', unit: 'states', meaning: 'The first of these states: they find the large basins, which are then consolidated.' },
  { key: 'sampleSteps', flag: 'n', otherwise: '1000 to place samples, 100 for a kinetic map', group: 'what', label: 'Sampling steps', unit: 'steps', meaning: 'Langevin steps at T from a start state to the metastable sample that is placed.' },
  { key: 'inherent', flag: '', group: 'what', label: 'Place inherent structures', meaning: 'Samples are quenched before they are placed, so that lines and paths between them are not drowned in thermal noise.' },
  { key: 'sets', flag: 'm', otherwise: 'proposed by the timescales', group: 'what', label: 'Sets', unit: 'sets', meaning: 'Sets that the map is shown with. They are nested: any other number can be shown later.' },
  { key: 'quenchSteps', flag: 'n', group: 'what', advanced: true, label: 'Quench', unit: 'steps', meaning: 'Steps of descent from a state to its inherent structure: enough to take the thermal noise out, too few to run into a few deep minima.' },
  { key: 'neighbours', flag: 'k', group: 'candidates', advanced: true, label: 'Neighbours', unit: 'states', meaning: 'Nearest inherent structures of each state that U is looked at on the way to.' },
  { key: 'keep', flag: 'n', group: 'candidates', advanced: true, label: 'Edges kept', unit: 'edges', meaning: 'Chords that each state keeps as edges of the kinetic graph: those of least rise of U along the way, of images times its squared length.' },
  { key: 'chordPoints', flag: 'n', group: 'candidates', advanced: true, label: 'Points of a chord', unit: 'points', meaning: 'Points between two inherent structures at which U is looked at.' },
  { key: 'seed', flag: 'n', group: 'what', label: 'Seed', meaning: 'Seed of every random number of the map. The same seed and settings give the same map.' },
  { key: 'descentSteps', flag: 'n', otherwise: 'by dimension', group: 'what', advanced: true, label: 'Descent, at most', unit: 'steps', meaning: 'Steps after which a descent to a local minimum is ended.' },
  { key: 'descentPatience', flag: 'n', otherwise: '10', group: 'what', advanced: true, label: 'Descent patience', unit: 'steps', meaning: 'Steps without a lower energy after which a descent stops.' },

  { key: 'alpha', flag: 'α', otherwise: 'chosen by a sweep', group: 'trials', own: true, symbol: 'α', label: 'Magnet strength', unit: '1/distance', meaning: 'Strength of the pull toward the target: the target density is exp(−\u2060[U(x)/T\u00a0+\u00a0α‖x\u00a0−\u00a0x*‖]). α is not divided by T. A weak magnet finds many basins, a strong one few; the sweep finds the range between and takes its middle.' },
  { key: 'temperature', flag: 'T', group: 'trials', symbol: 'T', label: 'Temperature', unit: 'of training', meaning: 'The density sampled is exp(−U/T). T = 1 is the temperature of training.' },
  { key: 'epsilon', flag: 'ε', otherwise: 'the ε of training', group: 'trials', symbol: 'ε', label: 'Langevin noise', unit: 'pixel value', meaning: 'Noise of one Langevin step, x ← x − (ε²/2)∇U/T + ε z. Unless set, the ε that the potential was trained with.' },
  { key: 'delta', flag: 'δ', otherwise: 'by dimension and ε', group: 'trials', symbol: 'δ', label: 'Success radius', unit: 'distance', meaning: 'A trial succeeds when ‖x − x*‖₂ ≤ δ. In flat terrain noise alone keeps a chain about N/α away from its target (N dimensions): δ must not be smaller.' },
  { key: 'patience', flag: 'M', otherwise: '50', group: 'trials', symbol: 'M', label: 'Patience', unit: 'steps', meaning: 'A trial fails after so many consecutive steps without a new minimum of its distance to the target.' },
  { key: 'maxSteps', flag: 'L', otherwise: 'by dimension', group: 'trials', symbol: 'Lₘₐₓ', label: 'Longest trial', unit: 'steps', meaning: 'A trial fails after so many steps in all.' },
  { key: 'repeats', flag: 'R', group: 'trials', symbol: 'R', label: 'Repeats', unit: 'trials', meaning: 'Trials in each direction against one candidate, at most.' },

  { key: 'nearest', flag: 'k', group: 'candidates', symbol: 'k', label: 'Candidates', unit: 'basins', meaning: 'Known basins that a new state is tried against: the nearest k in the ranking below.' },
  {
    key: 'rank', flag: 'rule', group: 'candidates', label: 'Ranked by',
    meaning: 'How known basins are ordered for a new state.',
    choices: [
      { value: 'line', label: 'Highest U on the line', meaning: 'The maximum of U on a 10-point straight line to the basin’s representative.' },
      { value: 'distance', label: 'Distance', meaning: 'Euclidean distance to the basin’s representative.' },
    ],
  },
  { key: 'consolidateNearest', flag: 'n', group: 'candidates', label: 'Consolidation', unit: 'neighbours', meaning: 'When consolidating, every basin is tried against so many of its nearest; a success merges the two.' },
  { key: 'minDepth', flag: 'U', otherwise: 'T in the plane', group: 'candidates', label: 'Least depth', unit: 'energy U', meaning: 'Two basins are one when the refined barrier between them rises less than this above the shallower minimum. Unless set: T.' },

  { key: 'barrierNearest', flag: 'n', group: 'barriers', label: 'Nearest basins', unit: 'basins', meaning: 'After the main run every basin is tried against so many of its nearest, to find barriers; every set of a kinetic map against those with the lowest free-energy barriers. Pairs beyond stay untested.' },
  { key: 'barrierRepeats', flag: 'n', group: 'barriers', label: 'Repeats', unit: 'trials', meaning: 'Trials in each direction for a pair of basins. The lowest path maximum is kept.' },
  { key: 'rampRepeats', flag: 'n', group: 'barriers', label: 'Repeats', unit: 'trials', none: 'none', meaning: 'Trials in each direction between neighbouring sets, with a magnet that grows until the chain arrives: the α at which it does is the critical one. Of several repeats its median and interval are shown. 0 measures none.' },
  { key: 'alphaFrom', flag: 'α', otherwise: 'N/4δ', group: 'barriers', advanced: true, label: 'Magnet at first', unit: '1/distance', meaning: 'Strength of the growing magnet at the start of a trial: too weak to bring a chain anywhere.' },
  { key: 'alphaTo', flag: 'α', otherwise: '64 times as strong, at most 4δ/ε²', group: 'barriers', advanced: true, label: 'Magnet at last', unit: '1/distance', meaning: 'Strength at its end. Of a chain that has not arrived by then only this is known: its critical α is larger.' },
  { key: 'rampSteps', flag: 'n', otherwise: 'by dimension', group: 'barriers', advanced: true, label: 'Ramp', unit: 'steps', meaning: 'Steps in which the magnet grows from its first strength to its last, by the same factor each. A slower ramp finds a weaker critical α: values compare within one map.' },
  { key: 'barrierAlphaFactor', flag: 'x', group: 'barriers', label: 'Magnet factor', unit: '× α', meaning: 'For barriers the magnet is stronger than for placing, by this factor.' },
  {
    key: 'refine', flag: 'how', otherwise: 'string, none where samples are placed', group: 'barriers', label: 'Refinement',
    meaning: 'Relaxes the best diffusion path of a joined pair, giving the refined barrier beside the AD barrier; in a kinetic map the lowest ways over the graph at the joins of the tree.',
    choices: [
      { value: 'string', label: 'String method', meaning: 'The path becomes a chain of images that relaxes toward a minimum-energy path.' },
      { value: 'none', label: 'None', meaning: 'Only AD barriers, which are upper bounds.' },
    ],
  },
  { key: 'refineImages', flag: 'n', otherwise: 'by dimension', group: 'barriers', advanced: true, label: 'Path images', unit: 'points', meaning: 'Points of the relaxed path.' },
  { key: 'refineSteps', flag: 'n', otherwise: 'by dimension', group: 'barriers', advanced: true, label: 'Relaxation steps', unit: 'steps', meaning: 'Steps of the relaxation.' },

  { key: 'engine', flag: 'engine', group: 'machine', own: true, ...wordsOf(engineSettings.engine) },
  { key: 'device', flag: 'device', group: 'machine', own: true, ...wordsOf(engineSettings.device) },
  { key: 'slots', flag: 'n', otherwise: 'by dimension', group: 'machine', label: 'Chains at once', unit: 'chains', meaning: 'Trials that run as one batch. A finished trial leaves at once and the next takes its place.' },
  { key: 'threads', flag: 'n', group: 'machine', advanced: true, ...wordsOf(engineSettings.threads) },
];

const describe = describer(settingsByMethod);

/** Every setting of a map, in the order of the form. */
export const settingsCatalog: readonly MapSetting[] = WORDS.map((words) => ({ ...words, ...describe(words.key, words.group, words, words.choices) }) as MapSetting);

const byKey = new Map(settingsCatalog.map((setting) => [setting.key, setting]));

/** What is known of a setting by its key; null for a key of a newer program. */
export function settingOf(key: string): MapSetting | null {
  return byKey.get(key as SettingKey) ?? null;
}

/** Whether a method has a setting. */
export function hasEffect(setting: MapSetting, method: MapMethod | null): boolean {
  return settingKeys(method).includes(setting.key);
}
