import { Component, computed, input, output } from '@angular/core';
import { FilterMenu } from './filter-menu';

interface Choice<T extends string> {
  readonly value: T;
  readonly name: string;
}

@Component({
  selector: 'app-choice-menu',
  imports: [FilterMenu],
  template: `
    <app-filter-menu #menu [label]="label()" [panelId]="panelId()" [chosenText]="chosenName()">
      <div>
        @for (choice of options(); track choice.value) {
          <button
            class="button text"
            type="button"
            [attr.aria-pressed]="choice.value === value()"
            (click)="menu.close(); chosen.emit(choice.value)"
          >
            {{ choice.name }}
          </button>
        }
      </div>
    </app-filter-menu>
  `,
  styles: `
    :host {
      display: contents;
    }
    div {
      display: grid;
      justify-items: stretch;
      margin: -2px -6px;
    }
    button {
      justify-content: flex-start;
    }
    button[aria-pressed='true'] {
      background: var(--accent-soft);
    }
  `,
})
export class ChoiceMenu<T extends string> {
  readonly label = input.required<string>();
  readonly choices = input.required<readonly Choice<T>[]>();
  /** '' turns the filter off. */
  readonly value = input.required<T | ''>();
  readonly chosen = output<T | ''>();

  protected readonly options = computed(() => [{ value: '' as const, name: 'Any' }, ...this.choices()]);
  protected readonly chosenName = computed(
    () => this.choices().find(({ value }) => value === this.value())?.name ?? null,
  );
  protected readonly panelId = computed(() => `${this.label().toLowerCase().replaceAll(' ', '-')}-filter`);
}
