import { markup, type Markup } from '../server/markup.js';
import type { Services } from '../services.js';
import type { Checkout } from '../stripe/checkouts.js';
import type { LineItem } from '../stripe/line-items.js';
import type { StripeEvent } from '../stripe/stripe-events.js';
import { layout, type Tone } from './layout.js';
import { deliveriesTable, eventHeader } from './webhooks-page.js';

const refreshSeconds = 3;

export function receiptPage(services: Services, checkout: Checkout, events: readonly StripeEvent[]): Markup {
  const { id, success_url } = checkout.session;
  const { title, text, tone, isSettling = false } = noticeOf(checkout, events);
  const isUnfinished = isSettling || events.some(({ state }) => state === 'pending');
  const shopUrl = success_url?.replaceAll('{CHECKOUT_SESSION_ID}', id);
  const shopLabel = shopUrl?.startsWith(services.consoleUrl) ? 'See it in the console' : 'Back to the shop';
  const item = (event: StripeEvent) =>
    markup`<article><header>${eventHeader(services, event)}</header>${deliveriesTable(services, event)}</article>`;
  return layout(services, {
    section: '/',
    title,
    lead: text,
    tone,
    refreshSeconds: isUnfinished ? refreshSeconds : null,
    body: markup`${basketCard(services, checkout)}
<h2>Webhooks sent to the shop</h2>
${events.length === 0 && markup`<p>No webhooks are on record any more.</p>`}
${events.map(item)}
<div class="actions">
  ${shopUrl && markup`<a href="${shopUrl}">${shopLabel}</a>`}
  <a href="/webhooks">Send a webhook again</a>
  <a href="/">Place another order</a>
</div>
<p class="hint">Once it is paid, the shop has the goods made: follow them at the <a href="/providers">providers</a>, and read the e-mails in the <a href="/mail">mailbox</a>.</p>
<p class="hint">Session <code>${id}</code></p>`,
  });
}

interface CheckoutNotice {
  title: string;
  text: string;
  tone: Tone;
  isSettling?: boolean;
}

function noticeOf({ session }: Checkout, events: readonly StripeEvent[]): CheckoutNotice {
  if (session.status === 'expired') {
    return {
      title: 'This checkout has expired',
      text: 'Nothing was paid, and it can no longer be paid.',
      tone: 'warning',
    };
  }
  if (session.payment_status !== 'unpaid') {
    return { title: 'Paid', text: 'This checkout is complete and cannot be paid again.', tone: 'info' };
  }
  if (events.some(({ type }) => type === 'checkout.session.async_payment_failed')) {
    const text = 'The bank refused the payment. The order was placed and stays unpaid.';
    return { title: 'Payment failed', text, tone: 'error' };
  }
  const text = 'The order is placed. The bank has not confirmed the payment yet.';
  return { title: 'Awaiting payment', text, tone: 'warning', isSettling: true };
}

export function basketCard({ formatters }: Services, { session, lines }: Checkout): Markup {
  const money = (amount: number | null) => formatters.money(amount ?? 0, session.currency ?? '');
  const line = ({ description, price: { product }, quantity, amount_total }: LineItem) => {
    const detail = typeof product === 'string' ? null : product.description;
    const times = (quantity ?? 1) > 1 && ` × ${quantity ?? 1}`;
    return markup`
    <tr><td>${description}${detail && `, ${detail}`}${times}</td><td>${money(amount_total)}</td></tr>`;
  };
  const shipping = session.shipping_cost;
  return markup`<article>
  <header><h2>Basket</h2></header>
  <table>
    ${lines.map(line)}
    ${shipping && markup`<tr><td>Delivery</td><td>${money(shipping.amount_total)}</td></tr>`}
    <tfoot><tr><td>Total</td><td>${money(session.amount_total)}</td></tr></tfoot>
  </table>
</article>`;
}
