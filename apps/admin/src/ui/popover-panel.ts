import { Directive, ElementRef, inject, input } from '@angular/core';

const gapPx = 6;
const edgePx = 10;

/**
 * A panel that opens beside the button that names it in `popovertarget`: the browser itself closes it on Escape or on a
 * press elsewhere, and gives the focus back. On a phone it is a sheet at the bottom, which the stylesheet sees to.
 */
@Directive({
  selector: '[appPopoverPanel]',
  host: { popover: 'auto', class: 'drop-panel', '[id]': 'appPopoverPanel()', '(toggle)': 'placeAndFocus($event)' },
})
export class PopoverPanel {
  readonly #panel = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly appPopoverPanel = input.required<string>();
  #opener: HTMLElement | null = null;

  /** Of several buttons that open the panel, the one that is about to; if another had opened it, it moves. */
  openBeside(opener: HTMLElement): void {
    if (this.#opener && this.#opener !== opener && this.#panel.matches(':popover-open')) this.#panel.hidePopover();
    this.#opener = opener;
  }

  close(): void {
    this.#panel.hidePopover();
  }

  protected placeAndFocus(event: ToggleEvent): void {
    const isOpen = event.newState === 'open';
    const opener = this.#opener ?? document.querySelector<HTMLElement>(`[popovertarget="${this.appPopoverPanel()}"]`);
    if (!isOpen || !opener) return;
    this.#placeBeside(opener.getBoundingClientRect());
    this.#panel.querySelector<HTMLElement>('input, button, select, a[href]')?.focus();
  }

  /** Below the opener, or above it where there is more room; never beyond the window's edge. */
  #placeBeside(opener: DOMRect): void {
    const { offsetWidth, offsetHeight, style } = this.#panel;
    const left = Math.min(opener.left, document.body.getBoundingClientRect().right - offsetWidth - edgePx);
    const below = opener.bottom + gapPx;
    const fitsBelow = below + offsetHeight + edgePx <= window.innerHeight || opener.top < window.innerHeight / 2;
    style.left = `${Math.max(edgePx, left)}px`;
    style.top = fitsBelow ? `${below}px` : `${Math.max(edgePx, opener.top - gapPx - offsetHeight)}px`;
    style.maxHeight = fitsBelow ? `${window.innerHeight - below - edgePx}px` : '';
  }
}
