import { Component, computed, inject } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { OrderMailKind } from '@daybook/contract/vocabulary';
import { Action } from '../api/action';
import type { DialogContent } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { Snackbar } from '../ui/snackbar';
import { mailNames } from './timeline';
import { OrderCommands } from './order-commands';
import { OrderStore } from './order-store';

/** Resends one of the order's e-mails. It reaches a customer, so it asks first. */
@Component({
  selector: 'app-resend-dialog',
  imports: [Icon, MatDialogModule],
  template: `
    <form novalidate (submit)="submit($event)">
      <h2 mat-dialog-title>Send the {{ name }} again?</h2>
      <mat-dialog-content>
        @if (formError(); as why) {
          <p class="form-error" role="alert"><app-icon name="warning" />{{ why }}</p>
        }
        <p class="to">
          It goes to
          <strong
            ><bdi>{{ order()?.customerEmail }}</bdi></strong
          >.
        </p>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button class="button" type="button" mat-dialog-close [attr.aria-disabled]="isBusy()">Close</button>
        <button class="button filled" type="submit" [attr.aria-disabled]="isBusy()">
          {{ isBusy() ? 'Sending…' : 'Send again' }}
        </button>
      </mat-dialog-actions>
    </form>
  `,
  styleUrl: './dialog.css',
  styles: `
    .to {
      overflow-wrap: anywhere;
    }
  `,
})
export class ResendDialog implements DialogContent {
  readonly #snackbar = inject(Snackbar);
  readonly #dialog = inject<MatDialogRef<ResendDialog>>(MatDialogRef);
  readonly #commands = inject(OrderCommands);
  readonly #kind = inject<OrderMailKind>(MAT_DIALOG_DATA);
  readonly #resend = new Action(() => this.#commands.resendMail(this.#kind));

  readonly isBusy = this.#resend.isBusy;
  protected readonly name = mailNames[this.#kind];
  protected readonly order = inject(OrderStore).order.value;
  protected readonly formError = computed(() => this.#resend.error()?.detail ?? null);

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (!(await this.#resend.run())) return;
    this.#dialog.close();
    this.#snackbar.show(`The ${this.name} is being sent again. The timeline shows when it has been sent.`);
  }
}
