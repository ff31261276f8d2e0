import { Component, type ElementRef, input, viewChildren } from '@angular/core';
import { type Params, RouterLink } from '@angular/router';
import type { FeedTab } from '@daybook/contract';

const tabs: readonly { tab: FeedTab; name: string; query: Params }[] = [
  { tab: 'all', name: 'All activity', query: { tab: null } },
  { tab: 'attention', name: 'Needs attention', query: { tab: 'attention' } },
];

/** The feed's two views. Each has its own URL, so that Back switches between them. */
@Component({
  selector: 'app-feed-tabs',
  imports: [RouterLink],
  template: `
    <div class="tabs" role="tablist" aria-label="What is shown">
      @for (choice of tabs; track choice.tab) {
        <a
          #tab
          role="tab"
          [id]="'tab-' + choice.tab"
          aria-controls="feed"
          [attr.aria-selected]="choice.tab === current()"
          [tabindex]="choice.tab === current() ? 0 : -1"
          routerLink="."
          [queryParams]="choice.query"
          queryParamsHandling="merge"
          (keydown.arrowRight)="focusTab($index + 1)"
          (keydown.arrowLeft)="focusTab($index - 1)"
          (keydown.space)="activate($event)"
          >{{ choice.name }}
          @if (choice.tab === 'attention' && attentionBadge()) {
            <span class="count">{{ attentionBadge() }}</span>
          }
        </a>
      }
    </div>
  `,
  styleUrl: '../ui/tabs.css',
})
export class FeedTabs {
  readonly current = input.required<FeedTab>();
  readonly attentionBadge = input.required<string | null>();

  protected readonly tabs = tabs;
  private readonly links = viewChildren<ElementRef<HTMLElement>>('tab');

  protected focusTab(index: number): void {
    this.links()[(index + tabs.length) % tabs.length]?.nativeElement.focus();
  }

  protected activate(event: Event): void {
    event.preventDefault();
    if (event.target instanceof HTMLElement) event.target.click();
  }
}
