import { Component, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Icon } from './icon';

/** What is on screen could not be brought up to date: it stays, and says so. */
@Component({
  selector: 'app-stale-notice',
  imports: [MatButton, Icon],
  template: `
    <app-icon name="warning" />
    <span>{{ words() }}</span>
    <button matButton type="button" (click)="retry.emit()">Try again</button>
  `,
  host: { role: 'status' },
  styles: `
    :host {
      display: flex;
      align-items: center;
      gap: 10px;
      margin-bottom: 12px;
      padding: 5px 6px 5px 14px;
      border-radius: var(--radius);
      background: var(--warning-soft);
      color: var(--warning);
    }
    span {
      flex: 1;
      color: var(--ink);
    }
  `,
})
export class StaleNotice {
  readonly words = input.required<string>();
  readonly retry = output();
}
