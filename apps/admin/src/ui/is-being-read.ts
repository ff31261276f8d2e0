/** Further down than this, a reader is past the top of the list. */
const topPx = 40;

/** Whether a pointer, the focus or a reader further down is on a list: new rows then wait, so that nothing moves. */
export function isBeingRead(list: HTMLElement): boolean {
  return window.scrollY > topPx || list.matches(':hover, :focus-within');
}
