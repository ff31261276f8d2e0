import { Injectable, signal } from '@angular/core';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** `theme.js` reads the same key before the first paint. */
const key = 'daybook.theme';

/** Light or dark; `auto` follows the system. Kept in this browser. */
@Injectable({ providedIn: 'root' })
export class ThemeChoice {
  readonly #chosen = signal<Theme>(loadTheme());
  readonly chosen = this.#chosen.asReadonly();

  choose(theme: Theme): void {
    this.#chosen.set(theme);
    if (theme === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    try {
      localStorage.setItem(key, theme);
    } catch {
      // Storage is disabled: the choice lasts until the page is closed.
    }
  }
}

function loadTheme(): Theme {
  try {
    const kept = localStorage.getItem(key);
    return themes.find((theme) => theme === kept) ?? 'auto';
  } catch {
    return 'auto';
  }
}
