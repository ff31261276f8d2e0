import { Component, input, output } from '@angular/core';

/** What can be done about everything that is selected; stays at the bottom of the window, above a phone's menu. */
@Component({
  selector: 'app-selection-bar',
  template: `
    <span class="figures">{{ count() }} selected</span>
    @if (canRetry()) {
      <button class="button text" type="button" [attr.aria-disabled]="isBusy()" (click)="retryRequested.emit()">
        Retry
      </button>
    }
    <button class="button text" type="button" [attr.aria-disabled]="isBusy()" (click)="resolveRequested.emit()">
      Resolve
    </button>
    <button
      #snooze
      class="button text"
      type="button"
      aria-haspopup="dialog"
      popovertarget="problem-menu"
      [attr.aria-disabled]="isBusy()"
      (click)="isBusy() ? $event.preventDefault() : snoozeRequested.emit(snooze)"
    >
      Snooze
    </button>
    <button
      #assign
      class="button text"
      type="button"
      aria-haspopup="dialog"
      popovertarget="problem-menu"
      [attr.aria-disabled]="isBusy()"
      (click)="isBusy() ? $event.preventDefault() : assignRequested.emit(assign)"
    >
      Assign
    </button>
    <button class="button text clear" type="button" (click)="clearRequested.emit()">Clear</button>
  `,
  host: { role: 'group', 'aria-label': 'Selected problems' },
  styles: `
    :host {
      position: fixed;
      z-index: 6;
      bottom: 16px;
      left: 50%;
      translate: -50%;
      display: flex;
      align-items: center;
      gap: 2px;
      width: max-content;
      max-width: calc(100vw - 24px);
      padding: 6px 6px 6px 16px;
      border: 1px solid var(--rule);
      border-radius: var(--radius);
      background: var(--sheet);
      box-shadow: 0 8px 28px var(--lift);
      animation: rise 160ms ease-out;
    }
    span {
      margin-right: 6px;
      font-weight: 550;
      white-space: nowrap;
    }
    @keyframes rise {
      from {
        opacity: 0;
        translate: -50% 8px;
      }
    }
    @media (max-width: 720px) {
      :host {
        bottom: calc(68px + env(safe-area-inset-bottom));
        flex-wrap: wrap;
        padding: 4px 6px;
      }
      span {
        order: -2;
        flex: 1 0 calc(100% - 100px);
        margin: 0 10px;
      }
      .button {
        height: 44px;
      }
      .clear {
        order: -1;
      }
    }
  `,
})
export class SelectionBar {
  readonly count = input.required<number>();
  readonly canRetry = input.required<boolean>();
  readonly isBusy = input.required<boolean>();
  readonly retryRequested = output();
  readonly resolveRequested = output();
  readonly snoozeRequested = output<HTMLElement>();
  readonly assignRequested = output<HTMLElement>();
  readonly clearRequested = output();
}
