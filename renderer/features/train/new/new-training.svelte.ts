import { SvelteMap } from 'svelte/reactivity';
import type { EngineChoice } from '../../../../core/contract/engine.ts';
import type { SettingsWarning } from '../../../../core/contract/map-settings.ts';
import type { LayerRow } from '../../../../core/contract/network.ts';
import type { DatasetInspection } from '../../../../core/contract/requests.ts';
import type { ToyDensitySettings, TrainingConfig, TrainingPhase } from '../../../../core/contract/training-config.ts';
import type { BundledDataset, NewRunPlan, RunPlan, RunSummary, StartingPoint, TrainingEstimate, TrainingPreset } from '../../../../core/contract/training-run.ts';
import { request } from '../../../lib/bridge.ts';
import { failureOf, type Failure } from '../../../lib/failure.ts';
import { fileNameOf, isPlane } from '../../../lib/format.ts';
import { Resource } from '../../../lib/resource.svelte.ts';
import { withValueAt } from '../config/config-path.ts';
import { lineSettings } from '../config/setting-lines.ts';
import { PriorPotential, type LearnedPart, type WeightLayer } from './prior-potential.svelte.ts';
import { netsOf, widthOf, withChannels, withWidth } from './networks.ts';

interface Options {
  readonly presets: readonly TrainingPreset[];
  readonly datasets: readonly BundledDataset[];
}

interface Check {
  readonly warnings: readonly SettingsWarning[];
  readonly parameters: number;
  readonly layers: readonly LayerRow[];
  readonly images: number | null;
}

type Keeping = NonNullable<RunPlan['keeping']>;

/** A check is asked for when typing has come to rest. */
const rest = 260;

const firstDensity: ToyDensitySettings = { type: 'gmm', groups: 8, sd: 0.15, radius: 1 };

/** A training run about to be made: its config, what is known to fail about it, and how long it would take here. */
export class NewTraining {
  readonly options = new Resource<Options>();
  config = $state.raw<TrainingConfig | null>(null);
  /** What it goes on from; null: random weights. Its network is then that one's. */
  prior = $state.raw<PriorPotential | null>(null);
  /** Id of the preset begun with; a path where it was a file; empty where it was an earlier run. */
  basis = $state('');
  name = $state('');
  seed = $state(1);
  engine = $state.raw<EngineChoice>({ engine: 'onnxruntime', device: 'cpu', threads: 0 });
  keeping = $state.raw<Keeping>({ every: 500, newest: 5, nth: 10, best: true });
  skipBadImages = $state(false);
  readonly checked = new Resource<Check>();
  readonly estimate = new Resource<TrainingEstimate>();
  /** The estimate was made for other settings than those of now. */
  estimateIsOld = $state(false);
  readonly data = new Resource<DatasetInspection>();
  /** What is wrong with entries, by place in the config. */
  readonly problems = new SvelteMap<string, string>();
  fileWarnings = $state.raw<readonly SettingsWarning[]>([]);
  refusal = $state.raw<Failure | null>(null);
  busy = $state(false);
  /** Counts the times that the fields were filled from elsewhere: drafts in them are then of no use. */
  filled = $state(0);
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #taken: readonly string[];

  /** `taken`: names that other runs have. */
  constructor(taken: readonly string[]) {
    this.#taken = taken;
  }

  /** Those for the states that are learned on. */
  readonly presets = $derived<readonly TrainingPreset[]>((this.options.value?.presets ?? []).filter(({ config }) => this.prior === null || (config.data.kind === 'toy') === this.prior.plane));
  readonly datasets = $derived<readonly BundledDataset[]>(this.options.value?.datasets ?? []);
  readonly nets = $derived(netsOf(this.presets));
  readonly plane = $derived(this.config?.data.kind === 'toy');
  readonly totalUpdates = $derived(this.config?.phases.reduce((sum, phase) => sum + phase.updates, 0) ?? 0);
  /** Langevin steps of single chains in the whole run. */
  readonly chainSteps = $derived(this.config ? this.totalUpdates * this.config.batchSize * this.config.shortRun.steps : 0);
  readonly warnings = $derived<readonly SettingsWarning[]>(unique([...(this.checked.error ? [] : (this.checked.value?.warnings ?? [])), ...(this.estimateIsOld ? [] : (this.estimate.value?.warnings ?? []))]));
  readonly trouble = $derived(this.checked.error ? failureOf(this.checked.error, 'These settings cannot work together') : null);
  readonly suggestedName = $derived.by(() => freeName(this.prior ? `${this.prior.potential.name}, trained on` : (this.config?.name ?? 'Training'), this.#taken));
  readonly ready = $derived(!this.busy && this.config !== null && this.problems.size === 0 && this.checked.error === null && this.prior?.trained?.length !== 0);

  /**
   * Loads presets and bundled data, and begins with an earlier run or the first preset for a desktop; `potential`: one of the
   * workspace to go on from. Rejects where what learning would start from cannot be read.
   */
  async open(like: RunSummary | null, potential: string | null = null): Promise<void> {
    await this.options.load(() => request('training.options', {}));
    const of: StartingPoint | null = potential !== null ? { potential } : like?.config.from ? { run: like.id } : null;
    if (of) this.prior = new PriorPotential(of, await request('training.from', { of }), like?.config.from?.trained ?? null);
    if (like) {
      const { config, seed, engine, keeping, skipBadImages } = like;
      this.engine = engine;
      this.keeping = keeping;
      this.seed = seed;
      this.skipBadImages = skipBadImages;
      this.#fill(config, '');
      return;
    }
    const first = this.#presetLike(this.prior?.potential.name ?? '') ?? this.presets.find((preset) => preset.origin === 'ours') ?? this.presets[0];
    if (first) this.usePreset(first.id);
  }

  usePreset(id: string): void {
    const preset = this.presets.find((one) => one.id === id);
    if (preset) this.#fill({ ...preset.config, name: preset.name }, id);
  }

  /** Takes a config file of ours or of the reference. Rejects where it cannot be read. */
  async useFile(path: string): Promise<void> {
    const { config, warnings } = await request('training.readConfig', { path });
    this.#fill(config, path);
    this.fileWarnings = warnings;
  }

  /** Sets one value of the config, or of what is kept (`keeping.every`). */
  set(key: string, value: unknown): void {
    this.note(key, null);
    if (key.startsWith('keeping.')) this.keeping = withValueAt({ keeping: this.keeping }, key, value).keeping;
    else if (this.config) this.config = withValueAt(this.config, key, value);
    this.#changed();
  }

  note(key: string, problem: string | null): void {
    if (problem === null) this.problems.delete(key);
    else this.problems.set(key, problem);
  }

  setEngine(choice: Partial<EngineChoice>): void {
    this.engine = { ...this.engine, ...choice };
    this.#changed();
  }

  setDensity(density: ToyDensitySettings): void {
    if (!this.config) return;
    const net = this.prior || isPlane(this.config.architecture.inputShape) ? this.config.architecture : (this.nets.get('toy') ?? this.config.architecture);
    this.config = {
      ...this.config,
      data: { kind: 'toy', density },
      architecture: net,
      bankSize: this.config.bankSize ?? (this.config.shortRun.start === 'persistent' ? 10_000 : null),
    };
    this.data.clear();
    this.#changed();
  }

  /** From images to a 2D density or back, with settings that fit: those of a preset for that kind of data. */
  setKind(kind: 'toy' | 'images'): void {
    if (!this.config || this.config.data.kind === kind) return;
    const wanted = this.presets.filter((preset) => preset.config.data.kind === kind);
    const preset = wanted.find((one) => one.origin === 'ours') ?? wanted[0];
    if (preset) return this.usePreset(preset.id);
    if (kind === 'toy') this.setDensity(firstDensity);
  }

  /** Learns from a bundled set (by its name) or from whatever lies at a path. */
  async setImages(source: string): Promise<void> {
    const bundled = this.datasets.find((one) => one.name === source);
    if (bundled) {
      this.data.clear();
      return this.#useShape(source, bundled.shape);
    }
    this.#useShape(source, null);
    const found = await this.data.load(() => request('dataset.inspect', { path: source, labels: null }));
    if (found) this.#useShape(source, found.shape);
  }

  /** Which of the weights are learned. */
  setPart(part: LearnedPart): void {
    if (!this.prior) return;
    this.prior.part = part;
    this.#changed();
  }

  setLast(layers: number): void {
    if (!this.prior) return;
    this.prior.last = layers;
    this.#changed();
  }

  tick(layer: WeightLayer, on: boolean): void {
    this.prior?.tick(layer, on);
    this.#changed();
  }

  setNet(net: string): void {
    const known = this.nets.get(net);
    if (!known || !this.config) return;
    const channels = this.config.architecture.inputShape[0];
    const width = widthOf(this.config.architecture);
    const fitted = withChannels(known, channels);
    this.#useArchitecture(width === null ? fitted : withWidth(fitted, width));
  }

  setWidth(width: number): void {
    if (this.config) this.#useArchitecture(withWidth(this.config.architecture, width));
  }

  setPhase(index: number, phase: Partial<TrainingPhase>): void {
    if (!this.config) return;
    this.config = { ...this.config, phases: this.config.phases.map((one, i) => (i === index ? { ...one, ...phase } : one)) };
    this.#changed();
  }

  addPhase(): void {
    const last = this.config?.phases.at(-1);
    if (!this.config || !last) return;
    // Adam first, then SGD: the usual way to a convergent model.
    const next: TrainingPhase = last.optimizer === 'adam' ? { ...last, optimizer: 'sgd', lrInit: last.lrInit * 10, lrMin: last.lrInit * 10, lrDecay: 1 } : { ...last };
    this.config = { ...this.config, phases: [...this.config.phases, next] };
    this.#changed();
  }

  removePhase(index: number): void {
    if (!this.config || this.config.phases.length < 2) return;
    this.config = { ...this.config, phases: this.config.phases.filter((_, i) => i !== index) };
    for (const key of [...this.problems.keys()]) if (key.startsWith('phases.')) this.problems.delete(key);
    this.filled++;
    this.#changed();
  }

  setLongRun(on: boolean): void {
    if (!this.config) return;
    const { updates } = { updates: this.totalUpdates };
    this.config = { ...this.config, longRun: on ? { every: Math.max(1, Math.round(updates / 10)), steps: 10_000, start: 'data' } : null };
    this.#changed();
  }

  /** Warnings that belong to a place of the config, or to one inside it. */
  warningsAt(key: string): readonly SettingsWarning[] {
    return this.warnings.filter(({ setting }) => belongs(setting, key));
  }

  /** Whether a warning is said at a place of the form. */
  isPlaced(warning: SettingsWarning): boolean {
    return trainingPlaces.some((key) => belongs(warning.setting, key));
  }

  /** Runs a few updates to tell how long all would take. */
  async measure(): Promise<void> {
    const start = this.#start();
    if (!start) return;
    this.estimateIsOld = false;
    await this.estimate.load(() => request('training.estimate', start));
  }

  /** Starts the run; null where it was refused, which `refusal` then says. */
  async start(): Promise<RunSummary | null> {
    const start = this.#start();
    if (!start || !this.ready) return null;
    this.busy = true;
    this.refusal = null;
    try {
      return await request('training.start', start);
    } catch (error) {
      this.refusal = failureOf(error, 'The run could not be started');
      return null;
    } finally {
      this.busy = false;
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** What it goes on from, as the host is told. */
  get #from(): NewRunPlan['from'] {
    return this.prior ? { of: this.prior.of, trained: this.prior.trained } : null;
  }

  #start(): NewRunPlan | null {
    if (!this.config) return null;
    const name = this.name.trim() || this.suggestedName;
    return { name, config: { ...this.config, name: this.config.name || name }, seed: this.seed, engine: this.engine, keeping: this.keeping, skipBadImages: this.skipBadImages, from: this.#from };
  }

  /** The preset whose data a potential's name begins to tell of: the garments for one that is called after them. */
  #presetLike(name: string): TrainingPreset | undefined {
    const found = this.presets.filter(({ origin }) => origin === 'ours').map((preset) => ({ preset, at: name.toLowerCase().indexOf(preset.id.split('-')[0]!) })).filter(({ at }) => at >= 0);
    return found.toSorted((a, b) => a.at - b.at)[0]?.preset;
  }

  #fill(filled: TrainingConfig, basis: string): void {
    const config = this.prior ? this.prior.fitted(filled, basis === '') : filled;
    this.config = config;
    this.basis = basis;
    this.problems.clear();
    this.fileWarnings = [];
    this.filled++;
    this.data.clear();
    const { data } = config;
    if (data.kind === 'images' && !this.datasets.some((one) => one.name === data.source)) void this.setImages(data.source);
    this.#changed();
  }

  /** `shape` null: not known yet, the channels stay. */
  #useShape(source: string, shape: readonly [number, number, number] | null): void {
    if (!this.config) return;
    const fits = this.prior !== null || !isPlane(this.config.architecture.inputShape);
    const net = fits ? this.config.architecture : (this.nets.get('vanilla') ?? this.nets.get('nonlocal') ?? this.config.architecture);
    const architecture = shape && !this.prior ? withChannels(net, shape[0]) : net;
    this.config = { ...this.config, data: { kind: 'images', source, shape: architecture.inputShape }, architecture };
    this.#changed();
  }

  #useArchitecture(architecture: TrainingConfig['architecture']): void {
    if (!this.config) return;
    const { data } = this.config;
    this.config = { ...this.config, architecture, data: data.kind === 'images' ? { ...data, shape: architecture.inputShape } : data };
    this.#changed();
  }

  #changed(): void {
    this.estimateIsOld = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#check(), rest);
  }

  async #check(): Promise<void> {
    const { config } = this;
    // Nothing to learn: the form says so itself.
    if (config && this.prior?.trained?.length !== 0) await this.checked.load(() => request('training.check', { config, from: this.#from }));
  }
}

/** Places of the form where warnings are shown. */
const trainingPlaces = ['data', 'shape', 'architecture', 'from', 'phases', 'lrInit', 'learningRate', 'seed', ...lineSettings.map(({ key }) => key)];

function belongs(setting: string, key: string): boolean {
  return setting === key || setting.startsWith(`${key}.`) || (key !== '' && key.split('.').at(-1) === setting);
}

function unique(warnings: readonly SettingsWarning[]): SettingsWarning[] {
  return warnings.filter((warning, i) => warnings.findIndex((other) => other.message === warning.message) === i);
}

/** The name, with a number where others have it already. */
function freeName(wanted: string, taken: readonly string[]): string {
  const base = fileNameOf(wanted).replace(/\.json$/i, '');
  if (!taken.includes(base)) return base;
  let count = 2;
  while (taken.includes(`${base} (${count})`)) count++;
  return `${base} (${count})`;
}
