import { Component, computed, effect, input, output, untracked } from '@angular/core';
import type { LiveListStore } from '../api/live-list-store';
import { isBeingRead } from './is-being-read';

/** `3 new`, above a list: items that arrive while somebody reads the list stay pending until the pill is pressed. */
@Component({
  selector: 'app-new-items-pill',
  template: `
    <span class="cdk-visually-hidden" role="status">{{ announcement() }}</span>
    @if (text(); as text) {
      <button type="button" (click)="show()">{{ text }}</button>
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
        height: 44px;
        border-radius: 19px;
      }
    }
  `,
})
export class NewItemsPill {
  readonly list = input.required<Pick<LiveListStore<never>, 'pendingCount' | 'hasGap' | 'showPending'>>();
  readonly listElement = input.required<HTMLElement>();
  /** Somebody asked for the new rows, and they are on screen. */
  readonly shown = output();

  protected readonly text = computed(() => {
    const waiting = this.list().pendingCount();
    return waiting === 0 ? null : `${waiting}${this.list().hasGap() ? '+' : ''} new`;
  });

  protected readonly announcement = computed(() => {
    const words = this.text();
    return words === null ? '' : `${words}, at the top of the list`;
  });

  constructor() {
    effect(() => {
      if (this.text() === null || isBeingRead(this.listElement())) return;
      untracked(() => void this.list().showPending());
    });
  }

  async show(): Promise<void> {
    if (this.text() === null) return;
    await this.list().showPending();
    window.scrollTo({ top: 0 });
    this.shown.emit();
  }
}
