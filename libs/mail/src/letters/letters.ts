import { Settings } from '@daybook/config';
import { OrdersQueries, type OrderDetail } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { Eta } from 'eta';
import type { MailMessage, OrderMailKind } from '../mail-message.js';
import type { OutgoingMail } from '../smtp/mail-sender.js';
import { SendFailure } from '../smtp/send-failure.js';
import { confirmationOf, shippingOf, type LetterModels } from './letter-models.js';
import { recoveryOf, recoverySubject, type LeftCart } from './recovery-model.js';
import { plain } from './plain.js';
import { plainText } from './plain-text.js';
import { templateFolder } from './template-folder.js';

/** How long a confirmation waits for the order's lines, in seconds; after that it goes without them. */
const linesPatience = 300;
/** The least and the most until another look; in between, as long as it has waited so far. */
const [soonest, latest] = [2, 30];

/** Something it tells of is not known yet. */
export interface NotYet {
  waitSeconds: number;
}

/** How each message reads, from what its order is at the moment. */
@Injectable()
export class Letters {
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

  /** Of a mail about an order. Throws `SendFailure` when that is gone. */
  async of(mail: MailMessage & { kind: OrderMailKind }): Promise<OutgoingMail | NotYet> {
    const order = mail.orderId === null ? null : await this.orders.findDetail(mail.orderId);
    if (!order) throw new SendFailure('its order is gone', 'for good');
    if (mail.kind === 'confirmation' && !order.linesFetchedAt) {
      const waited = (Date.now() - mail.askedAt.getTime()) / 1_000;
      if (waited < linesPatience) return { waitSeconds: Math.min(latest, Math.max(soonest, waited)) };
    }
    const to = { name: plain(order.customerName), address: mail.to };
    return { mailId: mail.id, to, ...this.write(mail, order) };
  }

  /** A message's subject and its two bodies. */
  write({ kind, about }: Pick<MailMessage, 'about'> & { kind: OrderMailKind }, order: OrderDetail) {
    const { shop } = this.settings;
    if (kind === 'confirmation') return this.render(kind, confirmationOf(order, shop));
    if (!about.parcel) throw new Error('a shipping notification without its parcel');
    return this.render(kind, shippingOf(order, shop, about.parcel, about.contents));
  }

  /** The reminder of a cart that was left. */
  remind(cart: LeftCart) {
    return this.render('recovery', recoveryOf(cart, this.settings.shop));
  }

  get reminderSubject(): string {
    return recoverySubject(this.settings.shop);
  }

  private render<Kind extends keyof LetterModels>(kind: Kind, model: LetterModels[Kind]) {
    return { subject: model.subject, html: this.#html.render(kind, model), text: plainText[kind](model) };
  }
}
