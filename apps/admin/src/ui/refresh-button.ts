import { Component, input } from '@angular/core';
import type { PagedList } from '../api/paged-list';
import { Icon } from './icon';

@Component({
  selector: 'app-refresh-button',
  imports: [Icon],
  template: `
    <button class="button" type="button" [attr.aria-disabled]="list().resource.isLoading()" (click)="list().reload()">
      <app-icon name="refresh" />
      Refresh
      @if (list().isStale()) {
        <i aria-hidden="true"></i>
      }
    </button>
    <span class="cdk-visually-hidden" role="status">{{
      list().isStale() ? 'Something has changed: refresh to see it' : ''
    }}</span>
  `,
  styles: `
    :host {
      display: contents;
    }
    button {
      position: relative;
      gap: 6px;
    }
    app-icon {
      width: 15px;
      height: 15px;
    }
    i {
      position: absolute;
      top: -4px;
      right: -4px;
      width: 9px;
      height: 9px;
      border: 1.5px solid var(--paper);
      border-radius: 50%;
      background: var(--accent);
    }
  `,
})
export class RefreshButton {
  readonly list = input.required<PagedList<unknown>>();
}
