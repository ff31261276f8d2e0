import { z } from 'zod';
import { foundOr404, parse, redirect, type RouteTable } from '../server/http.js';
import { markup, type Markup } from '../server/markup.js';
import type { Services } from '../services.js';
import { isHostile, scenarioNames, webhookScenarios, type StripeEvent } from '../stripe/stripe-events.js';
import { emptyCard, layout } from './layout.js';
import { eventDeliveries, eventHeader } from './stripe-event.js';

const maxEvents = 50;
const openQuery = z.object({ open: z.string().optional() });
const deliverForm = z.object({ mode: z.enum(scenarioNames) });

/** Stripe's webhooks, with buttons that send them again, good or hostile. */
export function webhooksRoutes(services: Services): RouteTable {
  const { events } = services;
  return {
    'GET /webhooks': ({ query }) => render(services, parse(openQuery, query).open),
    'POST /webhooks/:id/deliver': async ({ id, body }) => {
      const event = foundOr404(events.find(id), 'The sandbox has no such event. It forgets its events when it stops.');
      await events.runScenario(parse(deliverForm, body).mode, event);
      return redirect(`/webhooks?open=${id}#${id}`);
    },
  };
}

function render(services: Services, openId?: string): Markup {
  const events = services.events.newestFirst().slice(0, maxEvents);
  const item = (event: StripeEvent) => markup`
  <details id="${event.id}"${event.id === openId && markup` open`}>
    <summary>${eventHeader(services, event)}</summary>
    <form method="post" action="/webhooks/${event.id}/deliver" class="grid">
      <fieldset class="actions"><legend>As Stripe sends it</legend>${scenarioNames.filter((name) => !isHostile(name)).map(button)}</fieldset>
      <fieldset class="actions"><legend>As the shop has to refuse it</legend>${scenarioNames.filter(isHostile).map(button)}</fieldset>
    </form>
    ${eventDeliveries(services, event)}
    <p class="hint"><code>${event.id}</code> about <a href="/pay/${event.sessionId}">its checkout</a></p>
    <details><summary>The event as it is sent</summary><pre tabindex="0">${event.body}</pre></details>
  </details>`;
  return layout(
    services,
    {
      section: 'webhooks',
      title: 'Webhooks',
      lead: markup`Sent to <code>${services.settings.stripe.webhookUrl}</code>, newest first. Open one to send it again, or to see how the shop answers a bad one.`,
    },
    markup`${events.length === 0 ? emptyCard('Each payment sends a webhook, which is listed here.') : markup`<article>${events.map(item)}</article>`}`,
  );
}

const button = (name: (typeof scenarioNames)[number]) =>
  markup`<button name="mode" value="${name}" class="outline">${webhookScenarios[name]}</button>`;
