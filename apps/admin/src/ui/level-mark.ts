import { Component, computed, input } from '@angular/core';
import type { Level } from '@daybook/contract/vocabulary';
import { Icon, type IconName } from './icon';

const marks: Record<Level, { icon: IconName; words: string }> = {
  info: { icon: 'tick', words: 'Information' },
  warning: { icon: 'warning', words: 'Warning' },
  error: { icon: 'error', words: 'Error' },
};

/** A level by shape and by colour: a tick in a circle, a warning sign, an exclamation mark in a square. */
@Component({
  selector: 'app-level-mark',
  imports: [Icon],
  template: '<app-icon [name]="mark().icon" /><span class="cdk-visually-hidden">{{ mark().words }}</span>',
  host: { '[attr.data-level]': 'level()' },
  styles: `
    :host {
      display: grid;
      flex: none;
      place-items: center;
      width: 22px;
      height: 22px;
      border-radius: 50%;
      color: var(--info);
      background: var(--info-soft);
    }
    :host([data-level='warning']) {
      color: var(--warning);
      background: var(--warning-soft);
    }
    :host([data-level='error']) {
      border-radius: 6px;
      color: var(--error);
      background: var(--error-soft);
    }
    app-icon {
      width: 14px;
      height: 14px;
      stroke-width: 2;
    }
  `,
})
export class LevelMark {
  readonly level = input.required<Level>();
  protected readonly mark = computed(() => marks[this.level()]);
}
