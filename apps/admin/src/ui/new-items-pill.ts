import { Component, computed, input, output } from '@angular/core';

/** `3 new`, floating over the top of a list: what came while it was read waits behind it. */
@Component({
  selector: 'app-new-items-pill',
  template: `
    <span class="cdk-visually-hidden" role="status">{{ announced() }}</span>
    @if (text(); as text) {
      <button type="button" (click)="shown.emit()">{{ text }}</button>
    }
  `,
  styles: `
    :host {
      position: sticky;
      z-index: 5;
      top: 10px;
      display: flex;
      justify-content: center;
      height: 0;
    }
    button {
      align-self: flex-start;
      height: 30px;
      margin-top: 4px;
      padding: 0 16px;
      border: 0;
      border-radius: 15px;
      background: var(--accent);
      color: var(--on-accent);
      box-shadow: 0 2px 10px var(--lift);
      font: inherit;
      font-size: 13px;
      font-weight: 550;
      cursor: pointer;
      animation: arrive 160ms ease-out;
    }
    button:focus-visible {
      border-radius: 15px;
    }
    @keyframes arrive {
      from {
        opacity: 0;
        translate: 0 -6px;
      }
    }
    @media (pointer: coarse) {
      button {
        height: 38px;
        border-radius: 19px;
      }
    }
  `,
})
export class NewItemsPill {
  readonly count = input.required<number>();
  /** More were missed than are counted. */
  readonly hasGap = input(false);
  readonly shown = output();

  protected readonly text = computed(() => {
    const waiting = this.count();
    return waiting === 0 ? null : `${waiting}${this.hasGap() ? '+' : ''} new`;
  });

  protected readonly announced = computed(() => {
    const words = this.text();
    return words === null ? '' : `${words}, at the top of the list`;
  });
}
