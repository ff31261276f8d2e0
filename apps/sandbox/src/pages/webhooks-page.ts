import { z } from 'zod';
import { parse, runThenRedirect, type RouteTable } from '../server/http.js';
import { markup, type Markup } from '../server/markup.js';
import type { Services } from '../services.js';
import { isHostile, webhookScenarioNames, webhookScenarioLabels, type StripeEvent } from '../stripe/stripe-events.js';
import { isAccepted, type DeliveryAttempt } from '../webhooks/webhook-sender.js';
import { badge, emptyCard, layout, type Tone } from './layout.js';

const maxEvents = 50;
const openQuery = z.object({ open: z.string().optional() });
const deliverForm = z.object({ mode: z.enum(webhookScenarioNames) });

export function webhooksPage(services: Services): RouteTable {
  const { stripeEvents } = services;
  return {
    'GET /webhooks': ({ query }) => renderWebhooksPage(services, parse(openQuery, query).open),
    'POST /webhooks/:id/deliver': runThenRedirect('/webhooks?open=:id#:id', ({ id, body }) =>
      stripeEvents.runScenario(parse(deliverForm, body).mode, stripeEvents.get(id)),
    ),
  };
}

function renderWebhooksPage(services: Services, openId?: string): Markup {
  const events = services.stripeEvents.newestFirst().slice(0, maxEvents);
  const item = (event: StripeEvent) => markup`
  <details id="${event.id}"${event.id === openId && markup` open`}>
    <summary>${eventHeader(services, event)}</summary>
    <form method="post" action="/webhooks/${event.id}/deliver" class="grid">
      <fieldset class="actions"><legend>As Stripe sends it</legend>${webhookScenarioNames.filter((name) => !isHostile(name)).map(scenarioButton)}</fieldset>
      <fieldset class="actions"><legend>Must be refused by the shop</legend>${webhookScenarioNames.filter(isHostile).map(scenarioButton)}</fieldset>
    </form>
    ${deliveriesTable(services, event)}
    <p class="hint"><code>${event.id}</code> about <a href="/pay/${event.sessionId}">its checkout</a></p>
    <details><summary>The event as it is sent</summary><pre tabindex="0">${event.body}</pre></details>
  </details>`;
  return layout(services, {
    section: '/webhooks',
    title: 'Webhooks',
    lead: markup`Sent to <code>${services.settings.DAYBOOK_WEBHOOK_URL}</code>, newest first. Open one to send it again, or to see how the shop answers a bad one.`,
    body: markup`${events.length === 0 ? emptyCard('Each payment sends a webhook, which is listed here.') : markup`<article>${events.map(item)}</article>`}`,
  });
}

const scenarioButton = (name: (typeof webhookScenarioNames)[number]) =>
  markup`<button name="mode" value="${name}" class="outline">${webhookScenarioLabels[name]}</button>`;

export const eventHeader = ({ formatters }: Services, event: StripeEvent) =>
  markup`${stateBadge(event)}<code>${event.type}</code>${formatters.time(event.created)}`;

function stateBadge({ state, deliveries }: StripeEvent): Markup {
  if (state === 'delivered') return badge('info', 'Delivered');
  if (state === 'held') return badge('warning', 'Held: send it by hand');
  if (state === 'discarded') return badge('error', 'Given up: every attempt was refused');
  return deliveries.length === 0 ? badge('info', 'On its way') : badge('warning', 'Not accepted yet');
}

/** The newest delivery first; neighbours with the same answer share a row. */
export function deliveriesTable({ formatters }: Services, { nextAttemptAt, deliveries }: StripeEvent): Markup {
  const groups: [DeliveryAttempt, ...DeliveryAttempt[]][] = [];
  for (const delivery of deliveries) {
    const last = groups.at(-1);
    if (last?.[0].kind === delivery.kind && last[0].status === delivery.status) last.push(delivery);
    else groups.push([delivery]);
  }
  const row = (group: [DeliveryAttempt, ...DeliveryAttempt[]]) => {
    const [{ at, kind, status, response }] = group;
    const outcome = (group.length > 1 ? `${group.length} × ` : '') + String(status ?? 'no answer');
    return markup`
  <tr><td class="${toneOf(group[0])}">${outcome}</td><td>${kindLabel(kind)}${response !== '' && markup`<br><code>${response}</code>`}</td><td>${formatters.time(at)}</td></tr>`;
  };
  return markup`${nextAttemptAt && markup`<p class="hint">Next attempt ${formatters.time(nextAttemptAt)}</p>`}
${groups.length === 0 ? markup`<p class="hint">Not delivered yet.</p>` : markup`<table>${groups.reverse().map(row)}</table>`}`;
}

/** A hostile webhook should be refused. */
function toneOf(delivery: DeliveryAttempt): Tone {
  if (delivery.status === null) return 'error';
  if (isHostile(delivery.kind)) return isAccepted(delivery) ? 'error' : 'info';
  return isAccepted(delivery) ? 'info' : 'warning';
}

const kindLabel = (kind: string) => (webhookScenarioLabels as Record<string, string>)[kind] ?? kind.replace(/^a/, 'A');
