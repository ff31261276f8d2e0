import { inject, Injectable, Injector } from '@angular/core';
import type { ComponentType } from '@angular/cdk/portal';
import type { OrderMailKind } from '@daybook/contract/vocabulary';
import type { DialogContent } from '../ui/dialog';
import { Snackbar } from '../ui/snackbar';

/** The order page's dialogs: their code loads when one first opens. */
@Injectable()
export class OrderDialogs {
  readonly #injector = inject(Injector);
  readonly #snackbar = inject(Snackbar);
  #isOpening = false;

  openRefund(): Promise<void> {
    return this.#open(async () => (await import('./refund-dialog')).RefundDialog);
  }

  openCancel(): Promise<void> {
    return this.#open(async () => (await import('./cancel-dialog')).CancelDialog);
  }

  openAddress(): Promise<void> {
    return this.#open(async () => (await import('./address-dialog')).AddressDialog);
  }

  openEmail(): Promise<void> {
    return this.#open(async () => (await import('./email-dialog')).EmailDialog);
  }

  openResend(kind: OrderMailKind): Promise<void> {
    return this.#open(async () => (await import('./resend-dialog')).ResendDialog, kind);
  }

  async #open<C extends DialogContent>(load: () => Promise<ComponentType<C>>, data?: unknown): Promise<void> {
    if (this.#isOpening) return;
    this.#isOpening = true;
    try {
      const [{ openDialog }, component] = await Promise.all([import('../ui/dialog'), load()]);
      openDialog(component, this.#injector, data);
    } catch {
      this.#snackbar.show('This part of Daybook could not be loaded. Reload the page, then try again.');
    } finally {
      this.#isOpening = false;
    }
  }
}
