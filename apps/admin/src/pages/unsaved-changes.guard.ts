import type { CanDeactivateFn } from '@angular/router';

export interface HasUnsavedChanges {
  hasUnsavedChanges(): boolean;
}

/** What somebody has written is not lost to a wrong click. */
export const confirmUnsavedChanges: CanDeactivateFn<HasUnsavedChanges> = (page) =>
  !page.hasUnsavedChanges() || window.confirm('What you have written is not saved. Leave it behind?');
