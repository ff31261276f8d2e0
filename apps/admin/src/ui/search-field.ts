import { Component, DestroyRef, inject, input, linkedSignal, output } from '@angular/core';
import { Icon } from './icon';

const debounceMs = 250;

/** A search box that emits its text once typing pauses, or at once on Enter. */
@Component({
  selector: 'app-search-field',
  imports: [Icon],
  template: `
    <app-icon name="search" />
    <input
      #box
      class="field"
      type="search"
      autocomplete="off"
      spellcheck="false"
      maxlength="200"
      [attr.aria-label]="label()"
      [placeholder]="label()"
      [value]="draft()"
      (input)="updateDraft(box.value)"
      (keydown.enter)="submitSearch()"
      (keydown.escape)="box.blur()"
    />
    <kbd aria-hidden="true">/</kbd>
  `,
  styles: `
    :host {
      position: relative;
      display: flex;
      flex: 1 1 260px;
      min-width: 0;
    }
    app-icon {
      position: absolute;
      top: 50%;
      left: 11px;
      translate: 0 -50%;
      color: var(--ink-2);
      pointer-events: none;
    }
    input {
      width: 100%;
      padding-left: 35px;
      padding-right: 34px;
      text-overflow: ellipsis;
    }
    input::-webkit-search-cancel-button {
      cursor: pointer;
    }
    kbd {
      position: absolute;
      top: 50%;
      right: 10px;
      translate: 0 -50%;
      pointer-events: none;
    }
    input:focus ~ kbd,
    input:not(:placeholder-shown) ~ kbd {
      display: none;
    }
    @media (hover: none) {
      kbd {
        display: none;
      }
    }
  `,
})
export class SearchField {
  readonly label = input.required<string>();
  readonly value = input.required<string>();
  readonly searched = output<string>();

  #debounce: ReturnType<typeof setTimeout> | undefined;

  /** Keeps the typed text until the URL has caught up. */
  protected readonly draft = linkedSignal<string, string>({
    source: this.value,
    computation: (value, previous) => (previous?.value.trim() === value ? previous.value : value),
  });

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      clearTimeout(this.#debounce);
    });
  }

  protected updateDraft(text: string): void {
    this.draft.set(text);
    clearTimeout(this.#debounce);
    this.#debounce = setTimeout(() => {
      this.submitSearch();
    }, debounceMs);
  }

  protected submitSearch(): void {
    clearTimeout(this.#debounce);
    const words = this.draft().trim();
    if (words !== this.value()) this.searched.emit(words);
  }
}
