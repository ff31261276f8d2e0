import { Component, input } from '@angular/core';
import type { Paged } from '../api/paged';

/** The end of a list that goes on. */
@Component({
  selector: 'app-more-button',
  template: `
    @if (list().hasMore()) {
      <div class="more">
        @if (list().moreFailure(); as why) {
          <span role="alert">The next {{ what() }} could not be loaded. {{ why.detail }}</span>
        }
        <button class="button" type="button" [attr.aria-disabled]="list().isLoadingMore()" (click)="list().loadMore()">
          {{ list().isLoadingMore() ? 'Loading…' : 'Show more' }}
        </button>
      </div>
    }
  `,
})
export class MoreButton {
  readonly list = input.required<Pick<Paged<unknown>, 'hasMore' | 'isLoadingMore' | 'loadMore' | 'moreFailure'>>();
  readonly what = input('ones');
}
