import { Settings } from '@daybook/config';
import type { OrderMailKind } from '@daybook/contract';
import { OrdersQueries, type OrderDetail } from '@daybook/orders';
import { Injectable } from '@nestjs/common';
import { Eta } from 'eta';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { isStillTrue, type MailMessage, type OrderMail } from '../mail-message.entity.js';
import { MailSendError } from '../smtp/mail-send-error.js';
import type { OutgoingMail } from '../smtp/mail-sender.js';
import { recoverySubject, toRecoveryModel, type RecoveryMailInput } from './abandoned-cart-model.js';
import { toCancellationModel, toRefundModel } from './cancellation-models.js';
import { toConfirmationModel, toShippingModel } from './order-mail-models.js';
import { plainTextRenderers, type MailModels } from './plain-text.js';
import { sanitize } from '@daybook/webhooks';

/** How long a confirmation waits for the order's lines; after that it is sent without them. */
const maxLinesWaitSeconds = 300;
/** Bounds of the delay until the next attempt, which is otherwise as long as the mail has waited. */
const [minDeferSeconds, maxDeferSeconds] = [2, 30];

/** It cannot be sent yet. */
export interface DeferredMail {
  deferSeconds: number;
}

/** Must not be sent at all: what it says has become untrue in the meantime. */
export interface SkippedMail {
  skipReason: string;
}

/** Renders each message from the current state of its order or cart. */
@Injectable()
export class MailRenderer {
  readonly #html = new Eta({
    // from the project: the compiled program in `dist` has no templates
    views: join(dirname(findPackageJSON('.', import.meta.url) ?? '.'), 'libs/mail/templates'),
    cache: true,
    // MJML reads Eta's usual tags as markup
    tags: ['{{', '}}'],
    autoEscape: true,
    defaultExtension: '.html.eta',
  });

  constructor(
    private readonly orders: OrdersQueries,
    private readonly settings: Settings,
  ) {}

  /** To the address that the order has now. Throws `MailSendError` when the order no longer exists. */
  async renderOrderMail(mail: OrderMail): Promise<OutgoingMail | DeferredMail | SkippedMail> {
    const order = mail.orderId ? await this.orders.findDetail(mail.orderId) : null;
    if (!order) throw new MailSendError('its order is gone', { kind: 'permanent' });
    if (!isStillTrue(mail)) return { skipReason: 'the refund has failed' };
    if (mail.kind === 'confirmation' && !order.linesFetchedAt) {
      const waitedSeconds = (Date.now() - mail.queuedAt.getTime()) / 1_000;
      if (waitedSeconds < maxLinesWaitSeconds)
        return { deferSeconds: Math.min(maxDeferSeconds, Math.max(minDeferSeconds, waitedSeconds)) };
    }
    const to = { name: sanitize(order.customerName), address: order.customerEmail };
    return { mailId: mail.id, to, ...this.render(mail, order) };
  }

  render({ kind, details }: Pick<MailMessage, 'details'> & { kind: OrderMailKind }, order: OrderDetail) {
    const { shop } = this.settings;
    switch (kind) {
      case 'confirmation':
        return this.renderTemplate(kind, toConfirmationModel(order, shop));
      case 'cancellation':
        return this.renderTemplate(kind, toCancellationModel(order, shop, details));
      case 'refund':
        if (!details.refund) throw new Error('a refund notice without its refund');
        return this.renderTemplate(kind, toRefundModel(order, shop, details.refund));
      case 'shipping':
        if (!details.parcel) throw new Error('a shipping notification without its parcel');
        return this.renderTemplate(kind, toShippingModel(order, shop, { ...details, parcel: details.parcel }));
    }
  }

  renderReminder(cart: RecoveryMailInput) {
    return this.renderTemplate('recovery', toRecoveryModel(cart, this.settings.shop));
  }

  get reminderSubject(): string {
    return recoverySubject(this.settings.shop);
  }

  private renderTemplate<Kind extends keyof MailModels>(kind: Kind, model: MailModels[Kind]) {
    return { subject: model.subject, html: this.#html.render(kind, model), text: plainTextRenderers[kind](model) };
  }
}
