import { Component, computed, input } from '@angular/core';

/** Grey bars where rows will be, so that nothing jumps when they come. */
@Component({
  selector: 'app-skeleton',
  template: `
    <span class="cdk-visually-hidden">Loading</span>
    @for (width of widths(); track $index) {
      <div class="row" aria-hidden="true"><i></i><b [style.width.%]="width"></b></div>
    }
  `,
  host: { role: 'status' },
  styles: `
    :host {
      display: block;
    }
    .row {
      display: flex;
      align-items: center;
      gap: 14px;
      height: 41px;
      padding: 0 16px;
      border-bottom: 1px solid var(--rule);
    }
    .row:last-child {
      border-bottom: 0;
    }
    i,
    b {
      height: 11px;
      border-radius: 6px;
      background: var(--rule);
      animation: breathe 1.4s ease-in-out infinite alternate;
    }
    i {
      width: 20px;
      height: 20px;
      border-radius: 50%;
    }
    @keyframes breathe {
      to {
        opacity: 0.45;
      }
    }
  `,
})
export class Skeleton {
  readonly rows = input(8);
  protected readonly widths = computed(() => Array.from({ length: this.rows() }, (_, i) => 38 + ((i * 23) % 41)));
}
