import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { orThrow, pageReply, parse, redirect, runThenRedirect, type RouteTable } from '../server/http.js';
import { markup, type Markup } from '../server/markup.js';
import type { Services } from '../services.js';
import type { Checkout } from '../stripe/checkouts.js';
import { commonCountries, shopperSchema, testShopper } from '../stripe/shopper.js';
import { unixNow } from '../stripe/stripe-ids.js';
import { layout, selectOptions, errorNotice } from './layout.js';
import { basketCard, receiptPage } from './receipt-page.js';

const firstAttemptTimeoutMs = 2_000;
const settleDelays = { 5: '5 seconds', 30: '30 seconds', 120: '2 minutes', 600: '10 minutes' };

const payForm = shopperSchema.extend({
  pay_by: z.enum(['card', 'delayed']).default('card'),
  outcome: z.enum(['succeeds', 'fails']).default('succeeds'),
  settle_after: z.coerce.number().int().min(0).max(600).default(5),
});

/** An empty or invalid e-mail counts as none. */
const leaveForm = z.object({
  email: shopperSchema.shape.email.nullable().catch(null).default(null),
  optIn: z
    .literal('yes')
    .optional()
    .catch(undefined)
    .transform((ticked) => ticked === 'yes'),
});

const textFields = z.record(z.string(), z.string().catch('')).catch({});

/** Where Stripe sends the shopper, and the receipt afterwards. */
export function payPages(services: Services): RouteTable {
  const { checkouts, stripeEvents } = services;
  return {
    'GET /pay/:id': async ({ id }) => {
      const checkout = checkouts.get(id);
      if (checkout.session.status === 'open') return payFormPage(services, checkout);
      const published = stripeEvents.findBySession(id);
      const timeout = delay(firstAttemptTimeoutMs, undefined, { ref: false });
      await Promise.race([Promise.all(published.map(({ firstAttempt }) => firstAttempt)), timeout]);
      return receiptPage(services, checkout, published);
    },
    'POST /pay/:id': ({ id, body }) => {
      const checkout = checkouts.get(id);
      if (checkout.session.status !== 'open') return redirect(`/pay/${id}`);
      const form = payForm.safeParse(body);
      if (!form.success)
        return pageReply(422, payFormPage(services, checkout, textFields.parse(body), firstMessageByField(form.error)));
      const { pay_by, outcome, settle_after, ...buyer } = form.data;
      checkouts.pay(checkout, {
        shopper: buyer,
        outcome: pay_by === 'card' ? 'paid' : `delayed_${outcome}`,
        settleAfterSeconds: settle_after,
        at: unixNow(),
        delivery: 'send',
      });
      return redirect(`/pay/${id}`);
    },
    'POST /pay/:id/leave': runThenRedirect('/pay/:id', ({ id, body }) => {
      const checkout = checkouts.get(id);
      if (checkout.session.status === 'open') checkouts.expire(checkout, { details: parse(leaveForm, body) });
    }),
    'GET /recover/:id': ({ id }) => {
      const recovered = checkouts.recover(checkouts.get(id));
      const message = 'This checkout has not expired, or was created without a recovery link.';
      return redirect(`/pay/${orThrow(recovered, message).session.id}`);
    },
  };
}

function firstMessageByField(error: z.ZodError): Record<string, string> {
  const issues = error.issues.map(({ path, message }) => [String(path[0] ?? ''), message] as const);
  return Object.fromEntries(issues.reverse());
}

type Fields = Record<string, string>;

function payFormPage(services: Services, checkout: Checkout, typed: Fields = {}, errors: Fields = {}): Markup {
  const { formatters, settings } = services;
  const { session } = checkout;
  const codes = session.shipping_address_collection?.allowed_countries ?? commonCountries;
  const country = codes.find((code) => code === testShopper.country) ?? codes[0] ?? testShopper.country;
  const email = session.customer_email ?? testShopper.email;
  const values: Record<string, string | null> = { ...testShopper, country, email, ...typed };
  const total = formatters.money(session.amount_total ?? 0, session.currency ?? '');
  const isFixedEmail = session.customer_email !== null;
  const message = (name: string) =>
    errors[name] !== undefined && markup`<small id="${name}-error">${errors[name]}</small>`;
  const field = (
    name: string,
    label: string,
    autocomplete: string,
    { type = 'text', isOptional = false } = {},
  ) => markup`
      <div>
        <label for="${name}">${label}${isOptional && markup` <small>optional</small>`}</label>
        <input id="${name}" name="${name}" type="${type}" value="${values[name]}" autocomplete="${autocomplete}"${name === 'email' && isFixedEmail && markup` readonly`}${errors[name] !== undefined && markup` aria-invalid="true" aria-describedby="${name}-error"`}>
        ${message(name)}
      </div>`;
  const card = markup`
    <article>
      <header><h2>By card</h2></header>
      <p>The order is paid at once, and the shop receives it within a second or two.</p>
      <button name="pay_by" value="card">Pay ${total} by card</button>
    </article>`;
  const delayed = markup`
    <article>
      <header><h2>By bank debit</h2></header>
      <p>The order is placed unpaid; the bank answers later.</p>
      <div class="grid">
        <label>Then the payment <select name="outcome">${selectOptions({ succeeds: 'succeeds', fails: 'fails' }, typed['outcome'])}</select></label>
        <label>after <select name="settle_after">${selectOptions(settleDelays, typed['settle_after'])}</select></label>
      </div>
      <button name="pay_by" value="delayed" class="outline">Pay by bank debit</button>
    </article>`;
  const hasErrors = Object.keys(errors).length > 0;
  return layout(services, {
    section: '/',
    title: `Pay ${total}`,
    lead: `to ${settings.SHOP_NAME}. A test shopper is filled in: change whatever you like.`,
    body: markup`${errorNotice(hasErrors ? 'Nothing has been paid yet. Please correct the fields marked below.' : null)}
${basketCard(services, checkout)}
<form method="post" action="/pay/${session.id}" novalidate>
  <article>
    <header><h2>${session.shipping_address_collection ? 'Buyer and delivery address' : 'Buyer'}</h2></header>
    <div class="grid">
      ${field('email', 'E-mail', 'email', { type: 'email' })}
      ${field('name', 'Name', 'name')}
      ${field('line1', 'Address', 'address-line1')}
      ${field('line2', 'Address, second line', 'address-line2', { isOptional: true })}
      ${field('city', 'Town or city', 'address-level2')}
      ${field('state', 'County or state', 'address-level1', { isOptional: true })}
      ${field('postal_code', 'Postcode', 'postal-code', { isOptional: true })}
      <div><label for="country">Country</label><select id="country" name="country" autocomplete="country">${selectOptions(formatters.countries(codes), values['country'] ?? '')}</select>${message('country')}</div>
      ${session.phone_number_collection?.enabled && field('phone', 'Phone', 'tel', { type: 'tel', isOptional: true })}
    </div>
  </article>
  <div class="grid">${session.payment_method_types.includes('card') && card}${session.payment_method_types.some((method) => method !== 'card') && delayed}</div>
</form>
<article>
  <header><h2>Or leave without paying</h2></header>
  <form method="post" action="/pay/${session.id}/leave">
    <p>The checkout expires by itself at ${formatters.timeText(session.expires_at)}. The button expires it now and sends the shop the webhook.</p>
    <label for="left-email">E-mail typed before leaving <small>optional</small></label>
    <input id="left-email" name="email" type="email" value="${values['email']}" autocomplete="off"${isFixedEmail && markup` readonly`}>
    ${session.consent_collection?.promotions === 'auto' && markup`<label><input type="checkbox" name="optIn" value="yes"> Agreed to receive e-mails from the shop</label>`}
    <button class="outline">Let it expire now</button>
  </form>
</article>
<p><a href="${session.cancel_url ?? '/'}">Cancel and go back</a></p>`,
  });
}
