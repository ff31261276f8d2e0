import type { Stripe } from 'stripe';
import { z } from 'zod';
import { parseMinorUnits, formatWithoutCurrency } from '../formatters.js';
import { pageReply, parse, redirect, runThenRedirect, type RouteTable } from '../server/http.js';
import { markup, type Markup } from '../server/markup.js';
import type { Services } from '../services.js';
import { refundableAmount, type Payment } from '../stripe/payments.js';
import { StripeError } from '../stripe/stripe-errors.js';
import { badge, emptyCard, layout, errorNotice } from './layout.js';

const maxPayments = 50;
const refundForm = z.object({ amount: z.string().trim(), outcome: z.enum(['succeeds', 'fails']).default('succeeds') });

/** Stands in for Stripe's dashboard: refunds that the shop did not request. */
export function paymentsPage(services: Services): RouteTable {
  const { payments } = services;
  return {
    'GET /payments': () => renderPaymentsPage(services),
    'POST /payments/:id/refund': ({ id, body }) => {
      const payment = payments.get(id);
      const { amount: typed, outcome } = parse(refundForm, body);
      const amount = parseMinorUnits(typed, payment.currency) ?? 0;
      if (amount < 1)
        return pageReply(422, renderPaymentsPage(services, 'Nothing was refunded: enter an amount, such as 12.50.'));
      try {
        payments.refund(payment, { amount, outcome, delivery: 'send' });
      } catch (error) {
        if (!(error instanceof StripeError)) throw error;
        return pageReply(422, renderPaymentsPage(services, `Stripe refused it: ${error.message}`));
      }
      return redirect(`/payments#${id}`);
    },
    'POST /payments/refunds/:id/fail': runThenRedirect('/payments', ({ id }) => payments.failRefund(id)),
  };
}

function renderPaymentsPage(services: Services, problem: string | null = null): Markup {
  const payments = services.payments.newestFirst().slice(0, maxPayments);
  return layout(services, {
    section: '/payments',
    title: 'Payments',
    lead: 'Newest first. Refund one as you would in Stripe’s dashboard, without the shop.',
    body: markup`${errorNotice(problem)}
${payments.length === 0 && emptyCard('Each paid checkout is listed here.')}
${payments.map((payment) => paymentCard(services, payment))}`,
  });
}

function paymentCard({ formatters }: Services, payment: Payment): Markup {
  const { paymentIntent, sessionId, amount, currency, created, email, refunds } = payment;
  const left = refundableAmount(payment);
  const refundRow = ({ id, status, amount: refunded, created: at }: Stripe.Refund) => {
    const text = formatters.money(refunded, currency);
    const isFailed = status === 'failed';
    return markup`
    <tr><td>${isFailed ? badge('error', 'Failed') : badge('info', 'Refunded')} ${text} <small>${formatters.time(at)}</small></td>
      <td>${!isFailed && markup`<form method="post" action="/payments/refunds/${id}/fail"><button class="outline" aria-label="Make the refund of ${text} fail">Make it fail</button></form>`}</td></tr>`;
  };
  return markup`<article id="${paymentIntent}">
  <header><h2><a href="/pay/${sessionId}">${formatters.money(amount, currency)}</a> <small>${email}</small></h2>${formatters.time(created)}</header>
  ${refunds.length > 0 && markup`<table>${refunds.map(refundRow)}</table>`}
  ${
    left === 0
      ? markup`<p>Fully refunded.</p>`
      : markup`<form method="post" action="/payments/${paymentIntent}/refund" class="grid">
    <label>Refund <input name="amount" inputmode="decimal" value="${formatWithoutCurrency(left, currency)}" autocomplete="off"></label>
    <label>which <select name="outcome"><option value="succeeds">succeeds</option><option value="fails">fails after a while</option></select></label>
    <button>Refund</button>
  </form>`
  }
</article>`;
}
