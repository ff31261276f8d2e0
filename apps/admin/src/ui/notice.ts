import { Component, input } from '@angular/core';
import { Icon, type IconName } from './icon';

/** Shown in place of a list: why it is empty or what went wrong, with the action projected inside. */
@Component({
  selector: 'app-notice',
  imports: [Icon],
  template: `
    <app-icon [name]="icon()" />
    <h2>{{ heading() }}</h2>
    <p>{{ text() }}</p>
    <ng-content />
  `,
  styles: `
    :host {
      display: grid;
      justify-items: center;
      gap: 6px;
      padding: 44px 20px 40px;
      text-align: center;
    }
    app-icon {
      width: 26px;
      height: 26px;
      margin-bottom: 4px;
      color: var(--ink-2);
    }
    h2 {
      margin: 0;
      font-size: 14px;
      font-weight: 650;
    }
    p {
      max-width: 52ch;
      margin: 0 0 8px;
      color: var(--ink-2);
      text-wrap: balance;
    }
  `,
})
export class Notice {
  readonly icon = input<IconName>('tick');
  readonly heading = input.required<string>();
  readonly text = input.required<string>();
}
