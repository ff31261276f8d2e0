import { Settings } from '@daybook/config';
import { OrdersQueries, type OrderDetail } from '@daybook/orders';
import { sanitize } from '@daybook/webhooks';
import { Injectable } from '@nestjs/common';
import { Eta } from 'eta';
import type { MailMessage, OrderMailKind } from '../mail-message.js';
import type { OutgoingMail } from '../smtp/mail-sender.js';
import { MailSendError } from '../smtp/mail-send-error.js';
import { toConfirmationModel, toShippingModel, type MailModels } from './order-mail-models.js';
import { toRecoveryModel, recoverySubject, type AbandonedCartMail } from './recovery-model.js';
import { plainText } from './plain-text.js';
import { templateFolder } from './template-folder.js';

/** How long a confirmation waits for the order's lines, in seconds; after that it goes without them. */
const linesTimeoutSeconds = 300;
/** The least and the most until another look; in between, as long as it has waited so far. */
const [soonest, latest] = [2, 30];

/** Something it tells of is not known yet. */
export interface Deferred {
  waitSeconds: number;
}

/** How each message reads, from what its order is at the moment. */
@Injectable()
export class MailRenderer {
  // MJML has attributes and comments of its own kind, so the tags are not Eta's usual ones
  readonly #html = new Eta({
    views: templateFolder(),
    cache: true,
    tags: ['{{', '}}'],
    autoEscape: true,
    defaultExtension: '.html.eta',
  });

  constructor(
    private readonly orders: OrdersQueries,
    private readonly settings: Settings,
  ) {}

  /** Of a mail about an order. Throws `MailSendError` when that is gone. */
  async of(mail: MailMessage & { kind: OrderMailKind }): Promise<OutgoingMail | Deferred> {
    const order = mail.orderId === null ? null : await this.orders.findDetail(mail.orderId);
    if (!order) throw new MailSendError('its order is gone', 'for good');
    if (mail.kind === 'confirmation' && !order.linesFetchedAt) {
      const waited = (Date.now() - mail.queuedAt.getTime()) / 1_000;
      if (waited < linesTimeoutSeconds) return { waitSeconds: Math.min(latest, Math.max(soonest, waited)) };
    }
    const to = { name: sanitize(order.customerName), address: mail.to };
    return { mailId: mail.id, to, ...this.write(mail, order) };
  }

  /** A message's subject and its two bodies. */
  write({ kind, details }: Pick<MailMessage, 'details'> & { kind: OrderMailKind }, order: OrderDetail) {
    const { shop } = this.settings;
    if (kind === 'confirmation') return this.render(kind, toConfirmationModel(order, shop));
    if (!details.parcel) throw new Error('a shipping notification without its parcel');
    return this.render(kind, toShippingModel(order, shop, details.parcel, details.contents));
  }

  /** The reminder of a cart that was left. */
  remind(cart: AbandonedCartMail) {
    return this.render('recovery', toRecoveryModel(cart, this.settings.shop));
  }

  get recoverySubjectText(): string {
    return recoverySubject(this.settings.shop);
  }

  private render<Kind extends keyof MailModels>(kind: Kind, model: MailModels[Kind]) {
    return { subject: model.subject, html: this.#html.render(kind, model), text: plainText[kind](model) };
  }
}
