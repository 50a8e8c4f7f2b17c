import type { Database } from './database.ts';
import { migrateToHierarchy } from './migrate-hierarchy.ts';

/** One step from a version of the workspace file to the next: SQL, or what SQL cannot say. */
export type Migration = string | ((database: Database) => void);

/**
 * The workspace file's history: migration i brings version i to version i + 1. A migration that has shipped is
 * never edited; a change of the schema is a new one at the end.
 *
 * Energies are in units of U. Arrays (x, energies, points) are little-endian float32. Basin ids and state numbers
 * are those of the map's records (core/mapping/records.ts). Columns of a hierarchy are little-endian int32, heights float64
 * (core/contract/linkage.ts). Columns of a kinetic map are little-endian int32 (a, b, edges) and float64 (the rest).
 */
export const migrations: readonly Migration[] = [
  `
  CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  CREATE TABLE recent_file (path TEXT PRIMARY KEY, opened_at TEXT NOT NULL, sequence INTEGER NOT NULL) STRICT;

  CREATE TABLE potential (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    architecture TEXT NOT NULL,
    parameters INTEGER NOT NULL,
    train_epsilon REAL NOT NULL,
    sha256 TEXT NOT NULL,
    provenance TEXT NOT NULL,
    bundled INTEGER NOT NULL,
    added_at TEXT NOT NULL,
    file TEXT NOT NULL
  ) STRICT;

  CREATE TABLE map (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    potential TEXT NOT NULL REFERENCES potential(id),
    status TEXT NOT NULL,
    settings TEXT NOT NULL,
    warnings TEXT NOT NULL,
    dataset TEXT,
    labels TEXT,
    basins INTEGER NOT NULL DEFAULT 0,
    states INTEGER NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0,
    chain_steps REAL NOT NULL DEFAULT 0,
    engine TEXT NOT NULL,
    bundled INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    failure TEXT,
    alpha REAL,
    scores TEXT,
    owner TEXT,
    owner_pid INTEGER,
    owner_host TEXT,
    owner_beat REAL
  ) STRICT;

  CREATE TABLE checkpoint (
    map TEXT PRIMARY KEY REFERENCES map(id) ON DELETE CASCADE,
    state BLOB NOT NULL,
    saved_at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE minimum (
    map TEXT NOT NULL REFERENCES map(id) ON DELETE CASCADE,
    basin INTEGER NOT NULL,
    survivor INTEGER NOT NULL,
    state INTEGER NOT NULL,
    energy REAL NOT NULL,
    x BLOB NOT NULL,
    PRIMARY KEY (map, basin)
  ) STRICT;
  CREATE INDEX minimum_survivor ON minimum (map, survivor);

  CREATE TABLE member (
    map TEXT NOT NULL,
    state INTEGER NOT NULL,
    placed_in INTEGER NOT NULL,
    energy REAL NOT NULL,
    source INTEGER,
    label TEXT,
    x BLOB NOT NULL,
    PRIMARY KEY (map, state),
    FOREIGN KEY (map, placed_in) REFERENCES minimum (map, basin) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
  ) STRICT;
  CREATE INDEX member_basin ON member (map, placed_in, energy, state);

  CREATE TABLE trial (
    map TEXT NOT NULL REFERENCES map(id) ON DELETE CASCADE,
    trial INTEGER NOT NULL,
    phase TEXT NOT NULL,
    from_state INTEGER,
    from_basin INTEGER,
    to_state INTEGER,
    to_basin INTEGER,
    alpha REAL NOT NULL,
    temperature REAL NOT NULL,
    epsilon REAL NOT NULL,
    success INTEGER NOT NULL,
    steps INTEGER NOT NULL,
    barrier REAL,
    closest REAL,
    PRIMARY KEY (map, trial)
  ) STRICT;
  CREATE INDEX trial_pair ON trial (map, from_basin, to_basin, success, barrier) WHERE from_basin IS NOT NULL AND to_basin IS NOT NULL;

  CREATE TABLE path (
    map TEXT NOT NULL REFERENCES map(id) ON DELETE CASCADE,
    a INTEGER NOT NULL,
    b INTEGER NOT NULL,
    kind TEXT NOT NULL,
    barrier REAL NOT NULL,
    energies BLOB NOT NULL,
    points BLOB NOT NULL,
    PRIMARY KEY (map, a, b, kind)
  ) STRICT;

  CREATE TABLE merge (
    map TEXT NOT NULL REFERENCES map(id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    from_basin INTEGER NOT NULL,
    into_basin INTEGER NOT NULL,
    phase TEXT NOT NULL,
    barrier REAL,
    refined REAL,
    alternatives TEXT NOT NULL,
    PRIMARY KEY (map, sequence)
  ) STRICT;

  CREATE TABLE sweep (
    map TEXT NOT NULL REFERENCES map(id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    alpha REAL NOT NULL,
    basins INTEGER NOT NULL,
    states INTEGER NOT NULL,
    PRIMARY KEY (map, sequence)
  ) STRICT;

  CREATE TABLE discovery (
    map TEXT NOT NULL REFERENCES map(id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    states INTEGER NOT NULL,
    basins INTEGER NOT NULL,
    PRIMARY KEY (map, sequence)
  ) STRICT;

  CREATE TABLE metric (
    map TEXT NOT NULL REFERENCES map(id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    name TEXT NOT NULL,
    step REAL NOT NULL,
    points TEXT NOT NULL,
    PRIMARY KEY (map, sequence)
  ) STRICT;
  `,
  migrateToHierarchy,
  `
  CREATE TABLE inherent (
    map TEXT NOT NULL REFERENCES map(id) ON DELETE CASCADE,
    state INTEGER NOT NULL,
    energy REAL NOT NULL,
    thumbnail BLOB,
    x BLOB NOT NULL,
    PRIMARY KEY (map, state)
  ) STRICT;
  CREATE INDEX inherent_energies ON inherent (map, state, energy);

  CREATE TABLE kinetic (
    map TEXT PRIMARY KEY REFERENCES map(id) ON DELETE CASCADE,
    a BLOB NOT NULL,
    b BLOB NOT NULL,
    excess BLOB NOT NULL,
    highest BLOB NOT NULL,
    edges BLOB NOT NULL,
    weights BLOB NOT NULL,
    eigenvalues BLOB NOT NULL,
    vectors BLOB NOT NULL,
    stationary BLOB NOT NULL,
    scores TEXT
  ) STRICT;
  `,
  `
  CREATE TABLE hold (
    map TEXT NOT NULL REFERENCES map(id) ON DELETE CASCADE,
    sets INTEGER NOT NULL,
    status TEXT NOT NULL,
    settings TEXT NOT NULL,
    homes BLOB NOT NULL,
    seen BLOB NOT NULL,
    looked INTEGER NOT NULL,
    done INTEGER NOT NULL,
    state BLOB,
    seconds REAL NOT NULL,
    engine TEXT NOT NULL,
    created_at TEXT NOT NULL,
    failure TEXT,
    PRIMARY KEY (map, sets)
  ) STRICT;
  `,
  'ALTER TABLE map ADD COLUMN stage TEXT',
  // `sweep` is a map's curve over α. A cell is known by what it is, so that a plan that changes finds those it had.
  `
  CREATE TABLE sweep_plan (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    plan TEXT NOT NULL,
    status TEXT NOT NULL,
    seconds REAL NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    failure TEXT,
    owner TEXT,
    owner_pid INTEGER,
    owner_host TEXT,
    owner_beat REAL
  ) STRICT;

  CREATE TABLE sweep_cell (
    sweep TEXT NOT NULL REFERENCES sweep_plan(id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    job TEXT,
    outcome TEXT,
    failure TEXT,
    PRIMARY KEY (sweep, key)
  ) STRICT;
  CREATE INDEX sweep_cell_job ON sweep_cell (job);
  `,
  // The processor decides last digits with the engine: a map that travels on from where it was opened is told apart by where it was computed.
  'ALTER TABLE map ADD COLUMN machine TEXT',
];
