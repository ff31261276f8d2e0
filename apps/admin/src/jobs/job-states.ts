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
    <nav class="tabs" aria-label="Which jobs are shown">
      @for (choice of choices(); track choice.state) {
        <a
          routerLink="."
          [queryParams]="{ state: choice.state }"
          [attr.aria-current]="choice.state === current() ? 'true' : null"
          >{{ choice.name }}
          @if (choice.count) {
            <span class="count" [class.bad]="choice.state === 'discarded'">{{ choice.count }}</span>
          }
        </a>
      }
    </nav>
  `,
  styleUrl: '../ui/tabs.css',
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
