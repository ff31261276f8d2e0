import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { JobCounts } from '@daybook/contract';
import { type JobState, jobStateLabels, jobStates } from '@daybook/contract/vocabulary';
import { badgeText } from '../ui/badge';

/** Which jobs are shown, and how many there are of each kind. Each is an address, so the back button goes between them. */
@Component({
  selector: 'app-job-states',
  imports: [RouterLink],
  template: `
    <nav aria-label="Which jobs are shown">
      @for (choice of choices(); track choice.state) {
        <a
          routerLink="."
          [queryParams]="{ state: choice.state }"
          [attr.aria-current]="choice.state === current() ? 'true' : null"
          >{{ choice.name }}
          @if (choice.count) {
            <span class="count" [class.bad]="choice.state === 'given_up'">{{ choice.count }}</span>
          }
        </a>
      }
    </nav>
  `,
  styles: `
    nav {
      display: flex;
      overflow-x: auto;
      gap: 4px;
      margin-bottom: 12px;
      border-bottom: 1px solid var(--rule);
    }
    a {
      margin-bottom: -1px;
      padding: 8px 12px;
      border-bottom: 2px solid transparent;
      color: var(--ink-2);
      white-space: nowrap;
      transition: color var(--quick);
    }
    a:hover {
      color: var(--ink);
      text-decoration: none;
    }
    a[aria-current] {
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
    .bad {
      background: var(--error);
      color: var(--on-error);
    }
    @media (pointer: coarse) {
      a {
        padding-block: 12px;
      }
    }
  `,
})
export class JobStates {
  readonly current = input.required<JobState | null>();
  readonly counts = input.required<JobCounts | null>();

  protected readonly choices = computed(() => [
    { state: null, name: 'All', count: null },
    ...jobStates.map((state) => ({
      state,
      name: jobStateLabels[state],
      count: badgeText(this.counts()?.[state].count ?? 0),
    })),
  ]);
}
