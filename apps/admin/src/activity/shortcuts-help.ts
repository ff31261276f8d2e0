import { Component, type Injector } from '@angular/core';
import { MatDialog, MatDialogModule } from '@angular/material/dialog';

@Component({
  selector: 'app-shortcuts-help',
  imports: [MatDialogModule],
  template: `
    <h2 mat-dialog-title>Keyboard shortcuts</h2>
    <mat-dialog-content>
      <dl>
        @for (key of keys; track key.does) {
          <div>
            <dt>
              @for (press of key.press; track press) {
                <kbd>{{ press }}</kbd>
              }
            </dt>
            <dd>{{ key.does }}</dd>
          </div>
        }
      </dl>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button class="button" type="button" mat-dialog-close>Close</button>
    </mat-dialog-actions>
  `,
  styles: `
    dl {
      display: grid;
      gap: 9px;
      min-width: 240px;
      margin: 0;
      color: var(--ink);
    }
    dl div {
      display: grid;
      grid-template-columns: 96px 1fr;
      align-items: center;
    }
    dt {
      display: flex;
      gap: 5px;
    }
    dd {
      margin: 0;
    }
  `,
})
class ShortcutsHelp {
  protected readonly keys = [
    { press: ['j'], does: 'Next row, or the older order' },
    { press: ['k'], does: 'Previous row, or the newer order' },
    { press: ['x'], does: 'Select the problem' },
    { press: ['Shift', 'click'], does: 'Select all problems up to this one' },
    { press: ['e'], does: 'Resolve the problem, or what is selected' },
    { press: ['r'], does: 'Retry the problem, or what is selected' },
    { press: ['s'], does: 'Snooze the problem, or what is selected, until tomorrow' },
    { press: ['Enter'], does: 'Open the row’s order, or unfold the row' },
    { press: ['n'], does: 'Show new entries' },
    { press: ['/'], does: 'Search' },
    { press: ['?'], does: 'Show these keys' },
  ];
}

/** Loaded with the dialog's code, the first time somebody opens it. */
export function openShortcutsHelp(injector: Injector): void {
  injector.get(MatDialog).open(ShortcutsHelp);
}
