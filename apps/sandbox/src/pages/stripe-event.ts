import { markup, type Markup } from '../server/markup.js';
import type { Services } from '../services.js';
import { isHostile, webhookScenarios, type StripeEvent } from '../stripe/stripe-events.js';
import { isAccepted, type Delivery } from '../webhooks/webhook-sender.js';
import { badge, type Tone } from './layout.js';

export const eventHeader = ({ formats }: Services, event: StripeEvent) =>
  markup`${stateBadge(event)}<code>${event.type}</code>${formats.time(event.created)}`;

function stateBadge({ state, deliveries }: StripeEvent): Markup {
  if (state === 'delivered') return badge('info', 'Delivered');
  if (state === 'held') return badge('warning', 'Held: send it by hand');
  if (state === 'discarded') return badge('error', 'Given up: every attempt was refused');
  return deliveries.length === 0 ? badge('info', 'On its way') : badge('warning', 'Not accepted yet');
}

/** The newest delivery first; neighbours with the same answer share a row. */
export function eventDeliveries({ formats }: Services, { nextAttemptAt, deliveries }: StripeEvent): Markup {
  const groups: [Delivery, ...Delivery[]][] = [];
  for (const delivery of deliveries) {
    const last = groups.at(-1);
    if (last?.[0].kind === delivery.kind && last[0].status === delivery.status) last.push(delivery);
    else groups.push([delivery]);
  }
  const row = (group: [Delivery, ...Delivery[]]) => {
    const [{ at, kind, status, response }] = group;
    const outcome = (group.length > 1 ? `${group.length} × ` : '') + String(status ?? 'no answer');
    return markup`
  <tr><td class="${toneOf(group[0])}">${outcome}</td><td>${kindLabel(kind)}${response !== '' && markup`<br><code>${response}</code>`}</td><td>${formats.time(at)}</td></tr>`;
  };
  return markup`${nextAttemptAt && markup`<p class="hint">Next attempt ${formats.time(nextAttemptAt)}</p>`}
${groups.length === 0 ? markup`<p class="hint">Not delivered yet.</p>` : markup`<table>${groups.reverse().map(row)}</table>`}`;
}

/** A hostile webhook should be refused. */
function toneOf(delivery: Delivery): Tone {
  if (delivery.status === null) return 'error';
  if (isHostile(delivery.kind)) return isAccepted(delivery) ? 'error' : 'info';
  return isAccepted(delivery) ? 'info' : 'warning';
}

const kindLabel = (kind: string) => (webhookScenarios as Record<string, string>)[kind] ?? kind.replace(/^a/, 'A');
