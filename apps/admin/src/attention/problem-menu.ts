import { ChangeDetectorRef, Component, computed, inject, input, output, signal, viewChild } from '@angular/core';
import type { SnoozedUntil } from '@daybook/contract';
import { ApiClient } from '../api/api-client';
import { Resource } from '../api/resource';
import { SessionStore } from '../api/session-store';
import { Clock } from '../ui/clock';
import { PopoverPanel } from '../ui/popover-panel';
import { ShopFormatter } from '../ui/shop-formatter';
import { snoozeText, tomorrowMorning } from './cause-text';

export type MenuPart = 'snooze' | 'assign';

/** Until when something is snoozed, and who looks after it: one panel, which opens beside the button that asks for it. */
@Component({
  selector: 'app-problem-menu',
  imports: [PopoverPanel],
  template: `
    <div appPopoverPanel="problem-menu" role="dialog" aria-label="Snooze or assign">
      @if (parts().includes('snooze')) {
        <div role="group" aria-label="Snooze">
          <p class="title">Snooze</p>
          @if (isSnoozed()) {
            <button class="button text" type="button" (click)="choose(null)">End the snooze</button>
          }
          @for (choice of snoozes(); track choice.until) {
            <button class="button text" type="button" (click)="choose(choice.until)">{{ choice.text }}</button>
          }
        </div>
      }
      @if (parts().includes('assign')) {
        <div role="group" aria-label="Assign to">
          <p class="title">Assign to</p>
          @for (choice of assignees(); track choice.name) {
            <button class="button text" type="button" (click)="assign(choice.to)">{{ choice.name }}</button>
          }
          @if (accounts.error(); as why) {
            <p role="alert">Your colleagues could not be loaded. {{ why.detail }}</p>
          }
        </div>
      }
    </div>
  `,
  styles: `
    [role='group'] {
      display: grid;
      justify-items: stretch;
      margin: 0 -8px;
    }
    [role='group'] + [role='group'] {
      margin-top: 8px;
      padding-top: 8px;
      border-top: 1px solid var(--rule);
    }
    .title {
      margin: 0 0 2px;
      padding: 0 11px;
      color: var(--ink-2);
      font-size: 12.5px;
      font-weight: 550;
    }
    .button {
      justify-content: flex-start;
    }
    [role='alert'] {
      max-width: 260px;
      margin: 4px 11px;
      color: var(--error);
    }
    @media (max-width: 720px) {
      .button {
        height: 44px;
      }
    }
  `,
})
export class ProblemMenu {
  readonly #api = inject(ApiClient);
  readonly #session = inject(SessionStore);
  readonly #shop = inject(ShopFormatter);
  readonly #clock = inject(Clock);
  readonly #changes = inject(ChangeDetectorRef);
  private readonly panel = viewChild.required(PopoverPanel);

  readonly isSnoozed = input.required<boolean>();
  /** Null ends the snooze. */
  readonly snoozed = output<SnoozedUntil | null>();
  /** Null for nobody. */
  readonly assigned = output<string | null>();

  protected readonly parts = signal<readonly MenuPart[]>(['snooze', 'assign']);
  protected readonly accounts = new Resource((signal) => this.#api.send('GET /api/accounts', { signal }));
  protected readonly snoozes = computed(() => {
    const now = this.#clock.now();
    const times = this.#shop.timeFormatter();
    return [tomorrowMorning(now, times.timeZone), 'again' as const].map((until) => {
      const text = snoozeText(until, times, now);
      return { until, text: text.charAt(0).toUpperCase() + text.slice(1) };
    });
  });
  protected readonly assignees = computed(() => {
    const me = this.#session.user()?.name ?? null;
    const others = (this.accounts.value()?.items ?? []).map(({ name }) => name).filter((name) => name !== me);
    return [
      ...(me === null ? [] : [{ name: `${me} (you)`, to: me }]),
      ...others.map((name) => ({ name, to: name })),
      { name: 'Nobody', to: null },
    ];
  });

  constructor() {
    void this.accounts.reload();
  }

  /** Called before the button’s own click opens the panel. */
  prepare(opener: HTMLElement, parts: readonly MenuPart[]): void {
    this.panel().openBeside(opener);
    this.parts.set(parts);
    // It is measured as soon as it opens.
    this.#changes.detectChanges();
    if (this.accounts.error()) void this.accounts.reload();
  }

  protected choose(until: SnoozedUntil | null): void {
    this.panel().close();
    this.snoozed.emit(until);
  }

  protected assign(to: string | null): void {
    this.panel().close();
    this.assigned.emit(to);
  }
}
