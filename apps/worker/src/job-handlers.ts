import { Database } from '@daybook/database';
import { FulfilmentQueries, FulfilOrder, FulfilmentPoller, ProviderError, Submissions } from '@daybook/fulfilment';
import { done, retry, type JobHandlers as Handlers } from '@daybook/jobs';
import { MailDelivery, MailQueue } from '@daybook/mail';
import { RefundsService, StripeOrderLines } from '@daybook/payments';
import { ProductSync } from '@daybook/sync';
import { Injectable } from '@nestjs/common';

/** What runs each job. A job without a handler does not compile. */
@Injectable()
export class WorkerJobHandlers {
  readonly byName: Handlers;

  constructor(
    database: Database,
    delivery: MailDelivery,
    fulfilments: FulfilmentQueries,
    fulfilOrder: FulfilOrder,
    poller: FulfilmentPoller,
    mails: MailQueue,
    orderLines: StripeOrderLines,
    productSync: ProductSync,
    refunds: RefundsService,
    submissions: Submissions,
  ) {
    this.byName = {
      'fetch-order-lines': async ({ orderId }) => {
        await orderLines.fetch(orderId);
        return done;
      },
      'send-order-confirmation': async ({ orderId }) => {
        await database.transaction((tx) => mails.enqueueConfirmation(tx, orderId));
        return done;
      },
      'send-shipping-notification': async ({ orderId, shipmentId }) => {
        const parcel = await fulfilments.findParcel(shipmentId);
        if (parcel) await database.transaction((tx) => mails.enqueueShipping(tx, { orderId, parcel }));
        return done;
      },
      'send-mail': ({ mailId }, attempt) => delivery.attempt(mailId, attempt),
      'fulfil-order': async ({ orderId }) => {
        await fulfilOrder.createFulfilments(orderId);
        return done;
      },
      'submit-fulfilment': (data, attempt) => submissions.attempt(data, attempt),
      'refresh-fulfilment': async (data, { signal }) => {
        try {
          await poller.refresh(data, signal);
          return done;
        } catch (error) {
          if (error instanceof ProviderError) return retry(error.message, error.retryAfterSeconds);
          throw error;
        }
      },
      'create-refund': ({ refundId }, attempt) => refunds.createAtStripe(refundId, attempt),
      'sync-products': (data, attempt) => productSync.attempt(data, attempt),
    };
  }
}
