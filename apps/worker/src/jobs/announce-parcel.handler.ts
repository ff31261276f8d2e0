import { Database } from '@daybook/database';
import { FulfilmentQueries } from '@daybook/fulfilment';
import { done, type JobMap, type JobOutcome } from '@daybook/jobs';
import { Mails } from '@daybook/mail';
import { Injectable } from '@nestjs/common';

@Injectable()
export class AnnounceParcelHandler {
  constructor(
    private readonly database: Database,
    private readonly fulfilments: FulfilmentQueries,
    private readonly mails: Mails,
  ) {}

  async run({ orderId, shipmentId }: JobMap['send-shipping-notification']): Promise<JobOutcome> {
    const parcel = await this.fulfilments.parcel(shipmentId);
    if (parcel) await this.database.transaction((tx) => this.mails.askShipping(tx, { orderId, parcel }));
    return done;
  }
}
