import { afterNextRender, inject, Injectable, Injector } from '@angular/core';
import { NavigationEnd, Router } from '@angular/router';
import { filter } from 'rxjs';

/** After going to another page, focus moves to its heading: keys and screen readers start where the eyes do. */
@Injectable({ providedIn: 'root' })
export class HeadingFocus {
  readonly #injector = inject(Injector);
  #path: string | null = null;

  constructor() {
    inject(Router)
      .events.pipe(filter((event) => event instanceof NavigationEnd))
      .subscribe(({ urlAfterRedirects }) => {
        this.#onNavigated(urlAfterRedirects.split(/[?#]/)[0] ?? '');
      });
  }

  #onNavigated(path: string): void {
    const isFirst = this.#path === null;
    const isSame = this.#path === path;
    this.#path = path;
    // A filter changes only the URL's query, and the first page is read from its top anyway.
    if (isFirst || isSame) return;
    const focusHeading = () => {
      // When the user returns to a list, the focus stays on the row that was open.
      if (document.querySelector('main [data-row]:focus')) return;
      document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
    };
    afterNextRender({ read: focusHeading }, { injector: this.#injector });
  }
}

/** When the focused element is gone, moves the focus to the row in hand, or to the page's heading where there are no rows. */
export function recoverLostFocus(): void {
  if (document.activeElement !== document.body) return;
  const row = document.querySelector<HTMLElement>('main [data-row][tabindex="0"]');
  (row ?? document.querySelector<HTMLElement>('main h1'))?.focus({ preventScroll: true });
}
