import { Stored, storedFlag, storedNumber, storedWord } from './stored.svelte.ts';

export type BottomTab = 'basins' | 'discovery' | 'sweep' | 'path' | 'hold' | 'locate' | 'about';
export const bottomTabs: readonly BottomTab[] = ['basins', 'discovery', 'sweep', 'path', 'hold', 'locate', 'about'];

/** Where the panels stand: sizes in pixels (the graph's as a share of its row), and which are shown. */
export class Layout {
  static readonly initial = { library: 248, inspector: 316, bottom: 248, graphShare: 0.54 };

  readonly library = new Stored('layout.library', Layout.initial.library, storedNumber(180, 480));
  readonly inspector = new Stored('layout.inspector', Layout.initial.inspector, storedNumber(240, 640));
  readonly bottom = new Stored('layout.bottom', Layout.initial.bottom, storedNumber(120, 900));
  readonly graphShare = new Stored('layout.graph', Layout.initial.graphShare, storedNumber(0.15, 0.85));
  readonly showLibrary = new Stored('layout.show-library', true, storedFlag);
  readonly showInspector = new Stored('layout.show-inspector', true, storedFlag);
  readonly showBottom = new Stored('layout.show-bottom', true, storedFlag);
  readonly tab = new Stored<BottomTab>('layout.tab', 'basins', storedWord(bottomTabs));

  reset(): void {
    const all = [this.library, this.inspector, this.bottom, this.graphShare, this.showLibrary, this.showInspector, this.showBottom, this.tab];
    for (const stored of all) stored.reset();
  }

  /** Shows a tab below, opening the panel where it is closed. */
  openTab(tab: BottomTab): void {
    this.tab.value = tab;
    this.showBottom.value = true;
  }
}

/** The panels of this window. */
export const layout = new Layout();
