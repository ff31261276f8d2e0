import { computed, inject, Injectable } from '@angular/core';
import type { CancelInput, Order, RefundInput, Routes } from '@daybook/contract';
import type { OrderMailKind } from '@daybook/contract/vocabulary';
import { ApiClient } from '../api/api-client';
import { Action } from '../api/action';
import { toApiError } from '../api/api-error';
import { OrderStore } from './order-store';

export type AddressInput = Routes['PUT /api/orders/:id/address']['body'];

/**
 * Commands for the order on screen. Each shows the updated order, or rejects with an `ApiError` that holds the sentence to
 * show; the order is then reloaded, because a refusal may mean that it has changed.
 */
@Injectable()
export class OrderCommands {
  readonly #api = inject(ApiClient);
  readonly #store = inject(OrderStore);

  readonly #orderId = computed(() => this.#store.order.value()?.id);
  /** One retry of the order's submissions, on whichever of its buttons; another order has its own. */
  readonly retrying = computed(() => {
    this.#orderId();
    return new Action(() => this.retry());
  });

  async addNote(text: string): Promise<void> {
    await this.#send((id) => this.#api.send('POST /api/orders/:id/notes', { id, body: { text } }));
    void this.#store.reload();
  }

  async editNote(entryId: string, text: string): Promise<void> {
    await this.#send((id) => this.#api.send('PUT /api/orders/:id/notes/:entryId', { id, entryId, body: { text } }));
    await this.#store.reload();
  }

  async deleteNote(entryId: string): Promise<void> {
    await this.#send((id) => this.#api.send('DELETE /api/orders/:id/notes/:entryId', { id, entryId }));
    void this.#store.reload();
  }

  retry(): Promise<Order> {
    return this.#sendAndShow((id) => this.#api.send('POST /api/orders/:id/retry', { id }));
  }

  correctAddress(address: AddressInput): Promise<Order> {
    return this.#sendAndShow((id) => this.#api.send('PUT /api/orders/:id/address', { id, body: address }));
  }

  correctEmail(email: string): Promise<Order> {
    return this.#sendAndShow((id) => this.#api.send('PUT /api/orders/:id/email', { id, body: { email } }));
  }

  /** `amount` in minor units of the order's currency. Repeated with the same `id`, it is the same refund. */
  refund(body: RefundInput): Promise<Order> {
    return this.#sendAndShow((id) => this.#api.send('POST /api/orders/:id/refunds', { id, body }));
  }

  /** Also refunds what is left of the payment, once the order is cancelled. */
  cancel(body: CancelInput): Promise<Order> {
    return this.#sendAndShow((id) => this.#api.send('POST /api/orders/:id/cancel', { id, body }));
  }

  resendMail(kind: OrderMailKind): Promise<Order> {
    return this.#sendAndShow((id) => this.#api.send('POST /api/orders/:id/emails/:kind/resend', { id, kind }));
  }

  async #sendAndShow(request: (id: string) => Promise<Order>): Promise<Order> {
    const order = await this.#send(request);
    this.#store.setOrder(order);
    return order;
  }

  async #send<T>(request: (id: string) => Promise<T>): Promise<T> {
    const id = this.#store.order.value()?.id;
    if (id === undefined) throw toApiError(null);
    try {
      return await request(id);
    } catch (failure) {
      void this.#store.reload();
      throw failure;
    }
  }
}
