import { Component, computed, ElementRef, inject, signal } from '@angular/core';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { Action } from '../api/action';
import { toApiError } from '../api/api-error';
import { countriesIn } from '../ui/countries';
import type { DialogContent } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { ShopFormatter } from '../ui/shop-formatter';
import { Snackbar } from '../ui/snackbar';
import {
  type AddressField,
  addressFields,
  readAddress,
  type AddressErrors,
  validateAddress,
  addressErrorsFrom,
} from './address-fields';
import { type AddressInput, OrderCommands } from './order-commands';
import { OrderStore } from './order-store';

/** Corrects the shipping address, and resubmits what was refused because of the old one. */
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
  readonly #save = new Action((address: AddressInput) => this.#commands.correctAddress(address));

  readonly isBusy = this.#save.isBusy;
  protected readonly fields = addressFields;
  /** The address when the dialog opened: later changes of the order do not overwrite what is typed. */
  protected readonly original = this.#order()?.shippingAddress ?? null;
  protected readonly countries = countriesIn(inject(ShopFormatter).locale(), this.original?.country ?? null);
  protected readonly errors = signal<AddressErrors>({});
  protected readonly canRetry = computed(() => this.#order()?.actions.includes('retry') === true);
  /** Null also when the fields' own errors say everything. */
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

  /** Returns whether a field is invalid, and focuses the first one. */
  #showErrors(errors: AddressErrors): boolean {
    this.errors.set(errors);
    const named = ([...this.#host.nativeElement.querySelectorAll('[name]')] as HTMLInputElement[]).find(
      ({ name }) => errors[name as AddressField] !== undefined,
    );
    named?.focus();
    return named !== undefined;
  }
}
