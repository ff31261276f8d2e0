import type { CanDeactivateFn } from '@angular/router';

export interface HoldsText {
  hasUnsavedText(): boolean;
}

/** What somebody has written is not lost to a wrong click. */
export const unsavedText: CanDeactivateFn<HoldsText> = (page) =>
  !page.hasUnsavedText() || window.confirm('What you have written is not saved. Leave it behind?');
