import type { JobHandlers } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';
import { ConfirmOrderHandler } from './confirm-order.handler.js';
import { FetchOrderLinesHandler } from './fetch-order-lines.handler.js';
import { SendMailHandler } from './send-mail.handler.js';

/** Which handler works on which job. */
@Injectable()
export class Handlers {
  readonly byName: JobHandlers;

  constructor(fetchOrderLines: FetchOrderLinesHandler, confirmOrder: ConfirmOrderHandler, sendMail: SendMailHandler) {
    this.byName = {
      'fetch-order-lines': (data) => fetchOrderLines.run(data),
      'confirm-order': (data) => confirmOrder.run(data),
      'send-mail': (data, attempt) => sendMail.run(data, attempt),
    };
  }
}
