import { providerLabels } from '@daybook/contract';
import { z } from 'zod';
import { defaultReason, faultKindLabels, faultRequest, type Fault, type OperationName } from '../faults/faults.js';
import { orderActionNames } from '../orders/order-actions.js';
import { parse, runThenRedirect, type RouteTable } from '../server/http.js';
import { markup, type Markup } from '../server/markup.js';
import type { Services } from '../services.js';
import { emptyCard, layout, selectOptions } from './layout.js';
import { providerOrderItem } from './provider-order-item.js';

const maxOrders = 50;
const refreshSeconds = 5;
const defaultStepMs = 12_000;
const delayMs = 20_000;
const reorderMs = 10_000;

const reason = z
  .string()
  .trim()
  .max(1_000)
  .transform((text) => text || undefined)
  .optional();
const openQuery = z.object({ open: z.string().optional() });
const actionForm = z.object({ action: z.enum(orderActionNames), reason });
const faultForm = faultRequest.extend({ reason: reason.transform((text) => text ?? defaultReason) });
const ticked = z
  .string()
  .optional()
  .transform((value) => value !== undefined);
const deliveryForm = z.object({ duplicate: ticked, delay: ticked, reorder: ticked });
const advanceForm = z.object({ advance: z.enum(['automatically', 'manually']) });

export function providersPage(services: Services): RouteTable {
  const { providerOrders, lifecycle, faults, providerWebhooks, printifyWebhooks, settings } = services;
  return {
    'GET /providers': ({ query }) => renderProvidersPage(services, parse(openQuery, query).open),
    'POST /providers/orders/:id': runThenRedirect('/providers?open=:id#order-:id', ({ id, body }) => {
      const { action, reason: typed } = parse(actionForm, body);
      lifecycle.act(providerOrders.get(id), action, typed);
    }),
    'POST /providers/faults': runThenRedirect('/providers', ({ body }) => faults.add(parse(faultForm, body))),
    'POST /providers/faults/:id/remove': runThenRedirect('/providers', ({ id }) => faults.remove(id)),
    'POST /providers/delivery': runThenRedirect('/providers', ({ body }) => {
      const { duplicate, delay, reorder } = parse(deliveryForm, body);
      providerWebhooks.options = { duplicate, delayMs: delay ? delayMs : 0, reorderMs: reorder ? reorderMs : 0 };
    }),
    'POST /providers/advance': runThenRedirect('/providers', ({ body }) => {
      const isManual = parse(advanceForm, body).advance === 'manually';
      lifecycle.setStepMs(isManual ? 0 : settings.ORDER_STEP_MS || defaultStepMs);
    }),
    'POST /providers/resume': runThenRedirect('/providers', () => printifyWebhooks.resumeAll()),
  };
}

function renderProvidersPage(services: Services, openId?: string): Markup {
  const { lifecycle, printifyWebhooks, formatters } = services;
  const orders = services.providerOrders.newestFirst().slice(0, maxOrders);
  const stepSeconds = (lifecycle.stepMs || services.settings.ORDER_STEP_MS || defaultStepMs) / 1000;
  const isAutomatic = lifecycle.stepMs > 0;
  // while an order is open, the page does not reload
  const isMoving = openId === undefined && orders.some(({ advancesAt }) => advancesAt !== null);
  const lead = isAutomatic
    ? `Orders advance every ${stepSeconds} seconds: in production, shipped, delivered.`
    : 'Orders advance only when you press a button.';
  const pause = ({ until }: { until: Date }) => markup`
<form method="post" action="/providers/resume" role="status" class="warning">The shop refused a webhook four times, so Printify sends none until ${formatters.time(until)}. <button class="outline">Resume now</button></form>`;
  return layout(services, {
    section: '/providers',
    title: 'Providers',
    lead: `${lead} Open one to act on it.`,
    refreshSeconds: isMoving ? refreshSeconds : null,
    body: markup`${printifyWebhooks.pausedUrls().map(pause)}
${
  orders.length === 0
    ? emptyCard('Each order submitted to Printify or Printful is listed here.')
    : markup`<article>${orders.map((order) => providerOrderItem(services, order, order.id === openId))}</article>`
}
${faultsCard(services)}
<div class="grid">
  ${webhookDeliveryCard(services)}
  <article>
    <header><h2>How orders advance</h2></header>
    <form method="post" action="/providers/advance">
      <label><input type="radio" name="advance" value="automatically"${isAutomatic && markup` checked`}> Automatically, every ${stepSeconds} seconds</label>
      <label><input type="radio" name="advance" value="manually"${!isAutomatic && markup` checked`}> Only by hand</label>
      <button>Apply</button>
    </form>
  </article>
</div>`,
  });
}

function webhookDeliveryCard({ providerWebhooks: { options: current } }: Services): Markup {
  const tick = (name: string, isTicked: boolean, label: string) =>
    markup`<label><input type="checkbox" name="${name}"${isTicked && markup` checked`}> ${label}</label>`;
  return markup`<article>
    <header><h2>How webhooks are delivered</h2></header>
    <form method="post" action="/providers/delivery">
      ${tick('duplicate', current.duplicate, 'Each one twice')}
      ${tick('delay', current.delayMs > 0, `${delayMs / 1000} seconds late`)}
      ${tick('reorder', current.reorderMs > 0, 'In the wrong order')}
      <button>Apply</button>
    </form>
  </article>`;
}

function faultsCard({ faults }: Services): Markup {
  const row = (fault: Fault) => {
    const text = describeFault(fault);
    return markup`
    <tr><td>${text}</td><td><form method="post" action="/providers/faults/${fault.id}/remove"><button class="outline" aria-label="Remove: ${text}">Remove</button></form></td></tr>`;
  };
  return markup`<article id="faults">
  <header><h2>Faults in the next calls</h2></header>
  ${faults.list().length > 0 && markup`<table>${faults.list().map(row)}</table>`}
  <form method="post" action="/providers/faults" class="grid">
    <div><label for="service">Provider</label><select id="service" name="service">${selectOptions({ printify: 'Printify', printful: 'Printful' })}</select></div>
    <div><label for="operation">Which call</label><select id="operation" name="operation">${selectOptions({ submit: 'submission', products: 'product listing', any: 'any call' })}</select></div>
    <div><label for="kind">What happens to it</label><select id="kind" name="kind">${selectOptions(faultKindLabels)}</select></div>
    <div><label for="times">How many calls</label><input id="times" name="times" type="number" min="1" max="1000" value="1"></div>
    <div><label for="fault-reason">Reason for a rejection <small>optional</small></label><input id="fault-reason" name="reason" placeholder="${defaultReason}" autocomplete="off"></div>
    <button>Add the fault</button>
  </form>
</article>`;
}

const operationLabels: Record<OperationName | 'any', string> = {
  submit: 'submission',
  confirm: 'confirmation',
  read: 'query',
  cancel: 'cancellation',
  webhooks: 'webhook registration',
  products: 'product listing',
  checkout: 'checkout',
  refund: 'refund',
  any: 'call',
};

/** Such as "Printify, next submission (2 times): is rejected, with a reason: insufficient stock for M Black". */
function describeFault(fault: Fault) {
  const details: Partial<Record<Fault['kind'], string>> = {
    reject: `: ${fault.reason}`,
    slow: ` (${fault.delayMs / 1000} seconds)`,
    rate_limit: ` (for ${fault.retryAfterSeconds} seconds)`,
  };
  const name = { stripe: 'Stripe', ...providerLabels }[fault.service];
  const times = fault.remaining > 1 ? ` (${fault.remaining} times)` : '';
  return `${name}, next ${operationLabels[fault.operation]}${times}: ${faultKindLabels[fault.kind]}${details[fault.kind] ?? ''}`;
}
