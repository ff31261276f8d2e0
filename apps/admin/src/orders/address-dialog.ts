import { Component, computed, ElementRef, inject, signal } from '@angular/core';
import {
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from '@angular/material/dialog';
import { Doing } from '../api/doing';
import { toApiError } from '../api/api-error';
import { countriesIn } from '../ui/countries';
import type { Waiting } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { Shop } from '../ui/shop';
import { Snacks } from '../ui/snacks';
import {
  type AddressField,
  addressFields,
  addressIn,
  type Complaints,
  complaintsAbout,
  complaintsOf,
} from './address-fields';
import { type AddressDraft, OrderActing } from './order-acting';
import { OrderStore } from './order-store';

/** Corrects where the goods go, and submits again what was refused for the old address. */
@Component({
  selector: 'app-address-dialog',
  imports: [Icon, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle],
  templateUrl: './address-dialog.html',
  styleUrls: ['./dialog.css', './address-dialog.css'],
})
export class AddressDialog implements Waiting {
  readonly #snacks = inject(Snacks);
  readonly #dialog = inject<MatDialogRef<AddressDialog>>(MatDialogRef);
  readonly #acting = inject(OrderActing);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly #order = inject(OrderStore).order.value;
  readonly #save = new Doing((address: AddressDraft) => this.#acting.correctAddress(address));

  readonly isBusy = this.#save.isBusy;
  protected readonly fields = addressFields;
  /** As it was when the dialog opened: what is typed stays, whatever the order does meanwhile. */
  protected readonly was = this.#order()?.shippingAddress ?? null;
  protected readonly countries = countriesIn(inject(Shop).locale(), this.was?.country ?? null);
  protected readonly complaints = signal<Complaints>({});
  protected readonly mayRetry = computed(() => this.#order()?.actions.includes('retry') === true);
  /** Null also where the fields say it all. */
  protected readonly refusal = computed(() => {
    const why = this.#save.failure();
    return why === null || Object.keys(complaintsOf(why.errors)).length > 0 ? null : why.detail;
  });

  protected settle(event: Event): void {
    const { name } = event.target as HTMLInputElement;
    this.complaints.update((all) => ({ ...all, [name]: undefined }));
  }

  protected async send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.isBusy()) return;
    const andRetry = event.submitter instanceof HTMLButtonElement && event.submitter.value === 'retry';
    const address = addressIn(new FormData(event.currentTarget as HTMLFormElement));
    if (this.#complain(complaintsAbout(address))) return;
    if (!(await this.#save.now(address))) {
      this.#complain(complaintsOf(this.#save.failure()?.errors ?? []));
      return;
    }
    this.#dialog.close();
    if (andRetry) await this.#retry();
    else if (this.mayRetry()) this.#snacks.offer('Address corrected', 'Retry', () => void this.#retry());
    else this.#snacks.say('Address corrected');
  }

  async #retry(): Promise<void> {
    try {
      await this.#acting.retry();
      this.#snacks.say('Address corrected, and submitting again');
    } catch (failure) {
      this.#snacks.say(`The address is corrected, but nothing was submitted. ${toApiError(failure).detail}`);
    }
  }

  /** Whether there was anything to complain about; the first such field gets the focus. */
  #complain(complaints: Complaints): boolean {
    this.complaints.set(complaints);
    const named = ([...this.#host.nativeElement.querySelectorAll('[name]')] as HTMLInputElement[]).find(
      ({ name }) => complaints[name as AddressField] !== undefined,
    );
    named?.focus();
    return named !== undefined;
  }
}
