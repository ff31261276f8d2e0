import { accepted, type Delivery } from '../../delivery/webhook-post.js';
import type { EventView, Tone } from '../../pages/page-models.js';
import type { Words } from '../../pages/words.js';
import { isHostile, rehearsals } from './rehearsals.js';
import type { SandboxEvent } from './webhook-event.js';

/** An event as a page shows it, its newest delivery first. */
export function eventView(event: SandboxEvent, words: Words): EventView {
  return {
    id: event.id,
    type: event.type,
    sessionId: event.sessionId,
    happened: words.moment(new Date(event.created * 1000)),
    state: stateOf(event),
    nextAttempt: event.nextAttemptAt ? words.moment(event.nextAttemptAt) : null,
    body: event.body,
    deliveries: alike(event.deliveries)
      .map((group) => deliveryView(group, words))
      .reverse(),
  };
}

function stateOf(event: SandboxEvent): { words: string; tone: Tone } {
  if (event.state === 'delivered') return { words: 'Delivered', tone: 'info' };
  if (event.state === 'held') return { words: 'Held: send it by hand', tone: 'warning' };
  if (event.state === 'given_up') return { words: 'Given up: every attempt was refused', tone: 'error' };
  if (event.deliveries.length === 0) return { words: 'On its way', tone: 'info' };
  return { words: 'Not accepted yet', tone: 'warning' };
}

/** Twenty deliveries with one answer read better as one line. */
function alike(deliveries: readonly Delivery[]): [Delivery, ...Delivery[]][] {
  const groups: [Delivery, ...Delivery[]][] = [];
  for (const delivery of deliveries) {
    const group = groups.at(-1);
    if (group?.[0].kind === delivery.kind && group[0].status === delivery.status) group.push(delivery);
    else groups.push([delivery]);
  }
  return groups;
}

function deliveryView(group: [Delivery, ...Delivery[]], words: Words): EventView['deliveries'][number] {
  const [first] = group;
  const answer = first.status === null ? 'no answer' : String(first.status);
  return {
    at: words.moment(first.at),
    kind: kindInWords(first.kind),
    outcome: group.length > 1 ? `${group.length} × ${answer}` : answer,
    tone: toneOf(first),
    answer: first.answer,
  };
}

/** A bad webhook is answered well when it is refused. */
function toneOf(delivery: Delivery): Tone {
  if (delivery.status === null) return 'error';
  if (isHostile(delivery.kind)) return accepted(delivery) ? 'error' : 'info';
  return accepted(delivery) ? 'info' : 'warning';
}

function kindInWords(kind: string): string {
  return Object.hasOwn(rehearsals, kind) ? rehearsals[kind as keyof typeof rehearsals] : kind.replace(/^a/, 'A');
}
