import { afterNextRender, Directive, ElementRef, inject, model, output } from '@angular/core';

const otherKeys = ['e', 'n', 'r', 's', 'x'];

/**
 * Moves through the `[data-row]` elements inside with j and k (or the arrow keys while a row has the focus), and
 * emits the page's other keys. Silent while somebody types or a panel is open.
 */
@Directive({
  selector: '[appRowShortcuts]',
  host: { '(document:keydown)': 'runShortcut($event)', '(focusin)': 'selectFocusedRow($event)' },
})
export class RowShortcuts {
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef);

  /** The `data-row` of the row that is selected. */
  readonly selected = model<string | null>(null);
  readonly shortcut = output<string>();

  constructor() {
    afterNextRender(() => {
      // Returning from an order: focus the row that was open.
      if (this.selected() !== null) this.#moveBy(0);
    });
  }

  protected runShortcut(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTypingOrInPanel(event.target)) return;
    const row = event.target instanceof HTMLElement && event.target.dataset['row'] !== undefined;
    const step = stepOf(event.key, row);
    if (step !== 0) this.#moveBy(step);
    else if (otherKeys.includes(event.key) || (event.key === 'Enter' && row)) this.shortcut.emit(event.key);
    else return;
    event.preventDefault();
  }

  protected selectFocusedRow(event: FocusEvent): void {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null;
    if (row) this.selected.set(row.dataset['row'] ?? null);
  }

  #moveBy(step: number): void {
    const rows = [...this.#host.nativeElement.querySelectorAll<HTMLElement>('[data-row]')];
    const at = rows.findIndex((row) => row.dataset['row'] === this.selected());
    if (at === -1 && step === 0) return;
    const to = at === -1 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1);
    const row = rows[to];
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: step === 0 ? 'center' : 'nearest' });
  }
}

function stepOf(key: string, isOnRow: boolean): number {
  if (key === 'j' || (key === 'ArrowDown' && isOnRow)) return 1;
  if (key === 'k' || (key === 'ArrowUp' && isOnRow)) return -1;
  return 0;
}

export function isTypingOrInPanel(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.closest(
      'input:not([type=checkbox]), textarea, select, [contenteditable], [popover], .cdk-overlay-container',
    ) !== null
  );
}
