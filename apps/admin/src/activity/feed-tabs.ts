import { Component, type ElementRef, input, viewChildren } from '@angular/core';
import { type Params, RouterLink } from '@angular/router';
import type { FeedTab } from '@daybook/contract';

const tabs: readonly { tab: FeedTab; name: string; query: Params }[] = [
  { tab: 'all', name: 'All activity', query: { tab: null } },
  { tab: 'attention', name: 'Needs attention', query: { tab: 'attention' } },
];

/** The feed's two views. Each is an address, so the back button goes between them. */
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
          (keydown.arrowRight)="step($index + 1)"
          (keydown.arrowLeft)="step($index - 1)"
          (keydown.space)="open($event)"
          >{{ choice.name }}
          @if (choice.tab === 'attention' && attention()) {
            <span class="count">{{ attention() }}</span>
          }
        </a>
      }
    </div>
  `,
  styleUrl: '../ui/tabs.css',
})
export class FeedTabs {
  readonly current = input.required<FeedTab>();
  readonly attention = input.required<string | null>();

  protected readonly tabs = tabs;
  private readonly links = viewChildren<ElementRef<HTMLElement>>('tab');

  protected step(to: number): void {
    this.links()[(to + tabs.length) % tabs.length]?.nativeElement.focus();
  }

  protected open(event: Event): void {
    event.preventDefault();
    if (event.target instanceof HTMLElement) event.target.click();
  }
}
