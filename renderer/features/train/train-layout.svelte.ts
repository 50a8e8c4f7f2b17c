import { Stored, storedNumber, storedWord } from '../../lib/stored.svelte.ts';

export type RunTab = 'samples' | 'diagnosis' | 'checkpoints' | 'long-run' | 'path' | 'about';
export const runTabs: readonly RunTab[] = ['samples', 'diagnosis', 'checkpoints', 'long-run', 'path', 'about'];

/** Where the panels of a training run stand, in pixels. */
export class TrainLayout {
  static readonly initial = { verdict: 330, bottom: 290 };

  readonly verdict = new Stored('training.verdict', TrainLayout.initial.verdict, storedNumber(220, 700));
  readonly bottom = new Stored('training.bottom', TrainLayout.initial.bottom, storedNumber(120, 1200));
  readonly tab = new Stored<RunTab>('training.tab', 'samples', storedWord(runTabs));

  reset(): void {
    for (const stored of [this.verdict, this.bottom, this.tab]) stored.reset();
  }
}

/** The panels of this window. */
export const trainLayout = new TrainLayout();
