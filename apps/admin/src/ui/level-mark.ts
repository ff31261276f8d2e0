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
  host: { class: 'state-mark', '[attr.data-tone]': 'level()' },
  styles: `
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
