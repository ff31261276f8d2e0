import { Injectable } from '@nestjs/common';
import type { BasketView, ReceiptPage } from '../../pages/page-models.js';
import { Pages } from '../../pages/pages.js';
import { Words } from '../../pages/words.js';
import { SandboxSettings } from '../../settings.js';
import type { Checkout } from '../checkout/checkout.service.js';
import { commonCountries } from '../checkout/countries.js';
import { offersCard, offersDelayed } from '../checkout/payment-methods.js';
import { eventView } from '../webhooks/event-view.js';
import type { SandboxEvent } from '../webhooks/webhook-event.js';
import { firstValues, waits } from './pay-form.js';

const refreshSeconds = 3;

interface Problems {
  values: Record<string, string>;
  errors: Record<string, string>;
}

/** Turns a checkout into the pay page, or into the receipt. */
@Injectable()
export class PayViews {
  constructor(
    private readonly pages: Pages,
    private readonly words: Words,
    private readonly settings: SandboxSettings,
  ) {}

  form(checkout: Checkout, problems: Problems = { values: {}, errors: {} }): string {
    const { session } = checkout;
    const countries = session.shipping_address_collection?.allowed_countries ?? commonCountries;
    return this.pages.render('pay', {
      sessionId: session.id,
      basket: this.basket(checkout),
      values: { ...firstValues(countries, session.customer_email), ...problems.values },
      errors: problems.errors,
      emailIsFixed: session.customer_email !== null,
      asks: {
        phone: session.phone_number_collection?.enabled ?? false,
        shipping: session.shipping_address_collection !== null,
        promotions: session.consent_collection?.promotions === 'auto',
      },
      offers: { card: offersCard(session.payment_method_types), delayed: offersDelayed(session.payment_method_types) },
      countries: this.words.countries(countries),
      waits,
      cancelUrl: session.cancel_url ?? '/',
      expiresAt: this.words.moment(new Date(session.expires_at * 1_000)).words,
    });
  }

  receipt(checkout: Checkout, events: readonly SandboxEvent[]): string {
    const { session } = checkout;
    const outcome = outcomeOf(checkout, events);
    const unfinished = outcome.settling || events.some((event) => event.state === 'waiting');
    return this.pages.render('receipt', {
      title: outcome.title,
      words: outcome.words,
      tone: outcome.tone,
      sessionId: session.id,
      basket: this.basket(checkout),
      events: events.map((event) => eventView(event, this.words)),
      back: session.success_url ? this.wayBack(session.success_url, session.id) : null,
      refreshSeconds: unfinished ? refreshSeconds : null,
    });
  }

  private wayBack(successUrl: string, sessionId: string) {
    const url = successUrl.replaceAll('{CHECKOUT_SESSION_ID}', sessionId);
    const words = url.startsWith(this.settings.shop.consoleUrl) ? 'See it in the console' : 'Back to the shop';
    return { url, words };
  }

  private basket({ session, lines }: Checkout): BasketView {
    const currency = (session.currency ?? '').toUpperCase();
    const price = (amount: number) => this.words.money({ amount, currency });
    return {
      lines: lines.map(({ description, price: { product }, quantity, amount_total }) => ({
        name: description ?? '',
        detail: typeof product === 'string' ? null : product.description,
        quantity: quantity ?? 1,
        amount: price(amount_total),
      })),
      shipping: session.shipping_cost ? price(session.shipping_cost.amount_total) : null,
      total: price(session.amount_total ?? 0),
    };
  }
}

type Outcome = Pick<ReceiptPage, 'title' | 'words' | 'tone'> & { settling: boolean };

function outcomeOf({ session }: Checkout, events: readonly SandboxEvent[]): Outcome {
  if (session.status === 'expired') {
    const words = 'Nothing was paid, and it cannot be paid any more.';
    return { title: 'This checkout has expired', words, tone: 'warning', settling: false };
  }
  if (session.payment_status !== 'unpaid') {
    const words = 'This checkout is complete and cannot be paid again.';
    return { title: 'Paid', words, tone: 'info', settling: false };
  }
  if (events.some((event) => event.type === 'checkout.session.async_payment_failed')) {
    const words = 'The bank refused the payment. The order was placed and stays unpaid.';
    return { title: 'Payment failed', words, tone: 'error', settling: false };
  }
  const words = 'The order is placed. The bank has yet to say whether the money comes.';
  return { title: 'Awaiting payment', words, tone: 'warning', settling: true };
}
