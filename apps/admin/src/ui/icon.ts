import { Component, computed, input } from '@angular/core';

const shapes = {
  activity: 'M2 10h4l2.5-6 3 12L14 10h4',
  orders: 'M4 6h12l1 11H3zM7 8V5a3 3 0 016 0v3',
  cart: 'M2.5 4h2l2 9h8.6l2.4-6.5H5.2M8 16.5h.01M14 16.5h.01',
  jobs: 'M3 5.5L4.5 7 7 4M10 5.5h7M3 14l1.5 1.5L7 12.5M10 14h7',
  pages: 'M5 3h7l3 3v11H5zM12 3v3h3M8 10h4M8 13h4',
  products: 'M10 2.5l6.5 3.6v7.8L10 17.5l-6.5-3.6V6.1zM3.5 6.1L10 9.8l6.5-3.7M10 9.8v7.7',
  grip: 'M7.5 5h.01M7.5 10h.01M7.5 15h.01M12.5 5h.01M12.5 10h.01M12.5 15h.01',
  pencil: 'M4 16l.8-3.4L13.4 4l2.6 2.6-8.6 8.6zM11.5 6l2.6 2.6',
  up: 'M6 12l4-4 4 4',
  webhooks: 'M10 3v8m0 0l-3-3m3 3l3-3M3 11v5h14v-5h-4l-1 2H8l-1-2z',
  settings: 'M3 6h8m4 0h2M3 14h2m4 0h8M13 8a2 2 0 100-4 2 2 0 000 4zM7 16a2 2 0 100-4 2 2 0 000 4z',
  clock: 'M10 17a7 7 0 100-14 7 7 0 000 14zM10 6v4.2l2.6 1.8',
  person: 'M10 10a3.2 3.2 0 100-6.4 3.2 3.2 0 000 6.4zM3.8 17a6.2 6.2 0 0112.4 0',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  tick: 'M4 10.5l4 4 8-9',
  warning: 'M10 3l8 14H2zM10 8v4m0 2.5h.01',
  error: 'M10 4.5v7m0 3.5h.01',
  search: 'M9 15A6 6 0 109 3a6 6 0 000 12zm4.4-1.6L17.5 17.5',
  chevron: 'M6 8l4 4 4-4',
  back: 'M12 5l-5 5 5 5',
  refresh: 'M16 10a6 6 0 11-1.8-4.3M16 3v3.5h-3.5',
  cross: 'M5 5l10 10M15 5L5 15',
} as const;
export type IconName = keyof typeof shapes;

/** A decorative icon beside a text that says the same. */
@Component({
  selector: 'app-icon',
  template: '<svg viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path [attr.d]="shape()" /></svg>',
  styles: `
    :host {
      stroke-width: 1.6;
      display: inline-flex;
      flex: none;
      width: 17px;
      height: 17px;
    }
    svg {
      width: 100%;
      height: 100%;
      fill: none;
      stroke: currentcolor;
      stroke-width: inherit;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `,
})
export class Icon {
  readonly name = input.required<IconName>();
  protected readonly shape = computed(() => shapes[this.name()]);
}
