import { Stored, storedWord } from './stored.svelte.ts';

export type ThemeChoice = 'dark' | 'light' | 'system';
export type ThemeName = 'dark' | 'light';

const choices: readonly ThemeChoice[] = ['dark', 'light', 'system'];

/** Dark, light, or whatever the system says; dark until someone chooses. */
class Theme {
  readonly #stored = new Stored<ThemeChoice>('theme', 'dark', storedWord(choices));
  readonly #system = matchMedia('(prefers-color-scheme: light)');
  #systemIsLight = $state(this.#system.matches);

  constructor() {
    this.#system.addEventListener('change', () => {
      this.#systemIsLight = this.#system.matches;
      this.#apply();
    });
    this.#apply();
  }

  get choice(): ThemeChoice {
    return this.#stored.value;
  }

  set choice(choice: ThemeChoice) {
    this.#stored.value = choice;
    this.#apply();
  }

  get name(): ThemeName {
    if (this.choice === 'system') return this.#systemIsLight ? 'light' : 'dark';
    return this.choice;
  }

  /** A color of the theme in use by its token, for canvases that cannot read CSS variables. */
  color(token: `--${string}`): string {
    // Reading the name makes whoever asks depend on the theme.
    return this.name && getComputedStyle(document.documentElement).getPropertyValue(token).trim();
  }

  #apply(): void {
    document.documentElement.dataset['theme'] = this.name;
  }
}

export const theme = new Theme();
