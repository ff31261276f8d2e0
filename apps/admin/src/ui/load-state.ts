import { Component, computed, input, output } from '@angular/core';
import type { ApiError } from '../api/api-error';
import { Icon } from './icon';
import { Notice } from './notice';
import { Skeleton } from './skeleton';

/** What a page loads. `error` is about the last load, which may have been a reload of what is on screen. */
export interface Loadable {
  isLoaded(): boolean;
  error(): ApiError | null;
  reload(): Promise<void>;
}

/** Shown at the bottom of a page whose content could not be refreshed. */
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
class StaleNotice {
  readonly text = input.required<string>();
  readonly retry = output();
}

/** Everything a page shows but its content: a skeleton, why it could not be loaded, or why it is out of date. */
@Component({
  selector: 'app-load-state',
  imports: [Notice, Skeleton, StaleNotice],
  template: `
    @if (source().isLoaded()) {
      @if (failureText('refreshed'); as text) {
        <app-stale-notice [text]="text + '. ' + detail()" (retry)="source().reload()" />
      }
    } @else if (failureText('loaded'); as heading) {
      <app-notice class="card" icon="warning" [heading]="heading" [text]="detail()">
        <button class="button" type="button" (click)="source().reload()">Try again</button>
      </app-notice>
    } @else {
      <app-skeleton class="card" [rows]="skeletonRows()" />
    }
  `,
})
export class LoadState {
  readonly source = input.required<Loadable>();
  /** The subject of a sentence: `The jobs`. */
  readonly subject = input.required<string>();
  readonly skeletonRows = input(6);

  protected readonly detail = computed(() => this.source().error()?.detail ?? '');

  protected failureText(participle: string): string | null {
    return this.source().error() === null ? null : `${this.subject()} could not be ${participle}`;
  }
}
