import { SvelteMap } from 'svelte/reactivity';
import type { MapSummary } from '../../../../core/contract/map-record.ts';
import { settingKeys } from '../../../../core/contract/map-settings.ts';
import type { AnySettings, MapSettings, SettingKey, SettingsWarning } from '../../../../core/contract/map-settings.ts';
import type { DatasetInspection } from '../../../../core/contract/requests.ts';
import type { EpsilonCheck, PotentialSummary } from '../../../../core/contract/potential.ts';
import { request } from '../../../lib/bridge.ts';
import { failureOf, type Failure } from '../../../lib/failure.ts';
import { Resource } from '../../../lib/resource.svelte.ts';
import { changedSettings } from './changed-settings.ts';
import { autoName } from './map-name.ts';

interface Plan {
  readonly settings: MapSettings;
  readonly warnings: readonly SettingsWarning[];
}

/** Defaults are asked for when typing has come to rest. */
const rest = 220;

/** A map about to be made: what was chosen, what the rest will be, and what is to be said about it. */
export class NewMapForm {
  readonly potential: string;
  name = $state('');
  /** Only what was chosen; everything else is left to the defaults. */
  chosen = $state.raw<Partial<AnySettings>>({});
  /** Fixed α: its number may still be missing. */
  alphaFixed = $state(false);
  dataset = $state<string | null>(null);
  labels = $state<string | null>(null);
  readonly plan = new Resource<Plan>();
  readonly data = new Resource<DatasetInspection>();
  /** Whether data set and potential belong together; asked beside everything else, and nothing waits for it. */
  readonly check = new Resource<EpsilonCheck | null>();
  /** What is wrong with entries, by setting. */
  readonly problems = new SvelteMap<SettingKey, string>();
  refusal = $state.raw<Failure | null>(null);
  busy = $state(false);
  /** Counts the times that the fields were filled from elsewhere: drafts in them are then of no use. */
  filled = $state(0);
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #taken: readonly string[];
  readonly #shape: PotentialSummary['network']['inputShape'];
  readonly #trainEpsilon: number;

  /** `taken`: names that other maps of the potential have. */
  constructor({ id, network, trainEpsilon }: PotentialSummary, taken: readonly string[]) {
    this.potential = id;
    this.#shape = network.inputShape;
    this.#trainEpsilon = trainEpsilon;
    this.#taken = taken;
  }

  /** Settings as they will be, as far as is known. */
  readonly settings = $derived<Partial<AnySettings>>({ ...this.plan.value?.settings, ...this.chosen });
  readonly wantsData = $derived(this.chosen.start === 'data' || (this.chosen.start === undefined && this.dataset !== null));
  /** The data set in use: one that was chosen is kept while states start elsewhere. */
  readonly usedDataset = $derived(this.wantsData ? this.dataset : null);
  readonly suggestedName = $derived.by(() => autoName(this.settings, this.chosen, this.#taken));
  /** Whether the plan is that of other settings than those shown: the data set is not chosen yet, or still being read. */
  readonly stale = $derived(this.wantsData && (this.dataset === null || this.data.loading || this.plan.loading));
  readonly warnings = $derived<readonly SettingsWarning[]>(this.plan.error === null && !this.stale ? (this.plan.value?.warnings ?? []) : []);
  readonly trouble = $derived(this.plan.error ? failureOf(this.plan.error, 'These settings cannot work together') : null);
  readonly dataTrouble = $derived(this.data.error ? failureOf(this.data.error, 'This data set cannot be used') : null);
  /** What speaks against the data set, or the potential's ε; null: nothing, or not known yet. */
  readonly doubt = $derived(this.check.value !== null && this.check.value.verdict !== 'fits' ? this.check.value : null);
  readonly missing = $derived.by<SettingKey | null>(() => {
    if (this.wantsData && this.dataset === null) return 'start';
    if (this.alphaFixed && this.chosen.alpha === undefined) return 'alpha';
    return null;
  });
  /** A plan under way holds nobody up: what is started is planned once more. */
  readonly ready = $derived(!this.busy && !(this.wantsData && this.data.loading) && this.missing === null && this.problems.size === 0 && this.plan.error === null && this.plan.value !== null && !(this.wantsData && this.data.error !== null));

  /** Chooses a value; null leaves it to the default. */
  set<K extends SettingKey>(key: K, value: AnySettings[K] | null): void {
    if (value === null) {
      const { [key]: _left, ...others } = this.chosen;
      this.chosen = others as Partial<AnySettings>;
    } else this.chosen = { ...this.chosen, [key]: value };
    if (key === 'method') this.#dropForeign();
    if (key === 'skipBadImages') void this.#inspect();
    this.askSoon();
  }

  /** What the method does not have cannot be set. */
  #dropForeign(): void {
    const known = settingKeys(this.chosen.method ?? null);
    this.chosen = Object.fromEntries(Object.entries(this.chosen).filter(([key]) => known.includes(key as SettingKey)));
    for (const key of [...this.problems.keys()]) if (!known.includes(key)) this.problems.delete(key);
  }

  /** What is asked for. Settings that only one method has go with the name of the method shown. */
  get #asked(): Partial<AnySettings> {
    const open = settingKeys(null);
    const own = Object.keys(this.chosen).some((key) => !open.includes(key as SettingKey));
    return { ...this.chosen, method: this.chosen.method ?? (own ? this.plan.value?.settings.method : null) ?? null };
  }

  note(key: SettingKey, problem: string | null): void {
    if (problem === null) this.problems.delete(key);
    else this.problems.set(key, problem);
  }

  setAlphaFixed(fixed: boolean): void {
    this.alphaFixed = fixed;
    this.note('alpha', null);
    if (!fixed) this.set('alpha', null);
  }

  setMachine(engine: AnySettings['engine'], device: AnySettings['device']): void {
    this.chosen = { ...this.chosen, engine, device };
    this.askSoon();
  }

  setDataset(path: string | null): void {
    this.dataset = path;
    this.labels = null;
    if (path === null) this.data.clear();
    else void this.#inspect();
    this.#checkData();
    this.askSoon();
  }

  setLabels(path: string | null): void {
    this.labels = path;
    void this.#inspect();
  }

  /** Whether a setting was chosen rather than left to its default. */
  isChosen(key: SettingKey): boolean {
    return this.chosen[key] !== undefined;
  }

  /** Takes over what an earlier map was made with; null: back to the defaults. */
  async fillFrom(map: MapSummary | null): Promise<void> {
    this.chosen = {};
    this.alphaFixed = false;
    this.problems.clear();
    this.dataset = map?.dataset ?? null;
    this.labels = map?.labels ?? null;
    this.filled++;
    if (this.dataset === null) this.data.clear();
    else void this.#inspect();
    this.#checkData();
    await this.ask();
    if (map) {
      // Where the defaults cannot be told, its data set being gone, all of its settings are taken over.
      this.chosen = changedSettings(map.settings, this.plan.error === null ? (this.plan.value?.settings ?? {}) : {});
      this.alphaFixed = 'alpha' in map.settings && map.settings.alpha !== null;
      await this.ask();
    }
  }

  askSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.ask(), rest);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Asks what the settings left open will be, and what is known to fail. */
  async ask(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.wantsData && this.dataset === null) return;
    await this.plan.load(() => request('map.defaults', { potential: this.potential, settings: this.#asked, dataset: this.usedDataset }));
  }

  /** Starts the map; null where it was refused, which `refusal` then says. */
  async start(): Promise<MapSummary | null> {
    if (!this.ready) return null;
    this.busy = true;
    this.refusal = null;
    try {
      return await request('map.start', {
        potential: this.potential,
        name: this.name.trim() || this.suggestedName,
        settings: this.#asked,
        dataset: this.usedDataset,
        labels: this.wantsData ? this.labels : null,
      });
    } catch (error) {
      this.refusal = failureOf(error, 'The map could not be started');
      return null;
    } finally {
      this.busy = false;
    }
  }

  #checkData(): void {
    const dataset = this.dataset;
    this.check.clear();
    if (dataset !== null) void this.check.load(async () => (await request('potential.checkEpsilon', { of: { potential: this.potential }, trainEpsilon: this.#trainEpsilon, dataset })).check);
  }

  async #inspect(): Promise<void> {
    const path = this.dataset;
    const skipBad = this.chosen.skipBadImages === true;
    if (path !== null) await this.data.load(() => request('dataset.inspect', { path, labels: this.labels, prefer: 'test', skipBad, fit: [...this.#shape] }));
  }
}
