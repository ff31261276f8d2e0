import { markup, type Markup } from '../server/markup.js';
import type { Services } from '../services.js';
import type { Checkout } from '../stripe/checkouts.js';
import type { StripeEvent } from '../stripe/stripe-events.js';
import { basketCard } from './basket.js';
import { layout, type Tone } from './layout.js';
import { eventDeliveries, eventHeader } from './stripe-event.js';

const refreshSeconds = 3;

export function receiptPage(services: Services, checkout: Checkout, events: readonly StripeEvent[]): Markup {
  const { shop } = services.settings;
  const { id, success_url } = checkout.session;
  const { title, text, tone, isSettling = false } = outcomeOf(checkout, events);
  const isUnfinished = isSettling || events.some(({ state }) => state === 'pending');
  const shopUrl = success_url?.replaceAll('{CHECKOUT_SESSION_ID}', id);
  const shopLabel = shopUrl?.startsWith(shop.consoleUrl) ? 'See it in the console' : 'Back to the shop';
  const item = (event: StripeEvent) =>
    markup`<article><header>${eventHeader(services, event)}</header>${eventDeliveries(services, event)}</article>`;
  return layout(
    services,
    { section: 'orders', title, lead: text, tone, refreshSeconds: isUnfinished ? refreshSeconds : null },
    markup`${basketCard(services, checkout)}
<h2>Webhooks sent to the shop</h2>
${events.length === 0 && markup`<p>None that the sandbox still remembers.</p>`}
${events.map(item)}
<div class="actions">
  ${shopUrl && markup`<a href="${shopUrl}">${shopLabel}</a>`}
  <a href="/webhooks">Send a webhook again</a>
  <a href="/">Place another order</a>
</div>
<p class="hint">Once it is paid, the shop has the goods made: follow them at the <a href="/providers">providers</a>, and read the e-mails in the <a href="/mail">mailbox</a>.</p>
<p class="hint">Session <code>${id}</code></p>`,
  );
}

interface Outcome {
  title: string;
  text: string;
  tone: Tone;
  isSettling?: boolean;
}

function outcomeOf({ session }: Checkout, events: readonly StripeEvent[]): Outcome {
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
  const text = 'The order is placed. The bank has yet to say whether the money comes.';
  return { title: 'Awaiting payment', text, tone: 'warning', isSettling: true };
}
