import { CdkTrapFocus } from '@angular/cdk/a11y';
import { CdkConnectedOverlay, CdkOverlayOrigin } from '@angular/cdk/overlay';
import { Component, input, signal } from '@angular/core';
import { Icon } from './icon';

/** A chip that opens a small panel of choices, which stand inside it. */
@Component({
  selector: 'app-filter-menu',
  imports: [CdkConnectedOverlay, CdkOverlayOrigin, CdkTrapFocus, Icon],
  template: `
    <button
      type="button"
      class="chip"
      cdkOverlayOrigin
      #origin="cdkOverlayOrigin"
      aria-haspopup="dialog"
      [attr.aria-expanded]="open()"
      [class.set]="chosen()"
      (click)="open.set(!open())"
    >
      <span>{{ label() }}: {{ chosen() ?? 'any' }}</span>
      <app-icon name="chevron" />
    </button>
    <ng-template
      cdkConnectedOverlay
      [cdkConnectedOverlayOrigin]="origin"
      [cdkConnectedOverlayOpen]="open()"
      [cdkConnectedOverlayHasBackdrop]="true"
      [cdkConnectedOverlayViewportMargin]="10"
      [cdkConnectedOverlayPush]="true"
      [cdkConnectedOverlayFlexibleDimensions]="true"
      [cdkConnectedOverlayGrowAfterOpen]="true"
      [cdkConnectedOverlayOffsetY]="6"
      cdkConnectedOverlayBackdropClass="cdk-overlay-transparent-backdrop"
      (backdropClick)="open.set(false)"
      (detach)="open.set(false)"
    >
      <div class="panel" role="dialog" [attr.aria-label]="label()" cdkTrapFocus cdkTrapFocusAutoCapture>
        <ng-content />
      </div>
    </ng-template>
  `,
  styles: `
    .chip {
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
      transition: background-color var(--quick);
    }
    .chip span {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .chip app-icon {
      width: 14px;
      height: 14px;
      color: var(--ink-2);
    }
    .chip:hover {
      border-color: var(--edge);
    }
    .chip.set {
      border-color: var(--accent);
      background: var(--accent-soft);
      color: var(--accent);
      font-weight: 550;
    }
    .chip.set app-icon {
      color: inherit;
    }
    .chip:focus-visible {
      border-radius: 16px;
    }
    @media (pointer: coarse) {
      .chip {
        min-height: 38px;
        border-radius: 19px;
      }
    }
    .panel {
      overflow: auto;
      min-width: 200px;
      max-width: 100%;
      max-height: min(70vh, 520px);
      padding: 10px 14px 12px;
      border: 1px solid var(--rule);
      border-radius: var(--radius);
      background: var(--sheet);
      box-shadow: 0 8px 28px var(--lift);
      animation: drop var(--quick) ease-out;
    }
    @keyframes drop {
      from {
        opacity: 0;
        translate: 0 -4px;
      }
    }
  `,
})
export class FilterMenu {
  readonly label = input.required<string>();
  /** What is chosen, in words; null when anything goes. */
  readonly chosen = input.required<string | null>();
  protected readonly open = signal(false);

  close(): void {
    this.open.set(false);
  }
}
