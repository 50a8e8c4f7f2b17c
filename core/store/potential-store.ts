import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportChoices } from '../contract/import-choices.ts';
import { networkDescription } from '../contract/network.ts';
import type { LayerRow } from '../contract/network.ts';
import type { PotentialSummary } from '../contract/potential.ts';
import { factsOf } from '../networks/energy-network.ts';
import type { EnergyNetwork } from '../networks/energy-network.ts';
import { choicesOf, openNetwork } from '../networks/open-network.ts';
import { readPotentialFile, writePotentialFile } from '../potentials/potential-file.ts';
import { createPotential } from '../potentials/potential.ts';
import type { Potential } from '../potentials/potential.ts';
import { jsonOf, numberOf, textOf, textOrNull } from './columns.ts';
import type { Database, SqlRow } from './database.ts';
import { momentAfter } from './moment-after.ts';
import { StoreError } from './store-error.ts';

const COLUMNS = 'id, name, architecture, parameters, train_epsilon, sha256, provenance, bundled, added_at, file';

function networkOf(row: SqlRow): EnergyNetwork {
  return openNetwork(jsonOf(row, 'architecture', networkDescription));
}

function summaryOf(row: SqlRow): PotentialSummary {
  return {
    id: textOf(row, 'id'),
    name: textOf(row, 'name'),
    network: factsOf(networkOf(row)),
    parameters: numberOf(row, 'parameters'),
    trainEpsilon: numberOf(row, 'train_epsilon'),
    sha256: textOf(row, 'sha256'),
    provenance: textOf(row, 'provenance'),
    bundled: numberOf(row, 'bundled') === 1,
    addedAt: textOf(row, 'added_at'),
  };
}

/** The workspace's potentials: a row each, and the weights as a safetensors file in `potentials/`. */
export class PotentialStore {
  readonly #database: Database;
  readonly #folder: string;

  constructor(database: Database, workspaceFolder: string) {
    this.#database = database;
    this.#folder = workspaceFolder;
  }

  list(): PotentialSummary[] {
    return this.#database.all(`SELECT ${COLUMNS} FROM potential ORDER BY added_at, id`).map(summaryOf);
  }

  /** Throws StoreError when there is none of this id. */
  get(id: string): PotentialSummary {
    return summaryOf(this.#row(id));
  }

  /** The potential with the same weights and ε, where there is one. */
  find(sha256: string, trainEpsilon: number): PotentialSummary | null {
    const row = this.#database.get(`SELECT ${COLUMNS} FROM potential WHERE sha256 = ? AND train_epsilon = ? ORDER BY added_at LIMIT 1`, [sha256, trainEpsilon]);
    return row === undefined ? null : summaryOf(row);
  }

  /** Any ε: what an importer offers before ε is known. */
  findByWeights(sha256: string): PotentialSummary[] {
    return this.#database.all(`SELECT ${COLUMNS} FROM potential WHERE sha256 = ? ORDER BY added_at, id`, [sha256]).map(summaryOf);
  }

  /** Absolute path of the weights file. */
  fileOf(id: string): string {
    return join(this.#folder, textOf(this.#row(id), 'file'));
  }

  /** Its network, without its weights. */
  network(id: string): EnergyNetwork {
    return networkOf(this.#row(id));
  }

  /** The table of its network's layers. */
  layers(id: string): LayerRow[] {
    return this.network(id).describe();
  }

  /** How the ONNX file was read that it came from; null of others. */
  choices(id: string): ImportChoices | null {
    return choicesOf(this.network(id).description);
  }

  /** The potential itself, from its weights file. Throws FormatError, PotentialError or NetworkError where that is damaged. */
  async open(id: string): Promise<Potential> {
    const { network, weights } = await readPotentialFile(this.fileOf(id));
    return createPotential(network, weights, this.get(id).trainEpsilon);
  }

  /** When the newest was added. */
  #newest(): string | null {
    return textOrNull(this.#database.get('SELECT max(added_at) AS newest FROM potential')!, 'newest');
  }

  /** Adds a potential: first its weights file (our safetensors), then its row. `sha256` is that of the file it came from. */
  async add(
    about: Pick<PotentialSummary, 'name' | 'sha256' | 'provenance' | 'bundled'>,
    potential: Potential,
  ): Promise<PotentialSummary> {
    const { network, trainEpsilon } = potential;
    const summary: PotentialSummary = {
      ...about, network: factsOf(network), parameters: network.parameters, trainEpsilon, id: randomBytes(8).toString('hex'), addedAt: momentAfter(this.#newest()),
    };
    const file = `potentials/${summary.id}.safetensors`;
    try {
      await writePotentialFile(join(this.#folder, file), potential, about.provenance);
    } catch (error) {
      throw new StoreError(`The weights of ${about.name} could not be saved in ${this.#folder}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
    this.#put(summary, network, file);
    return summary;
  }

  /** An entry for a weights file that is in `potentials/` already, `<id>.safetensors`, and has none. */
  adopt(id: string, about: Pick<PotentialSummary, 'name' | 'sha256' | 'provenance' | 'bundled'>, { network, trainEpsilon }: Potential): void {
    this.#put({ ...about, network: factsOf(network), parameters: network.parameters, trainEpsilon, id, addedAt: new Date().toISOString() }, network, `potentials/${id}.safetensors`);
  }

  #put(summary: PotentialSummary, network: EnergyNetwork, file: string): void {
    this.#database.run(`INSERT INTO potential (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, [
      summary.id,
      summary.name,
      JSON.stringify(network.description),
      summary.parameters,
      summary.trainEpsilon,
      summary.sha256,
      summary.provenance,
      summary.bundled ? 1 : 0,
      summary.addedAt,
      file,
    ]);
  }

  /**
   * Gives a potential another ε of training. Throws StoreError where maps depend on the one it has, or the same weights are here with the other.
   */
  changeEpsilon(id: string, trainEpsilon: number): PotentialSummary {
    return this.#database.transaction(() => {
      const { name, sha256 } = this.get(id);
      const maps = this.#mapsOf(id);
      if (maps > 0) throw new StoreError(`${name} has ${maps} ${maps === 1 ? 'map, whose energies rest' : 'maps, whose energies rest'} on its ε: make a potential of its own with the other ε.`);
      this.#checkNoTwin(sha256, trainEpsilon, id);
      this.#database.run('UPDATE potential SET train_epsilon = ? WHERE id = ?', [trainEpsilon, id]);
      return this.get(id);
    });
  }

  /** The same weights with another ε of training, under a name of their own. Throws StoreError where they are here already. */
  async addVariant(id: string, trainEpsilon: number, name: string): Promise<PotentialSummary> {
    const { sha256, provenance } = this.get(id);
    this.#checkNoTwin(sha256, trainEpsilon, null);
    return this.add({ name, sha256, provenance, bundled: false }, { ...(await this.open(id)), trainEpsilon });
  }

  #checkNoTwin(sha256: string, trainEpsilon: number, but: string | null): void {
    const twin = this.find(sha256, trainEpsilon);
    if (twin !== null && twin.id !== but) throw new StoreError(`These weights are here with ε = ${trainEpsilon} already: “${twin.name}”.`);
  }

  #mapsOf(id: string): number {
    const row = this.#database.get('SELECT count(*) AS maps FROM map WHERE potential = ?', [id]);
    return row === undefined ? 0 : numberOf(row, 'maps');
  }

  rename(id: string, name: string): PotentialSummary {
    this.#database.run('UPDATE potential SET name = ? WHERE id = ?', [name, id]);
    return this.get(id);
  }

  /** Removes a potential without maps; throws StoreError when maps of it are there. */
  async remove(id: string): Promise<void> {
    const file = this.fileOf(id);
    this.#database.transaction(() => {
      const count = this.#mapsOf(id);
      if (count > 0) {
        throw new StoreError(`${this.get(id).name} has ${count} ${count === 1 ? 'map' : 'maps'}: remove ${count === 1 ? 'it' : 'them'} first.`);
      }
      this.#database.run('DELETE FROM potential WHERE id = ?', [id]);
    });
    await rm(file, { force: true });
  }

  #row(id: string): SqlRow {
    const row = this.#database.get(`SELECT ${COLUMNS} FROM potential WHERE id = ?`, [id]);
    if (row === undefined) throw new StoreError(`There is no potential ${id} in this workspace.`);
    return row;
  }
}
