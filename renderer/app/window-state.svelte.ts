import type { GivenImage } from '../../core/contract/location.ts';
import type { MapSummary } from '../../core/contract/map-record.ts';
import type { RunSummary } from '../../core/contract/training-run.ts';
import { BUNDLE_ENDING } from '../../core/contract/bundle.ts';
import { replays } from '../features/bundle/replays.svelte.ts';
import { askEarly } from '../features/map/early-landscape.ts';
import { givenImageOf, isImageFile } from '../features/map/locate/given-image.ts';
import { bridge, request } from '../lib/bridge.ts';
import { fileNameOf } from '../lib/format.ts';
import { notices } from '../lib/notices.svelte.ts';
import { Stored } from '../lib/stored.svelte.ts';
import type { NewSweepSubject } from '../features/sweep/new/new-sweep-form.svelte.ts';
import { Workspace } from '../lib/workspace.svelte.ts';
import { firstMap } from './first-map.ts';

export type WindowDialog =
  | { kind: 'import'; path: string }
  | { kind: 'new-map'; potential: string; like: MapSummary | null }
  | { kind: 'new-training'; like: RunSummary | null; file: string | null; potential: string | null }
  | { kind: 'new-sweep'; of: NewSweepSubject }
  | { kind: 'shortcuts' };

const storedText = (stored: unknown): string | null => (typeof stored === 'string' ? stored : null);

/** What the window shows: the workspace, what of it is opened, and the dialog above it. */
export class WindowState {
  readonly workspace = new Workspace();
  dialog = $state.raw<WindowDialog | null>(null);
  /** Files still to be asked about, after the one in the dialog. */
  #waiting: readonly string[] = [];
  #choosing = false;
  /** A bundle is being opened: files after it wait, so that the last one named is the one shown. */
  #opening = false;
  readonly #potential = new Stored<string>('opened.potential', '', storedText);
  readonly #map = new Stored<string>('opened.map', '', storedText);
  readonly #run = new Stored<string>('opened.run', '', storedText);
  readonly #sweep = new Stored<string>('opened.sweep', '', storedText);
  /** The image last given to look for, on the map that was in view then. */
  asked = $state.raw<{ readonly image: GivenImage } | null>(null);
  /** The machines that compute are in view, in place of whatever is opened. */
  showsMachines = $state(false);
  /** Runs being compared, in place of whatever is opened; null: none. */
  comparing = $state.raw<readonly string[] | null>(null);

  readonly sweep = $derived(this.workspace.sweep(this.#sweep.value));
  readonly run = $derived(this.sweep ? null : this.workspace.run(this.#run.value));
  /** A sweep or run in view stands before the map or potential that was opened before it. */
  readonly map = $derived(this.sweep || this.run ? null : this.workspace.map(this.#map.value));
  readonly potential = $derived(this.sweep || this.run ? null : this.workspace.potential(this.map?.potential ?? this.#potential.value));

  /** Whether images can be looked for on what is in view. */
  readonly locates = $derived(this.map?.settings.method === 'kinetic' && this.map.basins > 0 && this.comparing === null && !this.showsMachines);

  constructor() {
    this.workspace.onFirstView = (view) => {
      const map = view.maps.find(({ id }) => id === this.#map.value) ?? firstMap(view.maps);
      if (map && this.#run.value === '' && this.#sweep.value === '') askEarly(map.id);
    };
  }

  openMap(map: MapSummary): void {
    this.showsMachines = false;
    if (map.id !== this.map?.id) askEarly(map.id);
    this.#closeRun();
    if (map.id !== this.#map.value) this.asked = null;
    this.#map.value = map.id;
    this.#potential.value = map.potential;
  }

  openPotential(id: string): void {
    this.showsMachines = false;
    this.#closeRun();
    this.asked = null;
    this.#map.value = '';
    this.#potential.value = id;
  }

  openRun(id: string): void {
    this.showsMachines = false;
    this.comparing = null;
    this.#sweep.value = '';
    this.#run.value = id;
  }

  openSweep(id: string): void {
    this.showsMachines = false;
    this.comparing = null;
    this.#sweep.value = id;
  }

  /** Opens the map or run of a cell. */
  openCell(job: string): void {
    const map = this.workspace.map(job);
    if (map) this.openMap(map);
    else if (this.workspace.run(job)) this.openRun(job);
  }

  compare(runs: readonly string[]): void {
    this.showsMachines = false;
    this.comparing = runs;
  }

  /** Opens something where what was opened is gone, or nothing was. */
  settle(): void {
    if (this.potential || this.run || this.sweep) return;
    const map = firstMap(this.workspace.maps);
    const potential = this.workspace.potentials[0];
    const { showsMachines } = this;
    if (map) this.openMap(map);
    else if (potential) this.openPotential(potential.id);
    // Behind the page that is in view: nobody has chosen it.
    this.showsMachines = showsMachines;
  }

  /** Asks for a weights file, then about it; in place of the one being asked about, where there is one. */
  async chooseFile(): Promise<void> {
    if (this.#choosing) return;
    this.#choosing = true;
    try {
      const { path } = await request('dialog.openPotential', {});
      if (path === null) return;
      // In place of the one being asked about.
      if (this.dialog?.kind === 'import') this.dialog = null;
      this.#waiting = [path, ...this.#waiting];
      this.importFiles([]);
    } catch (error) {
      notices.error('No file could be chosen', error);
    } finally {
      this.#choosing = false;
    }
  }

  /** Asks about files one after the other. */
  importFiles(paths: readonly string[]): void {
    this.#waiting = [...this.#waiting, ...paths];
    // A file opened from outside does not take the place of a form someone is filling in.
    if (!this.#opening && (this.dialog === null || this.dialog.kind === 'shortcuts')) this.#nextFile();
  }

  /** Files dropped on the window: an image is looked for on the map in view, all else is opened. */
  async importDropped(files: readonly File[]): Promise<void> {
    const image = files.find((file) => isImageFile(file.name));
    if (image) await this.locate(image);
    this.importFiles(files.filter((file) => !isImageFile(file.name)).map((file) => bridge().pathOfDroppedFile(file)).filter((path) => path !== ''));
  }

  /** Looks for an image on the map in view; without one that can be asked, says what to do. */
  async locate(file: File): Promise<void> {
    if (!this.locates) {
      notices.info('An image is looked for on a kinetic map', `Open a finished kinetic map${this.potential ? `, or make one of “${this.potential.name}” by New map` : ''}, then drop “${file.name || 'the image'}” on it again.`);
      return;
    }
    try {
      this.asked = { image: await givenImageOf(file, (one) => bridge().pathOfDroppedFile(one)) };
    } catch (error) {
      notices.error('The image could not be read', error);
    }
  }

  newMap(potential: string | null = this.potential?.id ?? null, like: MapSummary | null = null): void {
    if (potential && this.dialog === null) this.dialog = { kind: 'new-map', potential, like };
  }

  newTraining(like: RunSummary | null = null): void {
    if (this.dialog === null) this.dialog = { kind: 'new-training', like, file: null, potential: null };
  }

  /** Asks about a sweep of what is in view: of maps of a potential, or of trainings like a run. */
  newSweep(of: NewSweepSubject = { potential: this.potential?.id ?? this.workspace.potentials[0]?.id ?? null, map: this.map?.id ?? null, run: this.run?.id ?? null }): void {
    if (this.dialog === null) this.dialog = { kind: 'new-sweep', of };
  }

  /** Asks about a training that goes on from a potential's weights. */
  trainOn(potential: string | null = this.potential?.id ?? null): void {
    if (potential && this.dialog === null) this.dialog = { kind: 'new-training', like: null, file: null, potential };
  }

  showShortcuts(): void {
    if (this.dialog === null) this.dialog = { kind: 'shortcuts' };
  }

  closeDialog(): void {
    this.dialog = null;
    this.#nextFile();
  }

  /** Brings what is in a bundle into the workspace and shows it. */
  async #openBundle(path: string): Promise<void> {
    this.#opening = true;
    try {
      const { kind, id, name, added } = await notices.during('Opening the bundle', fileNameOf(path), request('workspace.openBundle', { path }));
      await this.workspace.refresh();
      const map = kind === 'map' ? this.workspace.map(id) : null;
      if (map) this.openMap(map);
      else if (kind === 'run') this.openRun(id);
      const replay = { label: 'Replay…', run: () => replays.ask(path) };
      notices.suggest(added ? `“${name}” came from a bundle` : `“${name}” is here already`, `${fileNameOf(path)}. It can be computed again here, and held against itself.`, replay);
    } catch (error) {
      notices.error('The bundle could not be opened', error);
    } finally {
      this.#opening = false;
      if (this.dialog === null) this.#nextFile();
    }
  }

  #closeRun(): void {
    this.comparing = null;
    this.#sweep.value = '';
    this.#run.value = '';
  }

  #nextFile(): void {
    const [path, ...rest] = this.#waiting;
    this.#waiting = rest;
    if (path === undefined) return;
    if (path.toLowerCase().endsWith(BUNDLE_ENDING)) {
      void this.#openBundle(path);
      return;
    }
    // Weights are never JSON: that is the config of a training.
    this.dialog = /\.json$/i.test(path) ? { kind: 'new-training', like: null, file: path, potential: null } : { kind: 'import', path };
  }
}
