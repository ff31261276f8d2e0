import { Component, input, viewChild } from '@angular/core';
import { PopoverPanel } from './popover-panel';
import { Icon } from './icon';

@Component({
  selector: 'app-filter-menu',
  imports: [PopoverPanel, Icon],
  template: `
    <button type="button" class="opener" [attr.popovertarget]="panelId()" [class.set]="chosenText()">
      <span>{{ label() }}: {{ chosenText() ?? 'any' }}</span>
      <app-icon name="chevron" />
    </button>
    <div [appPopoverPanel]="panelId()" role="dialog" [attr.aria-label]="label()">
      <ng-content />
      <button type="button" class="button done" (click)="close()">Done</button>
    </div>
  `,
  styles: `
    :host {
      max-width: 100%;
    }
    .opener {
      display: inline-flex;
      align-items: center;
      gap: 4px;
      max-width: 100%;
      min-height: 32px;
      padding: 3px 9px 3px 13px;
      border: 1px solid var(--rule);
      border-radius: 16px;
      background: var(--sheet);
      color: var(--ink);
      font: inherit;
      cursor: pointer;
      transition: border-color var(--quick);
    }
    .opener span {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .opener app-icon {
      width: 14px;
      height: 14px;
      color: var(--ink-2);
    }
    .opener:hover {
      border-color: var(--edge);
    }
    .opener.set {
      border-color: var(--accent);
      background: var(--accent-soft);
      color: var(--accent);
      font-weight: 550;
    }
    .opener.set app-icon {
      color: inherit;
    }
    .opener:focus-visible {
      border-radius: 16px;
    }
    .done {
      display: none;
    }
    @media (max-width: 720px) {
      .done {
        display: flex;
        width: 100%;
        margin-top: 12px;
      }
    }
    @media (pointer: coarse) {
      .opener {
        min-height: 44px;
        border-radius: 19px;
      }
    }
  `,
})
export class FilterMenu {
  readonly label = input.required<string>();
  readonly panelId = input.required<string>();
  /** The current choice as text; null when the filter is off. */
  readonly chosenText = input.required<string | null>();
  private readonly panel = viewChild.required(PopoverPanel);

  close(): void {
    this.panel().close();
  }
}
