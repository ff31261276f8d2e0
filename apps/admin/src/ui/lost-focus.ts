/** What had the focus is no longer there: keys and screen readers go on from the page's heading. */
export function catchLostFocus(): void {
  if (document.activeElement === document.body) document.querySelector<HTMLElement>('main h1')?.focus();
}
