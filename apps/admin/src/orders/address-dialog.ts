import { Component, computed, ElementRef, inject, signal } from '@angular/core';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { Action } from '../api/action';
import { toApiError } from '../api/api-error';
import { countriesIn } from '../ui/countries';
import type { DialogContent } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { Shop } from '../ui/shop';
import { Snackbar } from '../ui/snackbar';
import {
  type AddressField,
  addressFields,
  readAddress,
  type AddressErrors,
  validateAddress,
  addressErrorsFrom,
} from './address-fields';
import { type AddressDraft, OrderCommands } from './order-commands';
import { OrderStore } from './order-store';

/** Corrects where the goods go, and submits again what was refused for the old address. */
@Component({
  selector: 'app-address-dialog',
  imports: [Icon, MatDialogModule],
  templateUrl: './address-dialog.html',
  styleUrls: ['./dialog.css', './address-dialog.css'],
})
export class AddressDialog implements DialogContent {
  readonly #snackbar = inject(Snackbar);
  readonly #dialog = inject<MatDialogRef<AddressDialog>>(MatDialogRef);
  readonly #commands = inject(OrderCommands);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly #order = inject(OrderStore).order.value;
  readonly #save = new Action((address: AddressDraft) => this.#commands.correctAddress(address));

  readonly isBusy = this.#save.isBusy;
  protected readonly fields = addressFields;
  /** As it was when the dialog opened: what is typed stays, whatever the order does meanwhile. */
  protected readonly original = this.#order()?.shippingAddress ?? null;
  protected readonly countries = countriesIn(inject(Shop).locale(), this.original?.country ?? null);
  protected readonly errors = signal<AddressErrors>({});
  protected readonly canRetry = computed(() => this.#order()?.actions.includes('retry') === true);
  /** Null also where the fields say it all. */
  protected readonly formError = computed(() => {
    const why = this.#save.error();
    return why === null || Object.keys(addressErrorsFrom(why.errors)).length > 0 ? null : why.detail;
  });

  protected clearError(event: Event): void {
    const { name } = event.target as HTMLInputElement;
    this.errors.update((all) => ({ ...all, [name]: undefined }));
  }

  protected async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.isBusy()) return;
    const andRetry = event.submitter instanceof HTMLButtonElement && event.submitter.value === 'retry';
    const address = readAddress(new FormData(event.currentTarget as HTMLFormElement));
    if (this.#showErrors(validateAddress(address))) return;
    if (!(await this.#save.run(address))) {
      this.#showErrors(addressErrorsFrom(this.#save.error()?.errors ?? []));
      return;
    }
    this.#dialog.close();
    if (andRetry) await this.#retry();
    else if (this.canRetry()) this.#snackbar.showWithAction('Address corrected', 'Retry', () => void this.#retry());
    else this.#snackbar.show('Address corrected');
  }

  async #retry(): Promise<void> {
    try {
      await this.#commands.retry();
      this.#snackbar.show('Address corrected, and submitting again');
    } catch (failure) {
      this.#snackbar.show(`The address is corrected, but nothing was submitted. ${toApiError(failure).detail}`);
    }
  }

  /** Whether there was anything to complain about; the first such field gets the focus. */
  #showErrors(errors: AddressErrors): boolean {
    this.errors.set(errors);
    const named = ([...this.#host.nativeElement.querySelectorAll('[name]')] as HTMLInputElement[]).find(
      ({ name }) => errors[name as AddressField] !== undefined,
    );
    named?.focus();
    return named !== undefined;
  }
}
