import type { TrainingConfig } from '../../core/contract/training-config.ts';
import { dataFacts } from '../../core/training/check-config.ts';
import type { DataFacts } from '../../core/training/check-config.ts';
import { openTrainingData } from '../../core/training/open-source.ts';

/** What the newest data asked about is like: settings are checked at every change of theirs, and most changes leave the data. */
export class KnownData {
  readonly #resources: string;
  #newest: { readonly key: string; readonly facts: Promise<DataFacts | null> } | null = null;

  constructor(resources: string) {
    this.#resources = resources;
  }

  /** Null for a density of the plane. Throws DataError when the data cannot be opened: then it is tried anew next time. */
  async of(data: TrainingConfig['data']): Promise<DataFacts | null> {
    const key = JSON.stringify(data);
    if (this.#newest?.key !== key) this.#newest = { key, facts: this.#look(data) };
    try {
      return await this.#newest.facts;
    } catch (error) {
      this.#newest = null;
      throw error;
    }
  }

  async #look(data: TrainingConfig['data']): Promise<DataFacts | null> {
    const { dataset } = await openTrainingData({ data }, { resources: this.#resources, skipBad: true });
    return dataset === null ? null : dataFacts(dataset);
  }
}
