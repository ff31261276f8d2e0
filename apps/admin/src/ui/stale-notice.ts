import { Component, input, output } from '@angular/core';
import { Icon } from './icon';

/** What is on screen could not be brought up to date: it stays where it is, and this floats over its foot. */
@Component({
  selector: 'app-stale-notice',
  imports: [Icon],
  template: `
    <app-icon name="warning" />
    <span>{{ text() }}</span>
    <button class="button text" type="button" (click)="retry.emit()">Try again</button>
  `,
  host: { role: 'status' },
  styles: `
    :host {
      position: fixed;
      z-index: 6;
      bottom: 16px;
      left: 50%;
      translate: -50%;
      display: flex;
      align-items: center;
      gap: 10px;
      width: max-content;
      max-width: min(760px, 100vw - 24px);
      padding: 6px 6px 6px 14px;
      border: 1px solid color-mix(in srgb, var(--warning) 35%, transparent);
      border-radius: var(--radius);
      background: var(--warning-soft);
      box-shadow: 0 8px 28px var(--lift);
      color: var(--warning);
    }
    @media (max-width: 720px) {
      :host {
        bottom: calc(76px + env(safe-area-inset-bottom));
        width: auto;
        min-width: calc(100vw - 24px);
      }
    }
    span {
      flex: 1;
      color: var(--ink);
    }
  `,
})
export class StaleNotice {
  readonly text = input.required<string>();
  readonly retry = output();
}
