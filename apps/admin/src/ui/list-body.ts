import { Component, input, output } from '@angular/core';
import type { PagedList } from '../api/paged-list';
import { type Loadable, LoadState } from './load-state';
import type { IconName } from './icon';
import { Notice } from './notice';

type ShownList = Loadable &
  Pick<PagedList<unknown>, 'items' | 'isLoading' | 'hasMore' | 'isLoadingMore' | 'loadMore' | 'loadMoreError'>;

/** The body of a paginated list: its loading state, the projected rows, the empty state and "Show more". */
@Component({
  selector: 'app-list-body',
  imports: [LoadState, Notice],
  template: `
    <app-load-state [source]="list()" [subject]="'The ' + itemName()" [skeletonRows]="skeletonRows()" />
    @if (list().isLoaded() && list().items().length > 0) {
      <ng-content />
      @if (list().hasMore()) {
        <div class="more">
          @if (list().loadMoreError(); as why) {
            <span role="alert">The next {{ itemName() }} could not be loaded. {{ why.detail }}</span>
          }
          <button
            class="button"
            type="button"
            [attr.aria-disabled]="list().isLoadingMore()"
            (click)="list().loadMore()"
          >
            {{ list().isLoadingMore() ? 'Loading…' : 'Show more' }}
          </button>
        </div>
      }
    } @else if (list().isLoaded() && isFiltered()) {
      <app-notice
        class="card"
        icon="search"
        [heading]="'No ' + itemName() + ' match'"
        text="Try fewer or different filters."
      >
        <button class="button" type="button" (click)="clearRequested.emit()">Clear the filters</button>
      </app-notice>
    } @else if (list().isLoaded()) {
      <app-notice class="card" [icon]="emptyIcon()" [heading]="emptyHeading()" [text]="emptyText()" />
    }
  `,
  host: { '[attr.aria-busy]': 'list().isLoading()' },
  styles: `
    :host {
      display: block;
    }
  `,
})
export class ListBody {
  readonly list = input.required<ShownList>();
  /** The plural: `The jobs could not be loaded`. */
  readonly itemName = input.required<string>();
  readonly skeletonRows = input(6);
  readonly isFiltered = input(false);
  readonly emptyIcon = input<IconName>('tick');
  readonly emptyHeading = input.required<string>();
  readonly emptyText = input.required<string>();
  /** Emitted when the user clears the filters. */
  readonly clearRequested = output();
}
