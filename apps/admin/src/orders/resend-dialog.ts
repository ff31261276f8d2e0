import { Component, computed, inject } from '@angular/core';
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from '@angular/material/dialog';
import type { MailKind } from '@daybook/contract/vocabulary';
import { Doing } from '../api/doing';
import type { Waiting } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { Snacks } from '../ui/snacks';
import { mailNames } from './mail-names';
import { OrderActing } from './order-acting';
import { OrderStore } from './order-store';

/** Sends one of the order's e-mails once more: a customer gets it, so it is asked about first. */
@Component({
  selector: 'app-resend-dialog',
  imports: [Icon, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle],
  template: `
    <form novalidate (submit)="send($event)">
      <h2 mat-dialog-title>Send the {{ name }} again?</h2>
      <mat-dialog-content>
        @if (refusal(); as why) {
          <p class="refusal" role="alert"><app-icon name="warning" />{{ why }}</p>
        }
        <p class="to">
          It goes to <strong>{{ order()?.customerEmail }}</strong>, and tells the order as it stands now.
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
export class ResendDialog implements Waiting {
  readonly #snacks = inject(Snacks);
  readonly #dialog = inject<MatDialogRef<ResendDialog>>(MatDialogRef);
  readonly #acting = inject(OrderActing);
  readonly #kind = inject<MailKind>(MAT_DIALOG_DATA);
  readonly #resend = new Doing(() => this.#acting.resend(this.#kind));

  readonly isBusy = this.#resend.isBusy;
  protected readonly name = mailNames[this.#kind];
  protected readonly order = inject(OrderStore).order.value;
  protected readonly refusal = computed(() => this.#resend.failure()?.detail ?? null);

  protected async send(event: Event): Promise<void> {
    event.preventDefault();
    if (!(await this.#resend.now())) return;
    this.#dialog.close();
    this.#snacks.say(`The ${this.name} is being sent again. The timeline says when it is out.`);
  }
}
