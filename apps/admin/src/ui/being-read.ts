/** Scrolled further than this, one reads something else than the top. */
const topPx = 40;

/** Whether a hand or an eye is on a list: then what is new waits behind the pill; otherwise it comes in at the top. */
export function isBeingRead(list: HTMLElement | undefined): boolean {
  return window.scrollY > topPx || list?.matches(':hover, :focus-within') === true;
}
