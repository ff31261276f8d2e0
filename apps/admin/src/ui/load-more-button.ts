import { Component, input } from '@angular/core';
import type { PagedList } from '../api/paged-list';

/** The end of a list that goes on. */
@Component({
  selector: 'app-load-more-button',
  template: `
    @if (list().hasMore()) {
      <div class="more">
        @if (list().loadMoreError(); as why) {
          <span role="alert">The next {{ itemName() }} could not be loaded. {{ why.detail }}</span>
        }
        <button class="button" type="button" [attr.aria-disabled]="list().isLoadingMore()" (click)="list().loadMore()">
          {{ list().isLoadingMore() ? 'Loading…' : 'Show more' }}
        </button>
      </div>
    }
  `,
})
export class LoadMoreButton {
  readonly list =
    input.required<Pick<PagedList<unknown>, 'hasMore' | 'isLoadingMore' | 'loadMore' | 'loadMoreError'>>();
  readonly itemName = input('ones');
}
