import type { Stripe } from 'stripe';
import { z } from 'zod';
import { minorUnits, plainAmount } from '../money.js';
import { foundOr404, page, parse, redirect, type RouteTable } from '../server/http.js';
import { markup, type Markup } from '../server/markup.js';
import type { Services } from '../services.js';
import { refundableAmount, type Payment } from '../stripe/payments.js';
import { StripeError } from '../stripe/stripe-errors.js';
import { badge, emptyCard, layout, problemNotice } from './layout.js';

const maxPayments = 50;
const refundForm = z.object({ amount: z.string().trim(), outcome: z.enum(['succeeds', 'fails']).default('succeeds') });

/** What Stripe's dashboard is used for here: refunds that the shop did not ask for. */
export function paymentsRoutes(services: Services): RouteTable {
  const { payments } = services;
  return {
    'GET /payments': () => render(services),
    'POST /payments/:id/refund': ({ id, body }) => {
      const payment = foundOr404(payments.findBy('paymentIntent', id), 'The sandbox has no such payment.');
      const { amount: typed, outcome } = parse(refundForm, body);
      const amount = minorUnits(typed, payment.currency) ?? 0;
      if (amount < 1) return page(422, render(services, 'Nothing was refunded: enter an amount, such as 12.50.'));
      try {
        payments.refund(payment, { amount, outcome, delivery: 'send' });
      } catch (error) {
        if (!(error instanceof StripeError)) throw error;
        return page(422, render(services, `Stripe refuses it: ${error.message}`));
      }
      return redirect(`/payments#${id}`);
    },
    'POST /payments/refunds/:id/fail': ({ id }) => {
      payments.failRefund(id);
      return redirect('/payments');
    },
  };
}

function render(services: Services, problem: string | null = null): Markup {
  const payments = services.payments.newestFirst().slice(0, maxPayments);
  return layout(
    services,
    {
      section: 'payments',
      title: 'Payments',
      lead: 'Newest first. Refund one as in Stripe’s dashboard, without the shop.',
    },
    markup`${problemNotice(problem)}
${payments.length === 0 && emptyCard('Each paid checkout is listed here.')}
${payments.map((payment) => paymentCard(services, payment))}`,
  );
}

function paymentCard({ formats }: Services, payment: Payment): Markup {
  const { paymentIntent, sessionId, amount, currency, created, email, refunds } = payment;
  const left = refundableAmount(payment);
  const refundRow = ({ id, status, amount: refunded, created: at }: Stripe.Refund) => {
    const text = formats.money(refunded, currency);
    const isFailed = status === 'failed';
    return markup`
    <tr><td>${isFailed ? badge('error', 'Failed') : badge('info', 'Refunded')} ${text} <small>${formats.time(at)}</small></td>
      <td>${!isFailed && markup`<form method="post" action="/payments/refunds/${id}/fail"><button class="outline" aria-label="Make the refund of ${text} fail">Make it fail</button></form>`}</td></tr>`;
  };
  return markup`<article id="${paymentIntent}">
  <header><h2><a href="/pay/${sessionId}">${formats.money(amount, currency)}</a> <small>${email}</small></h2>${formats.time(created)}</header>
  ${refunds.length > 0 && markup`<table>${refunds.map(refundRow)}</table>`}
  ${
    left === 0
      ? markup`<p>All of it was refunded.</p>`
      : markup`<form method="post" action="/payments/${paymentIntent}/refund" class="grid">
    <label>Refund <input name="amount" inputmode="decimal" value="${plainAmount({ amount: left, currency: currency.toUpperCase() })}" autocomplete="off"></label>
    <label>which <select name="outcome"><option value="succeeds">succeeds</option><option value="fails">fails after a while</option></select></label>
    <button>Refund</button>
  </form>`
  }
</article>`;
}
