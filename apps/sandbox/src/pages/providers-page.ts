import { providerNames } from '@daybook/contract';
import { z } from 'zod';
import { defaultReason, faultKinds, faultRequest, type Fault, type Operation } from '../faults/faults.js';
import { orderActionNames } from '../orders/order-actions.js';
import { foundOr404, parse, redirect, type RouteTable } from '../server/http.js';
import { markup, type Markup } from '../server/markup.js';
import type { Services } from '../services.js';
import { emptyCard, layout, options } from './layout.js';
import { providerOrderItem } from './provider-order.js';

const maxOrders = 50;
const refreshSeconds = 5;
const defaultStepMs = 12_000;
const delayMs = 20_000;
const reorderMs = 10_000;

const reason = z.string().trim().max(1_000).optional();
const openQuery = z.object({ open: z.string().optional() });
const actionForm = z.object({ action: z.enum(orderActionNames), reason });
const faultForm = z.object({
  service: z.enum(['printify', 'printful']),
  kind: faultRequest.shape.kind,
  operation: z.enum(['submit', 'products', 'any']),
  times: faultRequest.shape.times,
  reason,
});
const ticked = z
  .string()
  .optional()
  .transform((value) => value !== undefined);
const deliveryForm = z.object({ duplicate: ticked, delay: ticked, reorder: ticked });
const advanceForm = z.object({ advance: z.enum(['automatically', 'manually']) });

/** The page that drives both providers. */
export function providersRoutes(services: Services): RouteTable {
  const { orders, lifecycle, faults, schedule, printify, settings } = services;
  return {
    'GET /providers': ({ query }) => render(services, parse(openQuery, query).open),
    'POST /providers/orders/:id': ({ id, body }) => {
      const order = foundOr404(orders.find(id), 'Neither provider has such an order.');
      const form = parse(actionForm, body);
      lifecycle.act(order, form.action, form.reason || undefined);
      return redirect(`/providers?open=${id}#order-${id}`);
    },
    'POST /providers/faults': ({ body }) => {
      const { reason: typed, ...fault } = parse(faultForm, body);
      faults.add(parse(faultRequest, { ...fault, ...(typed && { reason: typed }) }));
      return redirect('/providers');
    },
    'POST /providers/faults/:id/remove': ({ id }) => {
      faults.remove(id);
      return redirect('/providers');
    },
    'POST /providers/delivery': ({ body }) => {
      const { duplicate, delay, reorder } = parse(deliveryForm, body);
      schedule.options = { duplicate, delayMs: delay ? delayMs : 0, reorderMs: reorder ? reorderMs : 0 };
      return redirect('/providers');
    },
    'POST /providers/advance': ({ body }) => {
      const isManual = parse(advanceForm, body).advance === 'manually';
      lifecycle.setStepMs(isManual ? 0 : settings.orderStepMs || defaultStepMs);
      return redirect('/providers');
    },
    'POST /providers/resume': () => {
      printify.resumeAll();
      return redirect('/providers');
    },
  };
}

function render(services: Services, openId?: string): Markup {
  const { lifecycle, printify, formats } = services;
  const orders = services.orders.newestFirst().slice(0, maxOrders);
  const stepSeconds = (lifecycle.stepMs || services.settings.orderStepMs || defaultStepMs) / 1000;
  const isAutomatic = lifecycle.stepMs > 0;
  // an open order is not reloaded under its reader's hands
  const isMoving = openId === undefined && orders.some(({ advancesAt }) => advancesAt !== null);
  const lead = isAutomatic
    ? `Orders advance every ${stepSeconds} seconds: in production, shipped, delivered.`
    : 'Orders advance only when you press a button.';
  const pause = ({ until }: { until: Date }) => markup`
<form method="post" action="/providers/resume" role="status" class="warning">The shop refused a webhook four times, so Printify sends none until ${formats.time(until)}. <button class="outline">Resume now</button></form>`;
  return layout(
    services,
    {
      section: 'providers',
      title: 'Providers',
      lead: `${lead} Open one to act on it.`,
      refreshSeconds: isMoving ? refreshSeconds : null,
    },
    markup`${printify.pausedUrls().map(pause)}
${
  orders.length === 0
    ? emptyCard('Each order submitted to Printify or Printful is listed here.')
    : markup`<article>${orders.map((order) => providerOrderItem(services, order, order.id === openId))}</article>`
}
${faultsCard(services)}
<div class="grid">
  ${deliveryCard(services)}
  <article>
    <header><h2>How orders advance</h2></header>
    <form method="post" action="/providers/advance">
      <label><input type="radio" name="advance" value="automatically"${isAutomatic && markup` checked`}> Automatically, every ${stepSeconds} seconds</label>
      <label><input type="radio" name="advance" value="manually"${!isAutomatic && markup` checked`}> Only by hand</label>
      <button>Apply</button>
    </form>
  </article>
</div>`,
  );
}

function deliveryCard({ schedule }: Services): Markup {
  const { options: current } = schedule;
  const tick = (name: string, isTicked: boolean, label: string) =>
    markup`<label><input type="checkbox" name="${name}"${isTicked && markup` checked`}> ${label}</label>`;
  return markup`<article>
    <header><h2>How webhooks are delivered</h2></header>
    <form method="post" action="/providers/delivery">
      ${tick('duplicate', current.duplicate, 'Each of them twice')}
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
  <header><h2>Faults of the next calls</h2></header>
  ${faults.list().length > 0 && markup`<table>${faults.list().map(row)}</table>`}
  <form method="post" action="/providers/faults" class="grid">
    <div><label for="service">Provider</label><select id="service" name="service">${options({ printify: 'Printify', printful: 'Printful' })}</select></div>
    <div><label for="operation">Which call</label><select id="operation" name="operation">${options({ submit: 'submission', products: 'product listing', any: 'any call' })}</select></div>
    <div><label for="kind">What happens to it</label><select id="kind" name="kind">${options(faultKinds)}</select></div>
    <div><label for="times">How many calls</label><input id="times" name="times" type="number" min="1" max="1000" value="1"></div>
    <div><label for="fault-reason">Reason of a rejection <small>optional</small></label><input id="fault-reason" name="reason" placeholder="${defaultReason}" autocomplete="off"></div>
    <button>Add the fault</button>
  </form>
</article>`;
}

const operationLabels: Record<Operation | 'any', string> = {
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
function describeFault({
  service,
  kind,
  operation,
  remaining,
  reason: why,
  delayMs: slowMs,
  retryAfterSeconds,
}: Fault) {
  const details: Partial<Record<Fault['kind'], string>> = {
    reject: `: ${why}`,
    slow: ` (${slowMs / 1000} seconds)`,
    rate_limit: ` (for ${retryAfterSeconds} seconds)`,
  };
  const name = { stripe: 'Stripe', ...providerNames }[service];
  const times = remaining > 1 ? ` (${remaining} times)` : '';
  return `${name}, next ${operationLabels[operation]}${times}: ${faultKinds[kind]}${details[kind] ?? ''}`;
}
