import { settingKeys } from '../../../../core/contract/map-settings.ts';
import type { MapSettings, SettingKey } from '../../../../core/contract/map-settings.ts';
import { axisWords, POTENTIAL_AXIS } from '../../../../core/contract/sweep-setting.ts';
import type { SweepSummary } from '../../../../core/contract/sweep.ts';
import type { Ask } from '../../../../core/contract/requests.ts';
import type { TrainingConfig } from '../../../../core/contract/training-config.ts';
import type { TrainingPreset } from '../../../../core/contract/training-run.ts';
import { request } from '../../../lib/bridge.ts';
import { failureOf, type Failure } from '../../../lib/failure.ts';
import { Resource } from '../../../lib/resource.svelte.ts';
import type { Workspace } from '../../../lib/workspace.svelte.ts';
import { NewMapForm } from '../../map/settings/new-map-form.svelte.ts';
import { valueAt } from '../../train/config/config-path.ts';
import { AxisForm, mapAxes, trainAxes, type AxisChoice } from './axis-form.svelte.ts';

/** What was in view when a sweep was asked for. */
export interface NewSweepSubject {
  readonly potential: string | null;
  /** A map whose settings to begin with; a run whose config to begin with. */
  readonly map: string | null;
  readonly run: string | null;
}

type Plan = Ask<'sweep.check'>['plan'];

const rest = 220;

/** A sweep about to be made: of what, over which settings, and how many cells that are. */
export class NewSweepForm {
  readonly #workspace: Workspace;
  kind = $state<'map' | 'train'>('map');
  name = $state('');
  repeats = $state<number | null>(1);
  /** Of a sweep of maps: settings of every cell, by the form of a single map. */
  map = $state.raw<NewMapForm | null>(null);
  mapBasis = $state('');
  /** Of a sweep of trainings. */
  readonly presets = new Resource<readonly TrainingPreset[]>();
  trainBasis = $state('');
  config = $state.raw<TrainingConfig | null>(null);
  updates = $state<number | null>(null);
  axes = $state.raw<readonly [AxisForm, AxisForm]>([new AxisForm('map'), new AxisForm('map')]);
  readonly checked = new Resource<{ readonly cells: number }>();
  refusal = $state.raw<Failure | null>(null);
  busy = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  readonly choices = $derived.by<readonly AxisChoice[]>(() => (this.kind === 'map' ? mapAxes(this.map?.settings.method ?? null) : this.config === null ? [] : trainAxes(this.config)));
  /** Potentials that can stand beside the one that is mapped: of the same states. */
  readonly potentials = $derived.by<readonly AxisChoice[]>(() => {
    const own = this.map === null ? null : this.#workspace.potential(this.map.potential);
    const shape = own?.network.inputShape.join();
    return this.#workspace.potentials.filter(({ network }) => network.inputShape.join() === shape).map(({ id, name }) => ({ value: id, label: name }));
  });
  readonly suggestedName = $derived.by(() => {
    const over = this.axes.filter(({ setting }) => setting !== '').map(({ kind, setting }) => axisWords(kind, setting)).map(({ symbol, label }) => symbol ?? label.toLowerCase());
    const subject = this.kind === 'map' ? (this.map === null ? '' : (this.#workspace.potential(this.map.potential)?.name ?? '')) : (this.config?.name ?? '');
    return `${subject} over ${over.length === 0 ? '…' : over.join(' and ')}`;
  });
  readonly plan = $derived.by<Plan | null>(() => this.#plan());
  /** As many cells as the axes make; null while they are not there. */
  readonly cells = $derived.by(() => {
    const counts = this.axes.map(({ result }) => (result === null ? 1 : 'values' in result ? result.values.length : null));
    return counts[0] === null || counts[1] === null || this.axes[0].setting === '' ? null : counts[0]! * counts[1]! * (this.repeats ?? 1);
  });
  readonly trouble = $derived(this.checked.error ? failureOf(this.checked.error, 'This sweep cannot be made') : null);
  readonly ready = $derived(!this.busy && this.plan !== null && this.checked.value !== null && this.checked.error === null && (this.kind === 'train' || this.map?.ready === true));

  async open({ potential, map, run }: NewSweepSubject): Promise<void> {
    const { presets } = await request('training.options', {});
    await this.presets.load(() => Promise.resolve(presets));
    this.#setBasis(run ?? presets.find(({ config, origin }) => origin === 'ours' && config.data.kind === 'toy')?.id ?? presets[0]?.id ?? '');
    if (potential !== null) await this.setPotential(potential, map);
    this.setKind(run !== null || potential === null ? 'train' : 'map');
  }

  setKind(kind: 'map' | 'train'): void {
    this.kind = kind;
    this.axes = [new AxisForm(kind), new AxisForm(kind)];
    const first = kind === 'map' ? ['temperature', this.choices.some(({ value }) => value === 'alpha') ? 'alpha' : 'seed'] : ['seed', ''];
    this.axes.forEach((axis, i) => first[i] !== '' && axis.choose(first[i]!, this.valueOf(first[i]!)));
    this.askSoon();
  }

  async setPotential(id: string, like: string | null = null): Promise<void> {
    const potential = this.#workspace.potential(id);
    if (potential === null) return;
    this.map?.stop();
    this.map = new NewMapForm(potential, []);
    await this.setMapBasis(like ?? '');
  }

  /** Settings of every cell as in an earlier map; empty: the defaults of the potential. */
  async setMapBasis(id: string): Promise<void> {
    this.mapBasis = id;
    await this.map?.fillFrom(this.#workspace.map(id));
    this.askSoon();
  }

  setTrainBasis(id: string): void {
    this.#setBasis(id);
    this.askSoon();
  }

  #setBasis(id: string): void {
    this.trainBasis = id;
    const preset = this.presets.value?.find((one) => one.id === id);
    const run = this.#workspace.run(id);
    this.config = preset ? { ...preset.config, name: preset.name } : run && run.config.from === undefined ? { ...run.config, name: run.name } : null;
    this.updates = this.config?.phases.reduce((sum, phase) => sum + phase.updates, 0) ?? null;
  }

  /** What a setting is in every cell so far. */
  valueOf(setting: string): unknown {
    return this.kind === 'map' ? this.map?.settings[setting as SettingKey] : valueAt(this.config, setting.replace(/^phases\.(?!\d)/, 'phases.0.'));
  }

  askSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.check(), rest);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.map?.stop();
  }

  async check(): Promise<void> {
    const { plan } = this;
    if (plan === null) this.checked.clear();
    else await this.checked.load(() => request('sweep.check', { plan }));
  }

  async start(): Promise<SweepSummary | null> {
    if (!this.ready || this.plan === null) return null;
    this.busy = true;
    this.refusal = null;
    try {
      return await request('sweep.start', { plan: this.plan });
    } catch (error) {
      this.refusal = failureOf(error, 'The sweep could not be started');
      return null;
    } finally {
      this.busy = false;
    }
  }

  #plan(): Plan | null {
    const results = this.axes.map(({ result }) => result).filter((result) => result !== null);
    const axes = results.flatMap((result) => ('axis' in result ? [result.axis] : []));
    if (axes.length < results.length || axes.length === 0 || this.repeats === null) return null;
    const shared = { name: this.name.trim() || this.suggestedName.slice(0, 200), axes, repeats: this.repeats };
    if (this.kind === 'train') {
      if (this.config === null || this.updates === null) return null;
      return { kind: 'train', ...shared, config: withUpdates(this.config, this.updates) };
    }
    const { map } = this;
    if (map === null || map.plan.value === null) return null;
    const own = axes.find(({ setting }) => setting === POTENTIAL_AXIS)?.values;
    return { kind: 'map', ...shared, potential: Array.isArray(own) ? String(own[0]) : map.potential, dataset: map.usedDataset, labels: map.wantsData ? map.labels : null, settings: chosenSettings(map) };
  }
}

/** What was chosen, under the method shown: what is left open each cell's map fills in for itself. */
function chosenSettings(map: NewMapForm): MapSettings {
  const method = map.settings.method ?? null;
  const known = settingKeys(method);
  // The host parses it: what is left out has its default there.
  return { ...Object.fromEntries(Object.entries(map.chosen).filter(([key]) => known.includes(key as SettingKey))), method } as MapSettings;
}

/** The config with so many updates in all: cut short within its phases, or its last phase made longer. */
function withUpdates(config: TrainingConfig, updates: number): TrainingConfig {
  let left = updates;
  const phases = config.phases.flatMap((phase) => {
    const own = Math.min(phase.updates, left);
    left -= own;
    return own === 0 ? [] : [{ ...phase, updates: own }];
  });
  return { ...config, phases: phases.map((phase, i) => (i === phases.length - 1 ? { ...phase, updates: phase.updates + left } : phase)) };
}
