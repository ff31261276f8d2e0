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
    <div role="tablist" aria-label="What is shown">
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
  styles: `
    div {
      display: flex;
      gap: 4px;
      margin-bottom: 12px;
      border-bottom: 1px solid var(--rule);
    }
    a {
      margin-bottom: -1px;
      padding: 8px 12px;
      border-bottom: 2px solid transparent;
      color: var(--ink-2);
      transition: color var(--quick);
    }
    a:hover {
      color: var(--ink);
      text-decoration: none;
    }
    a[aria-selected='true'] {
      border-color: var(--accent);
      color: var(--accent);
      font-weight: 550;
    }
    a:focus-visible {
      outline-offset: -2px;
    }
    .count {
      display: inline-block;
      margin-left: 4px;
      padding: 0 7px;
      border-radius: 9px;
      background: var(--rule);
      color: var(--ink);
      font-size: 12px;
      font-weight: 550;
    }
    :host-context(.stale) .count {
      color: var(--ink-2);
    }
    @media (pointer: coarse) {
      a {
        padding-block: 12px;
      }
    }
  `,
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
