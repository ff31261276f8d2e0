import type { JobHandlers } from '@daybook/jobs';
import { Injectable } from '@nestjs/common';
import { FetchOrderLinesHandler } from './fetch-order-lines.handler.js';

/** Which handler works on which job. */
@Injectable()
export class Handlers {
  readonly byName: JobHandlers;

  constructor(fetchOrderLines: FetchOrderLinesHandler) {
    this.byName = { 'fetch-order-lines': (data) => fetchOrderLines.run(data) };
  }
}
