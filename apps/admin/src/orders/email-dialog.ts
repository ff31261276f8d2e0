import { Component, computed, type ElementRef, inject, signal, viewChild } from '@angular/core';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { Action } from '../api/action';
import { toApiError } from '../api/api-error';
import type { DialogContent } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { Snackbar } from '../ui/snackbar';
import { OrderCommands } from './order-commands';
import { OrderStore } from './order-store';

/** Corrects the customer's e-mail address, and sends again what went to the old one. */
@Component({
  selector: 'app-email-dialog',
  imports: [Icon, MatDialogModule],
  templateUrl: './email-dialog.html',
  styleUrls: ['./dialog.css', './address-dialog.css'],
})
export class EmailDialog implements DialogContent {
  readonly #snackbar = inject(Snackbar);
  readonly #dialog = inject<MatDialogRef<EmailDialog>>(MatDialogRef);
  readonly #commands = inject(OrderCommands);
  readonly #order = inject(OrderStore).order.value;
  readonly #save = new Action((email: string) => this.#commands.correctEmail(email));
  private readonly field = viewChild.required<ElementRef<HTMLInputElement>>('field');

  readonly isBusy = this.#save.isBusy;
  /** The address when the dialog opened: later changes of the order do not overwrite what is typed. */
  protected readonly original = this.#order()?.customerEmail ?? '';
  protected readonly fieldError = signal<string | null>(null);
  protected readonly canResend = computed(() => this.#order()?.actions.includes('resend') === true);
  /** Null also when the field's own error says everything. */
  protected readonly formError = computed(() => {
    const why = this.#save.error();
    return why === null || why.errors.length > 0 ? null : why.detail;
  });

  protected async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.isBusy()) return;
    const andResend = event.submitter instanceof HTMLButtonElement && event.submitter.value === 'resend';
    const email = this.field().nativeElement.value.trim();
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
      this.#showError('Enter an e-mail address such as ada@example.com.');
      return;
    }
    if (!(await this.#save.run(email))) {
      const [error] = this.#save.error()?.errors ?? [];
      if (error) this.#showError(error.message);
      return;
    }
    this.#dialog.close();
    if (andResend) await this.#resend();
    else this.#snackbar.show('E-mail address corrected');
  }

  async #resend(): Promise<void> {
    try {
      for (const kind of this.#order()?.resendable ?? []) await this.#commands.resendMail(kind);
      this.#snackbar.show('E-mail address corrected, and sending again. The timeline shows when it has been sent.');
    } catch (failure) {
      this.#snackbar.show(`The address is corrected, but not everything is sent again. ${toApiError(failure).detail}`);
    }
  }

  #showError(message: string): void {
    this.fieldError.set(message);
    this.field().nativeElement.focus();
  }
}
