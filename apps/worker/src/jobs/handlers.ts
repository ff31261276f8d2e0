import type { JobHandlers } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';
import { AnnounceParcelHandler } from './announce-parcel.handler.js';
import { ConfirmOrderHandler } from './confirm-order.handler.js';
import { FetchOrderLinesHandler } from './fetch-order-lines.handler.js';
import { FulfilOrderHandler } from './fulfil-order.handler.js';
import { LookAtFulfilmentHandler } from './look-at-fulfilment.handler.js';
import { MakeRefundHandler } from './make-refund.handler.js';
import { SubmitFulfilmentHandler } from './submit-fulfilment.handler.js';
import { SendMailHandler } from './send-mail.handler.js';
import { SyncProductsHandler } from './sync-products.handler.js';

/** Which handler works on which job. */
@Injectable()
export class Handlers {
  readonly byName: JobHandlers;

  constructor(
    fetchOrderLines: FetchOrderLinesHandler,
    announceParcel: AnnounceParcelHandler,
    confirmOrder: ConfirmOrderHandler,
    sendMail: SendMailHandler,
    fulfilOrder: FulfilOrderHandler,
    submitFulfilment: SubmitFulfilmentHandler,
    lookAtFulfilment: LookAtFulfilmentHandler,
    makeRefund: MakeRefundHandler,
    syncProducts: SyncProductsHandler,
  ) {
    this.byName = {
      'fetch-order-lines': (data) => fetchOrderLines.run(data),
      'fulfil-order': (data) => fulfilOrder.run(data),
      'submit-fulfilment': (data, attempt) => submitFulfilment.run(data, attempt),
      'create-refund': (data, attempt) => makeRefund.run(data, attempt),
      'refresh-fulfilment': (data, attempt) => lookAtFulfilment.run(data, attempt),
      'send-shipping-notification': (data) => announceParcel.run(data),
      'send-order-confirmation': (data) => confirmOrder.run(data),
      'send-mail': (data, attempt) => sendMail.run(data, attempt),
      'sync-products': (data, attempt) => syncProducts.run(data, attempt),
    };
  }
}
