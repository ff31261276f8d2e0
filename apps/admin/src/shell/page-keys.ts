import { Directive, inject, Injector } from '@angular/core';
import { Router } from '@angular/router';
import { isTypingOrInPanel } from '../ui/row-shortcuts';

/** The keys of every page: `/` goes to its search, or to that of the orders where it has none; `?` lists the keys. */
@Directive({ selector: '[appPageKeys]', host: { '(document:keydown)': 'run($event)' } })
export class PageKeys {
  readonly #router = inject(Router);
  readonly #injector = inject(Injector);

  protected run(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTypingOrInPanel(event.target)) return;
    if (event.key === '/') void this.#search();
    else if (event.key === '?') void this.#showShortcuts();
    else return;
    event.preventDefault();
  }

  async #search(): Promise<void> {
    if (focusSearch()) return;
    await this.#router.navigate(['/orders']);
    // The page's heading takes the focus first.
    setTimeout(focusSearch);
  }

  async #showShortcuts(): Promise<void> {
    const { openShortcutsHelp } = await import('../activity/shortcuts-help');
    openShortcutsHelp(this.#injector);
  }
}

function focusSearch(): boolean {
  const box = document.querySelector<HTMLInputElement>('main app-search-field input');
  box?.focus();
  box?.select();
  return box !== null;
}
