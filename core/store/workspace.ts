import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CheckpointStore } from './checkpoint-store.ts';
import { CurveStore } from './curve-store.ts';
import { Database } from './database.ts';
import { HierarchyStore } from './hierarchy-store.ts';
import { HoldStore } from './hold-store.ts';
import { InherentStore } from './inherent-store.ts';
import { KineticStore } from './kinetic-store.ts';
import { OwnerLock } from './owner-lock.ts';
import { MapStore } from './map-store.ts';
import { MapTables } from './map-tables.ts';
import { MemberStore } from './member-store.ts';
import { MergeStore } from './merge-store.ts';
import { MetricStore } from './metric-store.ts';
import { migrate } from './migrate.ts';
import { MinimumStore } from './minimum-store.ts';
import { PathStore } from './path-store.ts';
import { PotentialStore } from './potential-store.ts';
import { RecentFileStore } from './recent-file-store.ts';
import { emptiness } from './rescue/damage.ts';
import { SettingStore } from './setting-store.ts';
import { damagedFile, StoreError } from './store-error.ts';
import { SweepStore } from './sweep-store.ts';
import { TrialStore } from './trial-store.ts';
import { makeFolder } from './make-folder.ts';

/** The file in a workspace's folder that holds all but weights and trainings. */
export const WORKSPACE_FILE = 'workspace.sqlite';

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    // Not there or not to be looked at: whoever goes on to use it gets the reason.
    return false;
  }
}

/**
 * A workspace folder: `workspace.sqlite` with everything but large arrays, and the weights beside it in `potentials/`.
 * Several programs and threads may have it open, each through its own Workspace; one at a time writes a map (OwnerLock).
 */
export class Workspace {
  /** Absolute path of the folder. */
  readonly folder: string;
  readonly potentials: PotentialStore;
  readonly maps: MapStore;
  /** Rows of maps as they stand, for taking a map from one workspace to another. */
  readonly tables: MapTables;
  readonly hierarchies: HierarchyStore;
  readonly minima: MinimumStore;
  readonly members: MemberStore;
  /** Of kinetic maps: where quenches of their states ended. */
  readonly inherent: InherentStore;
  /** Of kinetic maps: the graph of their states, its slow modes and their scores. */
  readonly kinetic: KineticStore;
  /** Of kinetic maps: unbiased chains watched in their sets. */
  readonly holds: HoldStore;
  readonly trials: TrialStore;
  readonly paths: PathStore;
  readonly merges: MergeStore;
  readonly curves: CurveStore;
  readonly metrics: MetricStore;
  readonly checkpoints: CheckpointStore;
  readonly lock: OwnerLock;
  readonly sweeps: SweepStore;
  /** Who runs which sweep. */
  readonly sweepLock: OwnerLock;
  readonly settings: SettingStore;
  readonly recentFiles: RecentFileStore;
  readonly #database: Database;

  constructor(folder: string, database: Database) {
    this.folder = folder;
    this.#database = database;
    this.potentials = new PotentialStore(database, folder);
    this.maps = new MapStore(database);
    this.tables = new MapTables(database);
    this.hierarchies = new HierarchyStore(database);
    this.minima = new MinimumStore(database);
    this.members = new MemberStore(database);
    this.inherent = new InherentStore(database);
    this.kinetic = new KineticStore(database, this.inherent);
    this.holds = new HoldStore(database);
    this.trials = new TrialStore(database);
    this.paths = new PathStore(database);
    this.merges = new MergeStore(database);
    this.curves = new CurveStore(database);
    this.metrics = new MetricStore(database);
    this.lock = new OwnerLock(database, 'map');
    this.checkpoints = new CheckpointStore(database, this);
    this.sweeps = new SweepStore(database);
    this.sweepLock = new OwnerLock(database, 'sweep_plan');
    this.settings = new SettingStore(database);
    this.recentFiles = new RecentFileStore(database);
  }

  /** Runs `read` so that all it sees is of one moment, whatever a running map commits meanwhile. */
  snapshot<T>(read: () => T): T {
    return this.#database.snapshot(read);
  }

  /** Another text whenever something was written since, by this program or another. */
  version(): string {
    return this.#database.version();
  }

  transaction<T>(work: () => T): T {
    return this.#database.transaction(work);
  }

  close(): void {
    this.#database.close();
  }
}

/** Whether there is a workspace in this folder already. */
export function isWorkspace(path: string): boolean {
  return isFile(join(resolve(path), WORKSPACE_FILE));
}

/**
 * Opens a workspace folder; with `create` (the default) makes it when it is not there. With `recover` (the default) maps and sweeps left running by a
 * program that died become `interrupted`; a thread of a program that has done so leaves that be.
 *
 * Throws StoreError when the path is not a folder, is not a workspace (and `create` is false), was written by a
 * newer Basinscope, is damaged, or cannot be written.
 */
export function openWorkspace(path: string, options: { readonly create?: boolean; readonly recover?: boolean } = {}): Workspace {
  const folder = resolve(path);
  const file = join(folder, WORKSPACE_FILE);
  const create = options.create ?? true;
  if (!create && !isFile(file)) {
    throw new StoreError(`${folder} is not a workspace: it holds no ${WORKSPACE_FILE}. Give the folder that a map was written to.`);
  }
  if (isFile(folder)) {
    throw new StoreError(`${folder} is a file: a workspace is a folder. Choose another place.`);
  }
  try {
    makeFolder(join(folder, 'potentials'));
  } catch (error) {
    throw new StoreError(`The folder ${folder} cannot be written: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  const empty = emptiness(folder, WORKSPACE_FILE);
  if (empty !== null) throw damagedFile(file, empty);
  const database = new Database(file);
  try {
    migrate(database);
    const workspace = new Workspace(folder, database);
    if (options.recover ?? true) {
      workspace.lock.recover();
      workspace.holds.recover();
      workspace.sweepLock.recover();
    }
    return workspace;
  } catch (error) {
    database.close();
    throw error;
  }
}
